# Loads an app's models under the ActiveRecord that is installed and prints what it reflects; macros of absent gems do nothing.
#
#   ruby models.rb APP_DIR
require "json"
require "logger"
require "active_support/all"
require "active_record"
require "active_job"
require "rails"
require "active_storage/engine"
require "action_text/engine"
require "zeitwerk"
require_relative "source"
require_relative "stand-ins"

ROOT = File.realpath(ARGV.fetch(0))
APP = Source.copy(ROOT)
NOTES = []

Time.zone = "UTC"
class BenchApplication < Rails::Application
  config.eager_load = false
end
ActiveRecord::Base.include(ActiveStorage::Attached::Model, ActiveStorage::Reflection::ActiveRecordExtensions)
ActiveRecord::Reflection.singleton_class.prepend(ActiveStorage::Reflection::ReflectionExtension)
ActiveRecord::Base.establish_connection(adapter: "sqlite3", database: ":memory:")
ActiveRecord::Base.belongs_to_required_by_default = true
ActiveRecord::Migration.verbose = false

# Associations that the gems' own sources declare.
module GemMacros
  def acts_as_taggable(*) = acts_as_taggable_on(:tags)
  def acts_as_ordered_taggable(*) = acts_as_taggable_on(:tags)
  def acts_as_ordered_taggable_on(*types) = acts_as_taggable_on(*types)

  def acts_as_taggable_on(*types)
    has_many :taggings, as: :taggable, class_name: "ActsAsTaggableOn::Tagging"
    has_many :base_tags, through: :taggings, source: :tag, class_name: "ActsAsTaggableOn::Tag"
    types.flatten.each do |type|
      own = :"#{type.to_s.singularize}_taggings"
      has_many own, as: :taggable, class_name: "ActsAsTaggableOn::Tagging"
      has_many type, through: own, source: :tag, class_name: "ActsAsTaggableOn::Tag"
    end
  end

  def has_paper_trail(**options) = has_many(options.dig(:versions, :name) || :versions, as: :item, class_name: "PaperTrail::Version")
  def acts_as_votable(*) = has_many(:votes_for, class_name: "ActsAsVotable::Vote", as: :votable)
  def acts_as_voter(*) = has_many(:votes, class_name: "ActsAsVotable::Vote", as: :voter)

  def method_missing(*, **) = nil
  def respond_to_missing?(*) = false
end

# Rails 7's options and forms cost the one declaration, not the class.
module Lenient
  MACROS = %i[
    enum attribute serialize store store_accessor validates validate scope delegate accepts_nested_attributes_for
    has_secure_password has_secure_token before_save after_commit alias_attribute belongs_to has_many has_one
    has_and_belongs_to_many has_one_attached has_many_attached default_scope rescue_from
  ].freeze

  MACROS.each do |macro|
    define_method(macro) do |*args, **options, &block|
      super(*args, **options, &block)
    rescue ScriptError, StandardError => e
      unknown = e.message[/Unknown key: :(\w+)/, 1]
      if unknown && %i[belongs_to has_many has_one].include?(macro)
        options = options.reject { |key, _| key.to_s == unknown }
        retry
      end
      NOTES << "#{name}.#{macro}: #{e.class} #{e.message[0, 120]}"
      nil
    end
  end
end

ActiveRecord::Base.singleton_class.class_eval do
  prepend Lenient
  prepend GemMacros
end

# Column types of other databases are text here; what sqlite lacks is nothing.
def load_schema(file)
  ActiveRecord::ConnectionAdapters::TableDefinition.class_eval do
    def method_missing(_, *columns, **) = columns.each { |name| column(name, :text) rescue nil }
    %i[index foreign_key check_constraint].each { |name| define_method(name) { |*, **| nil } }
  end
  ActiveRecord::Base.connection.singleton_class.class_eval do
    %i[enable_extension create_enum add_foreign_key add_index method_missing].each { |name| define_method(name) { |*, **| nil } }
  end
  eval(File.read(file).gsub(/ActiveRecord::Schema\[[\d.]+\]/, "ActiveRecord::Schema"), TOPLEVEL_BINDING.dup, file)
rescue ScriptError, StandardError => e
  NOTES << "schema: #{e.class} #{e.message[0, 200]}"
