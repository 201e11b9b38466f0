# Prints every route of a booted application as JSON, engines under their mounts: Rails' own answer.
require "json"
require File.expand_path("config/environment")

# Stands in for Warden, so that a constraint of Devise says what it asks for.
class AskedWarden
  attr_reader :asked

  def authenticate!(scope: nil) = note("authenticate", scope)
  def authenticate?(scope: nil) = note("authenticated", scope)
  def user(*) = Class.new { def method_missing(*) = true; def respond_to_missing?(*) = true }.new

  def note(word, scope)
    @asked = [word, scope || Devise.default_scope]
    true
  end
end

# "authenticate: user" of Devise's own constraints, nil for the one by which it only notes its mapping, else "block".
def name_constraint(constraint)
  warden = AskedWarden.new
  env = { "warden" => warden }
  holds = constraint.call(Struct.new(:env).new(env))
  return nil if env.key?("devise.mapping")
  return "block" if warden.asked.nil?
  word, scope = warden.asked
  "#{holds ? word : "unauthenticated"}: #{scope}"
rescue StandardError
  "block"
end

def describe(route, prefix)
  endpoint = route.app.app
  blocks = route.app.respond_to?(:constraints) ? route.app.constraints.map { |one| name_constraint(one) }.compact : []
  request = route.constraints.reject { |key, _| key == :request_method }
  {
    verb: route.verb,
    path: prefix + route.path.spec.to_s,
    requirements: route.path.requirements.select { |_, value| value.is_a?(Regexp) }.transform_values(&:source),
    request: request.transform_values { |value| value.is_a?(Regexp) ? "/#{value.source}/" : value.to_s },
    warden: blocks - ["block"],
    blocks: blocks.count("block"),
    controller: route.defaults[:controller],
    action: route.defaults[:action],
    dispatcher: route.app.dispatcher?,
    app: endpoint.is_a?(Module) ? endpoint.name : endpoint.is_a?(Proc) ? "Inline handler (Proc/Lambda)" : endpoint.inspect
  }
end

def collect(routes, prefix, rows)
  routes.routes.reject(&:internal).each do |route|
    endpoint = route.app.app
    engine = endpoint.is_a?(Class) && endpoint < Rails::Engine
    path = route.path.spec.to_s
    if engine
      collect(endpoint.routes, prefix + (path == "/" ? "" : path), rows)
    else
      rows << describe(route, prefix)
    end
  end
  rows
end

puts JSON.generate(collect(Rails.application.routes, "", []))
