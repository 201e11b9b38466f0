Rails.application.configure do
  # ruleid: rails/force-ssl-behind-proxy
  config.force_ssl = true
  # ok: rails/force-ssl-behind-proxy
  config.force_ssl = false
end
