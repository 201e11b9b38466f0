# ruleid: rails/session-in-memory
Rails.application.config.session_store :memory_store
# ok: rails/session-in-memory
Rails.application.config.session_store :cookie_store, key: "_shop_session"
# ok: rails/session-in-memory
NOTE = "session_store :memory_store"
