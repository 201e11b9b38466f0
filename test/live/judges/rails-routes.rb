# Prints every route of a booted application as JSON, engines under their mounts: Rails' own answer.
require "json"
require File.expand_path("config/environment")

def describe(route, prefix)
  endpoint = route.app.app
  request = route.constraints.reject { |key, _| key == :request_method }
  {
    verb: route.verb,
    path: prefix + route.path.spec.to_s,
    requirements: route.path.requirements.select { |_, value| value.is_a?(Regexp) }.transform_values(&:source),
    request: request.transform_values { |value| value.is_a?(Regexp) ? "/#{value.source}/" : value.to_s },
    blocks: route.app.respond_to?(:constraints) ? route.app.constraints.size : 0,
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
