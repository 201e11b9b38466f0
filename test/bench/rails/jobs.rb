# Counts an app's background jobs with Ruby's own parser and no resolution: job classes with their queues, and lines that enqueue.
#
#   ruby jobs.rb APP_DIR
require "json"
require "ripper"
require_relative "source"

# Reads one file's tree: classes with what they inherit and mix in, and calls of the words that enqueue.
class JobReader
  ENQUEUES = %w[
    perform_later perform_async perform_in perform_at perform_bulk perform_all_later deliver_later deliver_later!
  ].freeze
  STATIC = { "Resque" => %w[enqueue enqueue_to enqueue_in enqueue_at], "Delayed::Job" => %w[enqueue] }.freeze

  attr_reader :classes, :enqueues

  def initialize(path)
    @path = path
    @classes = {}
    @enqueues = []
    @nesting = []
  end

  def read(node)
    return unless node.is_a?(Array)
    case node[0]
    when :class, :module then read_class(node)
    when :command then read_command(node)
    when :call, :command_call then read_call(node)
    when :vcall, :fcall then read_word(node[1])
    end
    node.each { |child| read(child) } unless %i[class module].include?(node[0])
  end

  private

  def read_class(node)
    written = constant(node[1])
    return node.each { |child| read(child) } if written.nil?
    @nesting.push(written)
    bases = node[0] == :class ? [constant(node[2])].compact : []
    @classes[@nesting.join("::")] ||= { path: @path, bases: [], queue: nil, performs: false, module: node[0] == :module, line: line_of(node[1]) }
    own[:bases].concat(bases)
    own[:performs] ||= defines_perform?(node.last)
    node.drop(1).each { |child| read(child) }
    @nesting.pop
  end

  def own = @classes.fetch(@nesting.join("::"), nil)

  def defines_perform?(body)
    return false unless body.is_a?(Array)
    return body[1][1] == "perform" if body[0] == :def
    return body[3][1] == "perform" if body[0] == :defs
    body.any? { |child| child.is_a?(Array) && !%i[class module].include?(child[0]) && defines_perform?(child) }
  end

  def read_command(node)
    word = node[1][1]
    return if own.nil?
    own[:bases].concat(constants(node[2])) if %w[include prepend].include?(word)
    own[:queue] ||= literal(node[2]) if word == "queue_as"
    own[:queue] ||= option(node[2], "queue:") if word == "sidekiq_options"
    @enqueues << { path: @path, line: node[1][2][0] } if ENQUEUES.include?(word)
    @enqueues << { path: @path, line: node[1][2][0] } if word == "handle_asynchronously"
  end

  def read_call(node)
    _, receiver, _, word = node
    return unless word.is_a?(Array) && word[0] == :@ident
    name = word[1]
    known = ENQUEUES.include?(name) || STATIC.fetch(constant(receiver), []).include?(name) || name == "delay" && node[0] == :call
    # A chain over several lines is one place: where it begins.
    @enqueues << { path: @path, line: line_of(receiver) || word[2][0] } if known
  end

  def read_word(word)
    @enqueues << { path: @path, line: word[2][0] } if ENQUEUES.include?(word[1])
  end

  def constant(node)
    return unless node.is_a?(Array)
    case node[0]
    when :const_ref, :var_ref, :top_const_ref then node[1][0] == :@const ? node[1][1] : nil
    when :const_path_ref, :const_path_field then [constant(node[1]), node[2][1]].compact.join("::")
    when :call, :method_add_arg, :aref then constant(node[1])
    end
  end

  def constants(node)
    return [] unless node.is_a?(Array)
    found = constant(node)
    found.nil? ? node.flat_map { |child| constants(child) } : [found]
  end

  # The first symbol or string of some arguments.
  def literal(node)
    return unless node.is_a?(Array)
    return node[1][1][1] if node[0] == :symbol_literal && node[1][0] == :symbol
    return node[1] if node[0] == :@tstring_content
    node.each { |child| found = literal(child) and return found }
    nil
  end

  def option(node, label)
    return unless node.is_a?(Array)
    return literal(node[2]) if node[0] == :assoc_new && node[1][0] == :@label && node[1][1] == label
    node.each { |child| found = option(child, label) and return found }
    nil
  end

  def line_of(node)
    return unless node.is_a?(Array)
    return node[2][0] if node[0].to_s.start_with?("@")
    node.each { |child| found = line_of(child) and return found }
    nil
  end
end

ROOTS = %w[ApplicationJob ActiveJob::Base Sidekiq::Worker Sidekiq::Job Que::Job SuckerPunch::Job Shoryuken::Worker].freeze
app = Source.copy(ARGV.fetch(0))
classes = {}
enqueues = []
unread = []
Source.each_ruby_file(app) do |path|
  tree = Ripper.sexp(File.read(File.join(app, path)))
  # Ruby 3.1 cannot read newer words; such files are counted, not guessed at.
  next unread << path if tree.nil?
  reader = JobReader.new(path)
  reader.read(tree)
  enqueues.concat(reader.enqueues)
  reader.classes.each do |name, found|
    known = classes[name] ||= found
    next if known.equal?(found)
    known[:bases] |= found[:bases]
    known[:performs] ||= found[:performs]
    known[:queue] ||= found[:queue]
  end
end

# Looks a base up in the namespaces around the class, outwards.
define_method(:look_up) do |name, within|
  scopes = within.split("::")
  scopes.size.downto(0) { |size| full = (scopes.first(size) + [name]).join("::") and return full if classes.key?(full) }
  name
end
define_method(:line_up) do |name, seen = []|
  next [] if seen.include?(name)
  bases = classes.dig(name, :bases) || []
  bases.flat_map { |base| full = look_up(base, name) ; [base, full] + line_up(full, seen + [name]) }
end

jobs = classes.filter_map do |name, found|
  above = line_up(name)
  next if found[:module] || (above & ROOTS).empty? || ROOTS.include?(name)
  next unless [name, *above].any? { |one| classes.dig(one, :performs) }
  queue = [name, *above].filter_map { |one| classes.dig(one, :queue) }.first
  [name, { queue: queue, path: found[:path], line: found[:line] }]
end
puts JSON.generate({ jobs: jobs.sort.to_h, enqueues: enqueues.uniq, unread: unread })
