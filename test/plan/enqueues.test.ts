/** Which wire takes a job to delayed_job's workers: its table where that is safe, else the monolith's endpoint. */
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
