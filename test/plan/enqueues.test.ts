/** Which wire takes a job to the workers of delayed_job and of Resque: their own where that is safe, else the monolith's endpoint. */
import { describe, expect, it } from "vitest";
import { planEnqueues, type Writer } from "../../src/plan/enqueues.js";
import { handMadeGround } from "../hand-made-ground.js";

const { app } = handMadeGround();
const at = { path: "app/models/card.rb", line: 3 };
const shared: Writer = { language: "go", data: "shared-schema" };

function plan(writer: Writer = shared, change: { version?: string; system?: string; tables?: readonly string[] } = {}) {
  const { version = "4.1.9", system = "active-job", tables = ["delayed_jobs"] } = change;
  const job = { ...app.jobs[0]!, name: "FraudReviewJob", system, queue: null, enqueuedAt: [at] };
  const model = {
    ...app,
    jobs: [job],
    locked: { delayed_job: version, delayed_job_active_record: "4.1.6" },
    tables: tables.map((name) => ({ ...app.tables[0]!, name })),
  };
  return planEnqueues(model, new Set([at.path]), writer)[0];
}

describe("planEnqueues for delayed_job", () => {
  it("writes an ActiveJob to the table that the service shares", () => {
    expect(plan()).toMatchObject({ wire: "active-job-delayed", queue: "default" });
    expect(plan()?.because).toContain("delayed_job 4.1.9");
  });

  it.each([
    ["a schema of its own", { ...shared, data: "own-schema" }, {}, /schema/],
    ["a database of its own", { ...shared, data: "own-database" }, {}, /schema/],
    ["TypeScript", { ...shared, language: "typescript" }, {}, /Go services only/],
    ["no such table", shared, { tables: ["cards"] }, /no table delayed_jobs/],
    ["an adapter that moved", shared, { version: "4.2.0" }, /another class/],
    ["an object of the app", shared, { system: "delayed-job" }, /attributes only the monolith knows/],
  ] as const)("asks the monolith where there is %s", (_, writer, change, because) => {
    const enqueue = plan(writer, change);
    expect(enqueue?.wire).toBe("endpoint");
    expect(enqueue?.because).toMatch(because);
  });
});

describe("planEnqueues for Resque", () => {
  const resque = (system: string, locked: Readonly<Record<string, string>>, writer: Writer = shared) => {
    const job = { ...app.jobs[0]!, name: "Archive", system, queue: "low", enqueuedAt: [at] };
    return planEnqueues({ ...app, jobs: [job], locked }, new Set([at.path]), writer)[0];
  };

  it("writes its lists, whatever the data step, and wraps an ActiveJob", () => {
    expect(resque("resque", { resque: "2.6.0" })).toMatchObject({ wire: "resque", version: "2.6.0", queue: "low" });
    expect(resque("active-job", { resque: "2.6.0" })).toMatchObject({ wire: "active-job-resque" });
    expect(resque("resque", { resque: "1.27.4" }, { ...shared, data: "own-database" })?.wire).toBe("resque");
    expect(resque("resque", { resque: "2.6.0" }, { ...shared, language: "typescript" })?.wire).toBe("resque");
  });

  it.each([
    ["no lockfile", {}, shared, /no known version/],
    ["a plugin that locks at enqueue", { resque: "2.6.0", "resque-loner": "1.3.0" }, shared, /resque-loner/],
  ])("asks the monolith where there is %s", (_, locked, writer, because) => {
    const enqueue = resque("resque", locked, writer);
    expect(enqueue?.wire).toBe("endpoint");
    expect(enqueue?.because).toMatch(because);
  });

  it("asks the monolith where ActiveJobs are unique, on Sidekiq too", () => {
    const locked = { sidekiq: "6.5.12", "activejob-uniqueness": "0.3.1" };
    expect(resque("active-job", locked)?.because).toMatch(/activejob-uniqueness/);
    expect(resque("sidekiq", locked)?.wire).toBe("sidekiq");
  });
});
