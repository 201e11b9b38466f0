# Constants of gems that are not installed: each stands in for itself and answers every message with itself.
require "set"

module StandIns
  KNOWN = {}.compare_by_identity
  MADE = Set.new

  # What a missing class answers.
  module Answers
    def method_missing(*, **) = self
    def respond_to_missing?(*) = false
    def to_str = ""
    def to_s = name.to_s
    def to_i = 0
    def to_ary = nil
    def to_proc = proc {}
    def to_hash = {}
    def [](*) = self
    def include?(*) = false
    def ===(_) = false
    def const_missing(name) = StandIns.make(self, name)
  end

  def self.make(owner, name)
    made = Class.new do
      extend Answers
      def initialize(*, **, &_block) = nil
      def method_missing(*) = self
      def respond_to_missing?(*) = false
    end
    owner.const_set(name, made)
    MADE << made.name
    KNOWN[made] = true
    made
  end

  # Modules that the app mixes in from such gems bring nothing.
  def self.install(app)
    Module.class_eval do
      %i[include extend prepend].each do |word|
        original = instance_method(word)
        define_method(word) do |*modules|
          real = modules.flatten.reject { |one| KNOWN[one] || one.is_a?(Class) || !one.is_a?(Module) }
          real.each { |one| original.bind_call(self, one) }
          self
        end
      end

      def const_missing(name)
        parts = self.name.to_s.split("::")
        until parts.empty?
          parts.pop
          outer = parts.empty? ? Object : (Object.const_get(parts.join("::")) rescue nil)
          return outer.const_get(name, false) if outer && (outer.const_defined?(name, false) || outer.autoload?(name))
        end
        return Object.const_get(name) if Object.autoload?(name) || Object.const_defined?(name)
        StandIns.make(KNOWN[self] ? self : Object, name)
      end
    end
    Kernel.module_eval do
      original = instance_method(:require)
      define_method(:require) do |path|
        original.bind_call(self, path)
      rescue LoadError, StandardError
        raise if path.to_s.start_with?(app)
        false
      end
    end
  end
end
