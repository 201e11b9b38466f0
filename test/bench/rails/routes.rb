# Draws an app's route files through the mapper of the Rails that is installed and prints its rows; macros of absent gems are listed.
#
#   ruby routes.rb APP_DIR
ENV["RAILS_ENV"] = "production"
require "json"
require "logger"
require "ostruct"
require "rails"
require "action_controller/railtie"
require "devise"
require "devise/rails"
require_relative "source"
require_relative "devise-models"

ROOT = File.realpath(ARGV.fetch(0))
APP = Source.copy(ROOT)
SWALLOWED = []

def Devise.configure_warden! = nil
class BenchApplication < Rails::Application
  config.root = Dir.mktmpdir
  config.eager_load = false
  config.logger = Logger.new(nil)
  config.secret_key_base = "x" * 40
end
FileUtils.rm_rf(BenchApplication.config.root)
BenchApplication.initialize!
ROUTES = BenchApplication.routes
ROUTES.disable_clear_and_finalize = true
ENGINES = []
# Path below its root without case and underscores -> file: acronyms are the app's own business.
OWN = Dir["#{APP}/{,*/,*/*/}{lib,app/*,app/*/lib,app/*/concerns}/"].flat_map do |root|
  Dir["#{root}**/*.rb"].map { |file| [file.delete_prefix(root).delete_suffix(".rb").delete("_").downcase, file] }
end.to_h
DRAWN = Dir["#{APP}/{,*/,*/*/}config/routes"]
MODELS = DeviseModels.new(APP)
Devise.sign_out_via = MODELS.sign_out_via
Devise.omniauth_path_prefix = MODELS.omniauth_path_prefix
module OmniAuth
  def self.config = OpenStruct.new(allowed_request_methods: MODELS.omniauth_verbs(ROOT), path_prefix: MODELS.omniauth_path_prefix)
end

module MissingConstants
  def const_missing(name)
    return Object.const_missing(name) if singleton_class? || self.name.nil?
    full = [self == Object ? nil : self.name, name].compact.join("::")
    return BenchApplication if name == :Application
    found = load_own(full, name)
    return found if found
    made = MODELS.model(full) || (name == :Engine ? make_engine : make_endpoint)
    const_set(name, made)
    prepare_engine(made) if name == :Engine
    made
  end

  # Modules of routes and constraints of the app's own.
  def load_own(full, name)
    return if name == :Engine || MODELS.model(full)
    file = OWN[full.gsub("::", "/").downcase]
    return if file.nil?
    load file
    const_get(name, false) if const_defined?(name, false)
  rescue ScriptError, StandardError
    remove_const(name) if const_defined?(name, false)
    nil
  end

  def make_engine = Class.new(Rails::Engine)

  def prepare_engine(engine)
    name = engine.name
    engine.define_singleton_method(:railtie_name) { name.underscore.tr("/", "_") }
    # An engine of the app's own is isolated; one that is not here has no routes to name.
    engine.isolate_namespace(Object.const_get(name.split("::").first)) if Dir["#{APP}/**/lib/#{name.underscore}.rb"].any?
    engine.routes.disable_clear_and_finalize = true
    engine.routes.draw_paths.concat(DRAWN)
    ENGINES << engine
  end

  def make_endpoint
    Class.new do
      def self.call(*) = [200, {}, []]
      def self.matches?(*) = true
      def self.method_missing(*) = self
      def self.respond_to_missing?(*) = false
      def self.to_str = "made-up"
      def self.to_ary = nil
      def self.to_hash = {}
      def call(*) = [200, {}, []]
      def matches?(*) = true
      def method_missing(*) = self
      def respond_to_missing?(*) = false
    end
  end
end
Module.class_eval do
  define_method(:const_missing) { |name| MissingConstants.instance_method(:const_missing).bind_call(self, name) }
  MissingConstants.instance_methods(false).each do |word|
    define_method(word, MissingConstants.instance_method(word)) unless word == :const_missing
  end
end
module Kernel
  alias require_installed require
  def require(path)
    require_installed(path)
  rescue ScriptError, StandardError
    true
  end
end

class ActionDispatch::Routing::RouteSet
  def append(&block) = draw(&block)
  def prepend(&block) = draw(&block)
end
# A macro of a gem that is not here draws nothing; where it was called is kept.
class ActionDispatch::Routing::Mapper
  def method_missing(name, *, **)
    place = caller_locations.find { |one| one.path.start_with?(APP) }
    SWALLOWED << { name: name, path: place&.path&.delete_prefix("#{APP}/"), line: place&.lineno }
    nil
  end

  def respond_to_missing?(*) = false

  # A stand-in brings no methods.
  def extend(*modules)
    real = modules.grep_v(Class)
    real.empty? ? self : super(*real)
  end

  # Since 4.9 Devise draws the verbs that OmniAuth allows. https://github.com/heartcombo/devise/blob/main/CHANGELOG.md
  prepend(Module.new do
    def match(*paths, **options, &block)
      options[:via] = MODELS.omniauth_verbs(ROOT) if options[:to].to_s.end_with?("#passthru")
      super
    end
  end)
end

def load_routes(file)
  load file
rescue ScriptError, StandardError => e
  $stderr.puts "#{file.delete_prefix("#{APP}/")}: #{e.class} #{e.message[0, 200]} #{e.backtrace.find { |line| line.start_with?(APP) }}"
end

Dir["#{APP}/{,*/,*/*/}config/initializers/*inflections.rb"].sort.each { |file| load file rescue $stderr.puts("#{file}: #{$!.message}") }
ROUTES.draw_paths.concat(DRAWN)
files = Dir["#{APP}/{,*/,*/*/}config/routes.rb"].sort_by { |file| [file == "#{APP}/config/routes.rb" ? 1 : 0, file] }
# Files of config/routes/ that draw by themselves are loaded by the app's own configuration; `draw` reads the others.
prelude = File.join(__dir__, "preludes", "#{File.basename(ROOT)}.rb")
load prelude if File.exist?(prelude)
own = Dir["#{APP}/{,*/,*/*/}config/routes/**/*.rb"].sort.select { |file| File.read(file).match?(/\.routes\.(draw|append|prepend)\b/) }
(own + files).each { |file| load_routes(file) }

def endpoint_of(route)
  return "#{route.defaults[:controller] || ":controller"}##{route.defaults[:action] || ":action"}" if route.app.dispatcher?
  route.app.app.is_a?(ActionDispatch::Routing::Redirect) ? "redirect" : "app"
end

def print_rows(routes, prefix, rows)
  routes.routes.each do |route|
    endpoint = route.app.app
    path = prefix + route.path.spec.to_s.sub(/\(\.:format\)\z/, "")
    path = path.sub(/(?<=.)\/\z/, "")
    path = "/" if path.empty?
    if endpoint.is_a?(Class) && endpoint < Rails::Engine && endpoint.routes.routes.any?
      print_rows(endpoint.routes, path == "/" ? "" : path, rows)
    elsif !route.internal && !path.start_with?("/rails/")
      verbs = route.verb.empty? ? ["ANY"] : route.verb.split("|")
      verbs.each { |verb| rows << "#{verb} #{path} #{endpoint_of(route)}" }
    end
  end
  rows
end

rows = print_rows(ROUTES, "", [])
mounted = ROUTES.routes.map { |route| route.app.app }
(ENGINES - mounted).each { |engine| print_rows(engine.routes, "", rows) }
puts JSON.generate({ rows: rows, swallowed: SWALLOWED })
