/** Sidekiq's wire format by version, as its own sources write it; the real 6.4.1 judges it in test/live. */
import { describe, expect, it } from "vitest";
import { emitPlan } from "../../src/emit/index.js";
import type { PlannedEnqueue } from "../../src/model/plan.js";
import { handMadePlan } from "../hand-made-plan.js";

function printed(change: Partial<PlannedEnqueue>): string {
  const plan = handMadePlan();
  const service = plan.services[0]!;
  const enqueues = service.enqueues.map((enqueue) => ({ ...enqueue, ...change }));
  const artifacts = emitPlan({ ...plan, services: [{ ...service, enqueues }] }, { paths: [], read: () => null });
  return artifacts.find(({ path }) => path.endsWith("internal/jobs/sidekiq.go"))?.content ?? "";
}

describe("Sidekiq's wire format", () => {
  // lib/sidekiq/client.rb and job_util.rb of each tag: Time.now.to_f up to 7.3, milliseconds as an integer from 8.0.
  it.each([
    ["6.4.1", "float64(t.UnixMicro()) / 1e6"],
    ["6.5.12", "float64(t.UnixMicro()) / 1e6"],
    ["7.3.9", "float64(t.UnixMicro()) / 1e6"],
    ["8.0.9", "t.UnixMilli()"],
  ])("writes the timestamps of %s", (version, expression) => {
    expect(printed({ version })).toContain(`func timestamp(t time.Time) any { return ${expression} }`);
  });

  // The adapter of Rails up to 7.3.2, Sidekiq's own from 7.3.3 under the same name; 8.0 pushes Sidekiq::ActiveJob::Wrapper.
  it.each([
    ["6.4.1", "ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper"],
    ["7.3.9", "ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper"],
    ["8.0.0", "Sidekiq::ActiveJob::Wrapper"],
  ])("wraps an ActiveJob as %s does", (version, wrapper) => {
    expect(printed({ version, wire: "active-job-sidekiq", system: "active-job" })).toContain(
      `job["class"] = "${wrapper}"`,
    );
  });

  it("writes what the class sets for its jobs", () => {
    expect(printed({ options: { retry: 5, tags: ["money"] } })).toContain('`{"retry":5,"tags":["money"]}`');
  });
});
