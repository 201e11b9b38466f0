# What an app says about Devise, read by Ruby's own parser: modules of its models, providers, how to sign out.
require "ripper"

class DeviseModels
  attr_reader :sign_out_via, :omniauth_path_prefix

  def initialize(app)
    @models = {}
    @included = {}
    @sign_out_via = :delete
    @providers = []
    Dir["#{app}/{,*/,*/*/}app/models/**/*.rb"].sort.each { |file| read_model(file) }
    Dir["#{app}/{,*/,*/*/}config/initializers/**/*.rb"].sort.each { |file| read_settings(File.read(file)) }
  end

  # A class that answers what devise_for asks; nil where the app has no such model.
  def model(name)
    modules, own = said_of(name.gsub("::", "/").downcase)
    return if modules.nil?
    providers = own.empty? ? @providers : own
    Class.new do
      define_singleton_method(:devise) {}
      define_singleton_method(:devise_modules) { modules }
      define_singleton_method(:omniauth_providers) { providers }
      define_singleton_method(:unlock_strategy_enabled?) { |_| true }
    end
  end

  # GET and POST before Devise 4.9, and with OmniAuth 1 still; POST alone since.
  def omniauth_verbs(root)
    lock = File.join(root, "Gemfile.lock")
    text = File.exist?(lock) ? File.read(lock) : ""
    text.match?(/^ {4}omniauth \(1|^ {4}devise \([0-3]\.|^ {4}devise \(4\.[0-8]\./) ? %i[get post] : %i[post]
  end

  private

  # What the class says itself, else what the concerns say that it includes.
  def said_of(path)
    return @models[path] if @models.key?(path)
    concerns = @included.fetch(path, []).flat_map { |name| @models.keys.select { |key| "/#{key}".end_with?("/#{name}") } }
    found = concerns.map { |key| @models[key] }
    found.empty? ? nil : [found.flat_map(&:first).uniq, found.flat_map(&:last).uniq]
  end

  def read_model(file)
    path = file[%r{app/models/(?:concerns/)?(.*)\.rb\z}, 1].delete("_").downcase
    tree = Ripper.sexp(File.read(file))
    each_command(tree, "include") { |arguments| (@included[path] ||= []) << constants(arguments).join("/").downcase }
    modules = []
    providers = []
    each_command(tree, "devise") do |arguments|
      named = false
      symbols(arguments) do |symbol|
        named = true if symbol == :omniauth_providers
        named ? providers << symbol : modules << symbol
      end
    end
    return if modules.empty?
    @models[path] = [modules | [:database_authenticatable], providers - [:omniauth_providers]]
  end

  def read_settings(text)
    @sign_out_via = text[/^\s*config\.sign_out_via = :(\w+)/, 1]&.to_sym || @sign_out_via
    @omniauth_path_prefix ||= text[/^\s*config\.omniauth_path_prefix = ["'](.*)["']/, 1]
    @providers |= text.scan(/^\s*config\.omniauth :['"]?(\w+)/).flatten.map(&:to_sym)
  end

  def each_command(node, name, &block)
    return unless node.is_a?(Array)
    yield node[2] if node[0] == :command && node[1][1] == name
    node.each { |child| each_command(child, name, &block) }
  end

  def constants(node)
    return [] unless node.is_a?(Array)
    node[0] == :@const ? [node[1]] : node.flat_map { |child| constants(child) }
  end

  # What stands under a condition of the environment is not taken: production's is not known.
  def symbols(node, &block)
    return if !node.is_a?(Array) || %i[if_mod unless_mod ifop].include?(node[0])
    return yield(node[1][1][1].to_sym) if node[0] == :symbol_literal && node[1][0] == :symbol
    return yield(node[1].delete_suffix(":").to_sym) if node[0] == :@label
    return yield(node[1].to_sym) if node[0] == :@tstring_content
    node.each { |child| symbols(child, &block) }
  end
end