end
load_schema("#{APP}/db/schema.rb") if File.exist?("#{APP}/db/schema.rb")

StandIns.install(APP)
class Object
  def require_dependency(path) = (Object.const_get(path.delete_suffix(".rb").camelize) rescue nil)
end
Source.lib_folders(APP).each { |lib| $LOAD_PATH.unshift(lib) }
Dir["#{APP}/**/config/initializers/*inflections.rb"].sort.each { |file| eval(File.read(file), TOPLEVEL_BINDING.dup) rescue NOTES << file }

loader = Zeitwerk::Loader.new
loader.inflector = Class.new(Zeitwerk::Inflector) { def camelize(name, _) = name.camelize }.new
roots = Source.autoload_roots(APP)
roots.each { |root| loader.push_dir(root) rescue NOTES << "root #{root}" }
loader.setup

# Gems of the repository itself, for what their engines say of the names of tables.
gems = Dir["#{ROOT}/{*,*/*}/*.gemspec"].sort.map { |file| "#{File.dirname(file).sub(ROOT, APP)}/lib/#{File.basename(file, ".gemspec")}.rb" }
# And what the app's configuration requires of its own lib/ before anything else.
application = "#{APP}/config/application.rb"
text = File.exist?(application) ? File.read(application) : ""
gems.concat(text.scan(/^\s*require(?:_dependency)? ["']([^"']+)["']/).map { |(path)| "#{APP}/lib/#{path}.rb" })
gems.concat(text.scan(/^\s*require_relative ["']([^"']+)["']/).map { |(path)| File.expand_path("#{path}.rb", "#{APP}/config") })
gems.concat(Dir["#{APP}/lib/**/engine.rb"].sort)
initializers = Dir["#{APP}/config/initializers/*.rb"].sort.map { |file| File.read(file) }.join("\n")
gems.concat(initializers.scan(/^\s*require ["']([^"']+)["']/).map { |(path)| "#{APP}/lib/#{path}.rb" })
prelude = File.join(__dir__, "preludes", "#{File.basename(ROOT)}-models.rb")
load prelude if File.exist?(prelude)
gems.select { |file| File.exist?(file) }.uniq.each do |file|
  load file
rescue SystemExit, ScriptError, StandardError => e
  NOTES << "#{file.delete_prefix("#{APP}/")}: #{e.class} #{e.message[0, 120]}"
end

failed = []
roots.grep(%r{/app/(models|components|domain)/}).flat_map { |root| Dir["#{root}**/*.rb"].map { |file| [root, file] } }.group_by(&:last).each do |file, found|
  root = found.map(&:first).max_by(&:size)
  constant = file[root.size..].delete_suffix(".rb").camelize
  Object.const_get(constant)
rescue ScriptError, StandardError, SystemStackError => e
  failed << "#{constant}: #{e.class} #{e.message[0, 160].tr("\n", " ")}"
end

FRAMEWORK = /\A(ActiveStorage|ActionText|ActionMailbox|ActiveRecord)::|(\A|::)HABTM_/
KINDS = { belongs_to: "belongs-to", has_one: "has-one", has_many: "has-many" }.freeze

def associations_of(model)
  inherited = model.superclass.respond_to?(:_reflections) ? model.superclass._reflections : {}
  own = model._reflections.reject { |name, reflection| inherited[name].equal?(reflection) }
  joins = own.keys.select { |name| (own[name].class_name rescue nil).to_s.match?(/(\A|::)HABTM_/) }
  own.reject { |name, _| joins.include?(name) }.map do |name, reflection|
    many = joins.include?(reflection.options[:through].to_s) || reflection.macro == :has_and_belongs_to_many
    # "?" where Rails itself cannot say: the association is broken in the app, or its other end could not be loaded.
    target = reflection.polymorphic? ? nil : (reflection.klass.name rescue (reflection.class_name rescue "?"))
    [name, many ? "many-to-many" : KINDS.fetch(reflection.macro), target]
  end
end

models = ActiveRecord::Base.descendants.reject { |model| model.name.nil? || model.name.match?(FRAMEWORK) || model.abstract_class? }
printed = models.to_h { |model| [model.name, { table: (model.table_name rescue nil), associations: associations_of(model).sort }] }
puts JSON.generate({ models: printed.sort.to_h, failed: failed, notes: NOTES })
