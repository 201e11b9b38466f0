Rails.application.configure do
  # ruleid: rails/active-storage-on-disk
  config.active_storage.service = :local
  # config.active_storage.service = :local
  # ok: rails/active-storage-on-disk
  config.active_storage.variant_processor = :vips
end
