/** Turns jobs that only the monolith's own client may enqueue into an authenticated Rails endpoint. */
import type { PlannedEnqueue } from "../../model/plan.js";

export const printRailsEnqueue = (enqueues: readonly PlannedEnqueue[]): string => `module Valueline
  # Enqueues on a service's behalf, through the app's own client with its middleware and locks.
  class Enqueue
    JOBS = %w[${[...new Set(enqueues.map(({ job }) => job))].join(" ")}].freeze

    def self.call(env)
      request = ActionDispatch::Request.new(env)
      return [401, {}, []] unless known?(request)

      body = JSON.parse(request.raw_post)
      return [404, {}, []] unless JOBS.include?(body["job"])

      enqueue(body["job"].constantize, body["args"])
      [202, {}, []]
    end

    def self.known?(request)
      given = request.headers["Authorization"].to_s.delete_prefix("Bearer ")
      ActiveSupport::SecurityUtils.secure_compare(given, ENV.fetch("VALUELINE_ENQUEUE_TOKEN"))
    end

    def self.enqueue(job, args)
      job.respond_to?(:perform_async) ? job.perform_async(*args) : job.perform_later(*args)
    end
  end
end
`;
