/** Turns a broker into the Ruby side that reads it for the monolith: one message at a time, dead letters kept. */
import type { Broker } from "../../model/decision.js";
import type { PlannedEvent } from "../../model/plan.js";
import { printRubyQueueDeclaration } from "../queues/rabbitmq-declare.js";
import { HOLD_LEASE, RELEASE_LEASE } from "../queues/redis-lease.js";
import { REDIS_OPTIONS } from "./rails-outbox.js";

const indented = (lua: string): string => lua.replaceAll(/^/gm, "      ");

export const printRailsSource = (broker: Broker, heard: readonly PlannedEvent[]): string =>
  SOURCES[broker](`%w[${heard.map(({ name }) => name).join(" ")}].freeze`);

const SOURCES: Readonly<Record<Broker, (names: string) => string>> = {
  redis: (names) => `require "socket"

module Valueline
  # Reads the streams "events:<name>" as one of the group. One process at a time holds the lease and reads: that keeps
  # the order. Run Redis with appendfsync always where no accepted event may be lost.
  class Source
    GROUP = "monolith"
    NAMES = ${names}
    # Milliseconds that a killed process's work waits for the next one.
    LEASE = 10_000
    LEASE_KEY = "events:lease:#{GROUP}"
    TRIMMING = 60

    # Takes the lease, or renews it for the member that has it.
    HOLD = <<~LUA
${indented(HOLD_LEASE)}
    LUA

    RELEASE = <<~LUA
${indented(RELEASE_LEASE)}
    LUA

    def initialize(url: ENV.fetch("REDIS_URL"))
      @url = url
      @member = "#{Socket.gethostname}-#{Process.pid}"
    end

    # Yields once it reads, that is while it holds the lease.
    def read(consumer, &reading)
      @redis = open
      while consumer.running?
        hold(@redis) ? read_leased(consumer, &reading) : consumer.pause(LEASE / 5_000.0)
      end
    ensure
      @redis&.close
    end

    private

    def open
      Redis.new(url: @url, ${REDIS_OPTIONS})
    end

    def hold(redis)
      redis.call("EVAL", HOLD, 1, LEASE_KEY, @member, LEASE) == 1
    end

    def read_leased(consumer)
      lost = false
      # A connection of its own, because the reader's is blocked while it waits for messages.
      renewal = Thread.new do
        redis = open
        loop do
          sleep(LEASE / 3_000.0)
          break unless hold(redis)
        end
      rescue StandardError => error
        consumer.logger.warn("lease: #{error.message}")
      ensure
        lost = true
        redis&.close
      end
      keep = -> { consumer.running? && !lost }
      NAMES.each { |name| declare("events:#{name}") }
      # First what was delivered and never acknowledged, by whomever: it is older than all that follows.
      NAMES.each { |name| take_over(consumer, "events:#{name}", keep) }
      yield
      read_new(consumer, keep)
    ensure
      renewal&.kill&.join
      release
    end

    def release
      @redis.call("EVAL", RELEASE, 1, LEASE_KEY, @member)
    rescue StandardError
      # It runs out by itself.
      nil
    end

    def read_new(consumer, keep)
      trimmed = Time.at(0)
      streams = NAMES.map { |name| "events:#{name}" }
      while keep.call
        if Time.now - trimmed > TRIMMING
          trimmed = Time.now
          streams.each { |stream| trim(stream) }
        end
        found = @redis.call("XREADGROUP", "GROUP", GROUP, @member, "COUNT", 50, "BLOCK", 2_000,
                            "STREAMS", *streams, *streams.map { ">" })
        (found || []).each do |stream, entries|
          entries.each { |id, fields| settle(consumer, stream, id, fields) if keep.call }
        end
      end
    end

    # From the beginning, so that what was published before this process came is read too.
    def declare(stream)
      @redis.call("XGROUP", "CREATE", stream, GROUP, "0", "MKSTREAM")
    rescue Redis::CommandError => error
      raise unless error.message.start_with?("BUSYGROUP")
    end

    def take_over(consumer, stream, keep)
      start = "0-0"
      while keep.call
        start, entries = @redis.call("XAUTOCLAIM", stream, GROUP, @member, 0, start, "COUNT", 50)
        entries.each { |id, fields| settle(consumer, stream, id, fields) if keep.call }
        break if start == "0-0"
      end
    end

    def settle(consumer, stream, id, fields)
      raw = Hash[*fields]["message"].to_s
      begin
        consumer.take(raw)
      rescue Consumer::Stopped
        # Unacknowledged: the next process takes it over.
        return
      rescue StandardError => error
        consumer.logger.error("#{stream} #{id} to the dead-letter stream: #{error.class}: #{error.message}")
        @redis.call("XADD", "#{stream}:dead:#{GROUP}", "*", "message", raw, "error", error.message, "entry", id)
      end
      @redis.call("XACK", stream, GROUP, id)
    end

    # Drops what every group has acknowledged: a stream keeps its entries for ever otherwise.
    def trim(stream)
      needed = @redis.call("XINFO", "GROUPS", stream).map do |group|
        fields = Hash[*group]
        waiting, lowest = @redis.call("XPENDING", stream, fields["name"])
        waiting.positive? ? lowest : fields["last-delivered-id"]
      end
      oldest = needed.min_by { |id| id.split("-").map(&:to_i) }
      @redis.call("XTRIM", stream, "MINID", "~", oldest) unless oldest.nil? || oldest == "0-0"
    end
  end
end
`,
  nats: (names) => `require "nats/client"

module Valueline
  # Reads the stream EVENTS through a durable consumer, one message at a time, so that order is kept.
  class Source
    GROUP = "monolith"
    NAMES = ${names}
    # Seconds after which a message in flight comes again when its process died; a slow one says that it works.
    ACK_WAIT = 15
    NANOSECONDS = 1_000_000_000

    def initialize(url: ENV.fetch("NATS_URL"))
      @url = url
    end

    # Yields once it reads.
    def read(consumer)
      client = NATS.connect(@url, connect_timeout: 5, max_reconnect_attempts: 10)
      @stream = client.jetstream
      declare
      subscription = @stream.pull_subscribe("events.>", GROUP, stream: "EVENTS")
      yield
      settle(consumer, subscription) while consumer.running?
    ensure
      client&.close
    end

    private

    # Streams and consumer of this app's own; whoever comes first makes them.
    def declare
      { "EVENTS" => "events.>", "EVENTS_DEAD" => "dead.>" }.each do |name, subjects|
        @stream.stream_info(name)
      rescue NATS::JetStream::Error::NotFound
        @stream.add_stream(name: name, subjects: [subjects], storage: "file", duplicate_window: 120 * NANOSECONDS)
      end
      @stream.add_consumer("EVENTS", durable_name: GROUP, filter_subject: "events.>", ack_policy: "explicit",
                                     ack_wait: ACK_WAIT * NANOSECONDS, max_ack_pending: 1)
    end

    def settle(consumer, subscription)
      message = fetch(subscription) or return
      take(consumer, message) if NAMES.include?(message.subject.delete_prefix("events."))
      message.ack_sync(timeout: 5)
    rescue Consumer::Stopped
      message.nak
    end

    def fetch(subscription)
      subscription.fetch(1, timeout: 2).first
    rescue NATS::Timeout
      nil
    end

    def take(consumer, message)
      # The retries of one message may outlast the acknowledgement's time.
      working = Thread.new { loop { sleep(ACK_WAIT / 3.0) && message.in_progress } }
      consumer.take(message.data)
    rescue Consumer::Stopped
      raise
    rescue StandardError => error
      consumer.logger.error("#{message.subject} to the dead-letter stream: #{error.class}: #{error.message}")
      @stream.publish("dead.#{GROUP}.#{message.subject}", message.data, timeout: 5,
                      header: { "Error" => error.message.gsub(/\\s+/, " ")[0, 500] })
    ensure
      working&.kill
    end
  end
end
`,
  rabbitmq: (names) => `require "bunny"

module Valueline
  # Reads the quorum queue "events.monolith", one message at a time, so that order is kept.
  class Source
    QUEUE = "events.monolith"
    NAMES = ${names}
    # Seconds between looks at an empty queue of deliveries.
    IDLE = 0.05

    def initialize(url: ENV["CLOUDAMQP_URL"] || ENV.fetch("AMQP_URL"))
      @url = url
    end

    # Yields once it reads.
    def read(consumer)
      connection = Bunny.new(@url, automatically_recover: false).start
      @channel = connection.create_channel
      @channel.prefetch(1)
      deliveries = subscribe
      yield
      while consumer.running?
        raise "the connection is gone" unless connection.open? && @channel.open?
        raise "the queue is gone" if @cancelled

        deliveries.empty? ? sleep(IDLE) : settle(consumer, *deliveries.pop)
      end
    ensure
      close(connection)
    end

    private

    def subscribe
      @cancelled = false
      deliveries = Thread::Queue.new
      # Bunny calls back on threads of its own; ActiveRecord's work stays on the main one.
      declare.subscribe(manual_ack: true, on_cancellation: ->(_) { @cancelled = true }) do |info, _, raw|
        deliveries << [info, raw]
      end
      deliveries
    end

    # Must have run before a service publishes: the broker confirms a message that no queue takes.
    def declare
      exchange = @channel.topic("events", durable: true)
${printRubyQueueDeclaration("QUEUE", "      ")}
      NAMES.each { |name| work.bind(exchange, routing_key: name) }
      work
    end

    def settle(consumer, info, raw)
      consumer.take(raw)
      @channel.ack(info.delivery_tag)
    rescue Consumer::Stopped
      @channel.nack(info.delivery_tag, false, true)
    rescue StandardError => error
      raise unless @channel.open?

      consumer.logger.error("#{info.routing_key} to the dead-letter queue: #{error.class}: #{error.message}")
      # Not requeued: the queue's dead-letter exchange takes it.
      @channel.nack(info.delivery_tag, false, false)
    end

    def close(connection)
      connection&.close
    rescue StandardError
      # A connection that is gone needs no end.
      nil
    end
  end
end
`,
};
