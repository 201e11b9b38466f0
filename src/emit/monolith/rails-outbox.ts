/** Turns planned events into the Rails side: an outbox written in the app's own transaction and a relay process. */
import type { Broker } from "../../model/decision.js";
import type { PlannedEvent } from "../../model/plan.js";
import { printRubyQueueDeclaration } from "../queues/rabbitmq-declare.js";

/** Heroku's Redis presents a certificate of its own: https://devcenter.heroku.com/articles/connecting-heroku-redis */
export const REDIS_OPTIONS =
  'timeout: 5, reconnect_attempts: 0,\n                ssl_params: { verify_mode: ENV["REDIS_TLS_VERIFY"] == "off" ? OpenSSL::SSL::VERIFY_NONE : OpenSSL::SSL::VERIFY_PEER }';

export const printRailsMigration = (
  version: string,
): string => `class CreateValuelineOutbox < ActiveRecord::Migration[${version}]
  def change
    create_table :valueline_outbox do |t|
      t.string :message_id, null: false, limit: 36, index: { unique: true }
      t.string :name, null: false
      # Rows with one key are published in the order in which they were committed.
      t.string :key, null: false
      t.text :data, null: false
      t.datetime :created_at, null: false, precision: 6
      t.datetime :published_at, precision: 6, index: true
    end
  end
end
`;

export const printRailsOutbox = (): string => `module Valueline
  # Tells an event by a row in the transaction that is the event: both commit, or neither does.
  class Outbox < ActiveRecord::Base
    self.table_name = "valueline_outbox"

    scope :waiting, -> { where(published_at: nil).order(:id) }

    def self.publish(name, key:, data:)
      create!(message_id: SecureRandom.uuid, name: name, key: key.to_s, data: data.to_json)
    end

    # What every consumer reads (contracts/asyncapi.yaml).
    def envelope
      { id: message_id, name: name, key: key, occurredAt: created_at.utc.iso8601(6), data: JSON.parse(data) }.to_json
    end
  end
end
`;

export const printRailsPublishes = (events: readonly PlannedEvent[]): string => `module Valueline
  # Publishes a row's change inside its transaction. Included by the models that other services follow.
  module Publishes
    extend ActiveSupport::Concern

    # Columns that leave the app, by event; no secrets among them.
    COLUMNS = {
${events
  .map(({ name, payload }) => {
    const columns = Object.keys((payload as { properties?: object }).properties ?? {});
    return `      "${name}" => %w[${columns.join(" ")}]`;
  })
  .join(",\n")}
    }.freeze

    class_methods do
      def publishes(event)
        after_save { Outbox.publish(event, key: id, data: attributes.slice(*COLUMNS.fetch(event))) }
        after_destroy { Outbox.publish(event, key: id, data: { "id" => id, "deleted" => true }) }
      end
    end
  end
end
`;

export const printRailsRelay = (): string => `module Valueline
  # Moves committed rows to the broker, at least once and in order. Run one: bin/rails runner Valueline::Relay.run
  class Relay
    BATCH = 100
    IDLE = 0.2
    KEPT = 7.days

    def self.run
      relay = new
      %w[TERM INT].each { |signal| trap(signal) { relay.stop } }
      relay.run
    end

    def initialize(broker: Broker.new, logger: Rails.logger)
      @broker = broker
      @logger = logger
      @running = true
    end

    def stop
      @running = false
    end

    def run
      wait = IDLE
      while @running
        begin
          moved = move
          wait = IDLE
          sleep(IDLE) if moved.zero?
        rescue StandardError => error
          @logger.warn("outbox waits #{wait.round(1)} s: #{error.class}: #{error.message}")
          ActiveRecord::Base.connection_handler.clear_active_connections!
          sleep(wait * rand(0.5..1.0))
          wait = [wait * 2, 30].min
        end
      end
    end

    # One batch; a crash between publishing and commit publishes again, under the same message id.
    def move
      @broker.connect
      # Read committed takes no gap locks on MySQL, which would hold up the app's own writes to the outbox.
      Outbox.transaction(isolation: :read_committed) do
        rows = Outbox.waiting.lock.limit(BATCH).to_a
        rows.each { |row| @broker.publish(row) }
        Outbox.where(id: rows.map(&:id)).update_all(published_at: Time.current) if rows.any?
        Outbox.where("published_at <= ?", KEPT.ago).limit(BATCH).delete_all if rows.empty?
        rows.size
      end
    end
  end
end
`;

