/** Turns events that services tell into the Rails app's consumer: inbox, retries, dead letters, and a place for its code. */
import type { PlannedEvent } from "../../model/plan.js";

export const printRailsInboxMigration = (
  version: string,
): string => `class CreateValuelineInbox < ActiveRecord::Migration[${version}]
  def change
    create_table :valueline_inbox do |t|
      t.string :message_id, null: false, limit: 64, index: { unique: true }
      t.datetime :created_at, null: false, precision: 6, index: true
    end
  end
end
`;

export const printRailsInbox = (): string => `module Valueline
  # Ids of events that had their effect: the row is written in the transaction of the effect.
  class Inbox < ActiveRecord::Base
    self.table_name = "valueline_inbox"

    # No broker delivers an event again after so long.
    KEPT = 30.days

    # A second reader of the same event fails on the unique index, and finds the row when it tries again.
    def self.once(message_id)
      transaction do
        next if exists?(message_id: message_id)

        create!(message_id: message_id)
        yield
      end
      where("created_at <= ?", KEPT.ago).limit(1000).delete_all if rand(1000).zero?
    end
  end
end
`;

const methodOf = (name: string): string => `on_${name.replace(/[^A-Za-z0-9]+/g, "_").toLowerCase()}`;

export const printRailsHandle = (heard: readonly PlannedEvent[]): string => `module Valueline
  # What this app does when a service tells it something. Called once per message id, inside the transaction that
  # remembers the id: write by ActiveRecord, and leave what cannot be rolled back to a job.
  module Handle
    def self.call(message)
      case message.fetch("name")
${heard
  .map(
    ({ name }) => `      when "${name}" then ${methodOf(name)}(message.fetch("data"), message)
`,
  )
  .join("")}      else raise Consumer::Undeliverable, "unknown event #{message["name"]}"
      end
    end
${heard
  .map(
    ({ name, from }) => `
    def self.${methodOf(name)}(_data, _message)
      # VALUELINE-PORT: what the app does when ${from} tells ${name}; until then its messages wait in the dead-letter queue
      raise Consumer::Undeliverable, "${name} is not ported"
    end
`,
  )
  .join("")}  end
end
`;

export const printRailsConsumer = (): string => `module Valueline
  # Takes services' events: at least once from the broker, once in effect, in order.
  # Run it by: bin/rails runner Valueline::Consumer.run
  class Consumer
    # Before the dead-letter queue.
    ATTEMPTS = 8
    # Seconds before the second attempt; doubled from then on.
    BACKOFF = 0.1
    LONGEST_WAIT = 30

    # No retry would help: the message goes to the dead-letter queue at once.
    class Undeliverable < StandardError; end
    # The process ends: the message is the next one's.
    class Stopped < StandardError; end

    def self.run
      consumer = new
      %w[TERM INT].each { |signal| trap(signal) { consumer.stop } }
      consumer.run
    end

    attr_reader :logger

    def initialize(source: Source.new, logger: Rails.logger)
      @source = source
      @logger = logger
      @running = true
    end

    def stop
      @running = false
    end

    def running?
      @running
    end

    def run
      wait = 1
      while running?
        begin
          @source.read(self) { wait = 1 }
        rescue StandardError => error
          @logger.warn("events wait #{wait} s: #{error.class}: #{error.message}")
          pause(wait)
          wait = [wait * 2, LONGEST_WAIT].min
        end
      end
    end

    # Tries a message in place until it had its effect, so that later ones of its key do not overtake. What it raises,
    # Stopped aside, leaves only the dead-letter queue. Trouble with the database is not the message's fault and is
    # waited out.
    def take(raw)
      message = parse(raw)
      attempt = 1
      begin
        # As a request or a job: app code reloads, and connections go back to the pool.
        Rails.application.executor.wrap { Inbox.once(message.fetch("id")) { Handle.call(message) } }
      rescue Undeliverable
        raise
      rescue StandardError => error
        @logger.warn("#{message["name"]} #{message["id"]}, attempt #{attempt}: #{error.class}: #{error.message}")
        attempt += 1 if database?
        raise if attempt > ATTEMPTS

        pause(BACKOFF * 2**[attempt, 6].min)
        raise Stopped unless running?

        retry
      end
    end

    # With jitter; ends soon when the process shall end.
    def pause(seconds)
      finish = Process.clock_gettime(Process::CLOCK_MONOTONIC) + (seconds * rand(0.5..1.0))
      sleep(0.05) while running? && Process.clock_gettime(Process::CLOCK_MONOTONIC) < finish
    end

    private

    # The envelope that every producer writes (contracts/asyncapi.yaml).
    def parse(raw)
      message = JSON.parse(raw)
      raise Undeliverable, "not an envelope" unless message.is_a?(Hash) && message["id"].is_a?(String) && message.key?("data")

      message
    rescue JSON::ParserError => error
      raise Undeliverable, "not an envelope: #{error.message}"
    end

    def database?
      ActiveRecord::Base.connection_pool.with_connection { |connection| connection.select_value("SELECT 1") }
      true
    rescue StandardError
      ActiveRecord::Base.connection_handler.clear_active_connections!
      false
    end
  end
end
`;
