# Boots a Rails app and prints which constant Zeitwerk loads from which file, and where Ruby finds the constants asked for on stdin.
require "json"
require File.expand_path("config/application")

ROOT = "#{File.realpath(Rails.root)}/"
loaded = {}
Rails.autoloaders.each do |loader|
  loader.on_load do |cpath, _, path|
    loaded[path.delete_prefix(ROOT)] = cpath if path.start_with?(ROOT) && path.end_with?(".rb")
  end
end
require File.expand_path("config/environment")
Rails.autoloaders.each { |loader| loader.eager_load(force: true) }

# A string given to module_eval is read as if written in the module: Ruby's own lexical scope, however deep.
def look_up(nesting, expression)
  code = nesting.reverse.inject(expression) { |inner, name| "::#{name}.module_eval(#{inner.dump})" }
  TOPLEVEL_BINDING.eval(code)
end

# The full name that Ruby gives the constant, and where it was first written.
def place_of(nesting, name)
  value = look_up(nesting, name)
  full = value.name if value.is_a?(Module)
  full ||= begin
    *outer, last = name.delete_prefix("::").split("::")
    top = name.start_with?("::") ? "::" : ""
    scopes = outer.any? ? [look_up(nesting, top + outer.join("::"))] : nesting.reverse.map { |scope| Object.const_get(scope) }
    owners = outer.any? ? scopes.first.ancestors : scopes + (scopes.first&.ancestors || [])
    owner = owners.find { |one| one.const_defined?(last, false) && one != Object }
    [owner&.name, last].compact.join("::")
  end
  [full, Object.const_source_location(full)&.first]
end

# The longest beginning of the name that Ruby knows, and how many segments it does not; null for what is not the app's.
def find(nesting, name)
  top = name.start_with?("::") ? "::" : ""
  segments = name.delete_prefix("::").split("::")
  segments.size.downto(1) do |size|
    full, path = place_of(nesting, top + segments.first(size).join("::"))
    return nil unless path&.start_with?(ROOT)
    return { name: full, path: path.delete_prefix(ROOT), unknown: segments.size - size }
  rescue NameError
    next
  end
  nil
end

answers = JSON.parse($stdin.read).map { |asked| find(asked.fetch("nesting"), asked.fetch("name")) }
puts JSON.generate({ loaded: loaded.sort.to_h, answers: answers })
