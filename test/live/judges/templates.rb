# Reads {path: text} and compiles each with Haml, Slim and Erubi themselves; prints what the Ruby they make reads: constants and calls without a receiver.
require "json"
require "ripper"
require "erubi"
require "haml"
require "slim"

COMPILERS = {
  ".haml" => ->(text) { Haml::Engine.new(escape_html: false, generator: Temple::Generators::StringBuffer, disable_capture: true).call(text) },
  ".slim" => ->(text) { Slim::Engine.new(generator: Temple::Generators::StringBuffer, disable_capture: true).call(text) },
  # What Rails adds to Erubi: a block given to an output tag. https://github.com/rails/rails/blob/6-1-stable/actionview/lib/action_view/template/handlers/erb/erubi.rb
  ".erb" => ->(text) {
    Class.new(Erubi::Engine) {
      def add_expression(indicator, code)
        src << (code.match?(/\s*((\s+|\))do|\{)(\s*\|[^|]*\|)?\s*\Z/) ? "_buf.append= #{code}" : "_buf << (#{code}\n).to_s;")
      end
    }.new(text, trim: true, freeze: false).src
  },
}.freeze
# What the compilers write themselves.
OWN = /\A(Haml|Slim|Temple|Erubi)\b|\A(String|Array)\z/

def constant(node)
  return nil unless node.is_a?(Array)
  case node[0]
  when :var_ref, :vcall, :top_const_ref then constant(node[1])
  when :@const then node[1]
  when :const_path_ref then (left = constant(node[1])) && "#{left}::#{node[2][1]}"
  end
end

def collect(node, constants, calls)
  return unless node.is_a?(Array)
  name = constant(node)
  return constants << name if name && node[0] != :@const
  calls << node[1][1] if %i[fcall vcall command].include?(node[0]) && node[1].is_a?(Array) && node[1][0] == :@ident
  node.each { |child| collect(child, constants, calls) }
end

answers = JSON.parse($stdin.read).map do |path, text|
  sexp = Ripper.sexp(COMPILERS.fetch(File.extname(path)).call(text))
  next { path: path, error: "compiled to what is no Ruby" } if sexp.nil?
  constants, calls = [], []
  collect(sexp, constants, calls)
  { path: path, constants: constants.uniq.grep_v(OWN).sort, calls: calls.uniq.sort }
rescue StandardError, LoadError, NotImplementedError => e
  { path: path, error: "#{e.class}: #{e.message}".lines.first.strip }
end
puts JSON.generate(answers)