/** Gem and requirement that the broker's file needs. */
export const BROKER_GEM: Readonly<Record<Broker, readonly [string, string]>> = {
  redis: ["redis", ">= 4.1"],
  nats: ["nats-pure", "~> 2.4"],
  rabbitmq: ["bunny", ">= 2.19"],
};

export const printRailsBroker = (broker: Broker, events: readonly PlannedEvent[]): string =>
  ({ redis: () => printRedis(events), nats: printNats, rabbitmq: () => printRabbitmq(events) })[broker]();

const printRedis = (events: readonly PlannedEvent[]): string => `module Valueline
  # Redis Streams: one stream an event. Run Redis with appendfsync always where no accepted event may be lost.
  class Broker
    # Consumers of each event: their groups are made before the first message, so that none is trimmed unread.
    GROUPS = {
${events.map(({ name, to }) => `      "${name}" => %w[${to.join(" ")}]`).join(",\n")}
    }.freeze

    def initialize(url: ENV.fetch("REDIS_URL"))
      @url = url
    end

    def connect
      return if @redis

      redis = Redis.new(url: @url, ${REDIS_OPTIONS})
      GROUPS.each { |name, groups| groups.each { |group| declare(redis, "events:#{name}", group) } }
      @redis = redis
    end

    def publish(row)
      @redis.call("XADD", "events:#{row.name}", "*", "message", row.envelope)
    rescue StandardError
      # A restarted server may have lost its groups: connect declares them again.
      @redis = nil
      raise
    end

    private

    def declare(redis, stream, group)
      redis.call("XGROUP", "CREATE", stream, group, "0", "MKSTREAM")
    rescue Redis::CommandError => error
      raise unless error.message.start_with?("BUSYGROUP")
    end
  end
end
`;

const printNats = (): string => `require "nats/client"

module Valueline
  # NATS JetStream: the server's answer says that the message is on disk; its id drops repeats.
  class Broker
    def initialize(url: ENV.fetch("NATS_URL"))
      @url = url
    end

    def connect
      return if @client&.connected?

      @client = NATS.connect(@url)
      @stream = @client.jetstream
      declare
    end

    def publish(row)
      @stream.publish("events.#{row.name}", row.envelope, timeout: 5, header: { "Nats-Msg-Id" => row.message_id })
    end

    private

    # Only where it is missing: a team's own settings are left alone.
    def declare
      @stream.stream_info("EVENTS")
    rescue NATS::JetStream::Error::NotFound
      @stream.add_stream(name: "EVENTS", subjects: ["events.>"], storage: "file", duplicate_window: 120 * 1_000_000_000)
    end
  end
end
`;

const printRabbitmq = (events: readonly PlannedEvent[]): string => {
  const bindings = new Map<string, string[]>();
  for (const event of events) for (const to of event.to) bindings.set(to, [...(bindings.get(to) ?? []), event.name]);
  const rows = [...bindings].map(([service, names]) => `      "events.${service}" => %w[${names.join(" ")}]`);
  return `require "bunny"

module Valueline
  # RabbitMQ: quorum queues, confirms. All queues are declared and bound first, because the broker confirms a message
  # that no queue takes.
  class Broker
    QUEUES = {
${rows.join(",\n")}
    }.freeze

    def initialize(url: ENV["CLOUDAMQP_URL"] || ENV.fetch("AMQP_URL"))
      @url = url
    end

    def connect
      return if @channel&.open?

      @connection = Bunny.new(@url, automatically_recover: false).start
      @channel = @connection.create_channel
      @channel.confirm_select
      @exchange = @channel.topic("events", durable: true)
      # The broker sends a message back before it confirms it.
      @exchange.on_return { |info, _, _| @returned = info.reply_text }
      QUEUES.each { |queue, names| declare(queue, names) }
    end

    def publish(row)
      @exchange.publish(row.envelope, routing_key: row.name, persistent: true, mandatory: true,
                                      message_id: row.message_id, content_type: "application/json",
                                      headers: { "Content-Type" => "application/json" })
      raise "not confirmed" unless @channel.wait_for_confirms
      raise "no queue takes #{row.name}: #{@returned}" if @returned
    rescue StandardError
      close
      raise
    end

    private

    # connect begins anew, with all declarations.
    def close
      @channel = @returned = nil
      @connection&.close
    rescue StandardError
      nil
    end

    def declare(queue, names)
${printRubyQueueDeclaration("queue", "      ")}
      names.each { |name| work.bind(@exchange, routing_key: name) }
    end
  end
end
`;
};
