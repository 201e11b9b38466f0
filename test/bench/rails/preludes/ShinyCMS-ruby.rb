# ShinyCMS asks its plugins, which are engines of the repository, for their routes.
%w[ShinyCMS].each { |name| Object.const_set(name, Module.new) unless Object.const_defined?(name, false) }
engines = Dir["#{APP}/plugins/*/config/routes.rb"].sort.map do |file|
  name = file.split("/")[-3]
  outer = Object.const_defined?(name, false) ? Object.const_get(name) : Object.const_set(name, Module.new)
  outer.const_get(:Engine)
end
feature = engines.reject { |engine| engine.name == "ShinyCMS::Engine" }
loaded = Object.new
loaded.define_singleton_method(:loaded?) { |*| true }
loaded.define_singleton_method(:engines) { feature }
ShinyCMS.define_singleton_method(:plugins) { loaded }
Dir["#{APP}/plugins/*/app/public/lib/**/routes/*.rb"].sort.each { |file| load file }
