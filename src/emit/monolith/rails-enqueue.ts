/** Turns jobs that only the monolith's own client may enqueue into an authenticated Rails endpoint. */
import type { PlannedEnqueue } from "../../model/plan.js";

export const printRailsEnqueueMigration = (
  version: string,
): string => `class CreateValuelineEnqueued < ActiveRecord::Migration[${version}]
  def change
    create_table :valueline_enqueued do |t|
      t.string :job_id, null: false, limit: 64, index: { unique: true }
      t.datetime :created_at, null: false, precision: 6, index: true
    end
  end
end
`;

export const printRailsEnqueue = (enqueues: readonly PlannedEnqueue[]): string => `module Valueline
  # Enqueues on a service's behalf, through the app's own client with its middleware and locks.
  class Enqueue
    JOBS = %w[${[...new Set(enqueues.map(({ job }) => job))].join(" ")}].freeze
    # A service's relay repeats itself within seconds or minutes, never after days.
    KEPT = 7.days

    # Ids of jobs that were enqueued here.
    class Seen < ActiveRecord::Base
      self.table_name = "valueline_enqueued"
    end

    def self.call(env)
      request = ActionDispatch::Request.new(env)
      return [401, {}, []] unless known?(request)

      body = JSON.parse(request.raw_post)
      return [404, {}, []] unless JOBS.include?(body["job"])
      return [422, {}, []] unless body["id"].is_a?(String) && body["args"].is_a?(Array)

      once(body["id"]) { enqueue(body["job"].constantize, body["args"]) }
      [202, {}, []]
    rescue JSON::ParserError
      [400, {}, []]
    end

    # An id that is known was enqueued before. Where enqueueing fails the id is forgotten, and the relay asks again.
    def self.once(id)
      Seen.transaction do
        Seen.create!(job_id: id)
        yield
      end
      Seen.where("created_at <= ?", KEPT.ago).limit(100).delete_all if rand(100).zero?
    rescue ActiveRecord::RecordNotUnique
      nil
    end

    def self.known?(request)
      given = request.headers["Authorization"].to_s.delete_prefix("Bearer ")
      ActiveSupport::SecurityUtils.secure_compare(given, ENV.fetch("VALUELINE_ENQUEUE_TOKEN"))
    end

    def self.enqueue(job, args)
      return job.perform_async(*args) if job.respond_to?(:perform_async)

      # As ActiveJob itself reads a job: records by GlobalID, keywords as keywords.
      job.perform_later(*ActiveJob::Arguments.deserialize(args))
    end
  end
end
`;
