Rails.application.configure do
  # ruleid: rails/file-cache-store
  config.cache_store = :file_store, "tmp/cache"
  # ruleid: rails/file-cache-store
  config.cache_store = :memory_store, { size: 64 }
  # ok: rails/file-cache-store
  config.cache_store = :mem_cache_store
  # ok: rails/file-cache-store
  config.note = "file_store"
end
