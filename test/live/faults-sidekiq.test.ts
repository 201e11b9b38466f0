/** What a job loses on its way: the Go outbox relay killed in the middle, then the real Sidekiq, measured and printed. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildServices, generateMonolith, RAILS_OUTBOX, Stage } from "./fault-stage.js";
import { type NeobankRails, startNeobankRails } from "./neobank-rails-app.js";
import { until } from "./servers.js";

const root = mkdtempSync(join(tmpdir(), "faults-sidekiq-"));
let app: NeobankRails;
let stage: Stage;
let built: { consumer: string };

const redis = async (...command: readonly string[]): Promise<string> =>
  (await promisify(execFile)("redis-cli", ["-u", app.redisUrl, ...command])).stdout.trim();
const ids = async (): Promise<readonly string[]> =>
  (await redis("LRANGE", "queue:critical", "0", "-1"))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { jid: string }).jid);
const performed = async (): Promise<readonly string[]> =>
  (await stage.sql("SELECT jid FROM performed")).map(([jid]) => jid ?? "");

/** The class that the service enqueues, given an effect that can be counted; 40 ms of work before it. */
const WORKER = `class CaptureAuthorizationWorker
  include Sidekiq::Worker
  sidekiq_options queue: "critical"

  def perform(*)
    sleep 0.04
    ActiveRecord::Base.connection.execute("INSERT INTO performed (jid) VALUES ('#{jid}')")
  end
end
`;
const CONCURRENCY = 5;

beforeAll(async () => {
  const source = join(root, "source");
  generateMonolith(source, "redis");
  writeFileSync(join(source, "app/workers/capture_authorization_worker.rb"), WORKER);
  app = await startNeobankRails({
    source,
    tasks: ["db:schema:load", "db:migrate"],
    processes: [],
    redis: ["--appendonly", "yes", "--appendfsync", "always"],
  });
  stage = new Stage(app.processes, app.databasePort, RAILS_OUTBOX, async () => 0);
  await stage.sql("CREATE TABLE performed (id BIGINT AUTO_INCREMENT PRIMARY KEY, jid VARCHAR(24))");
  built = buildServices(root, "redis");
});

afterAll(async () => {
  await app?.stop();
  rmSync(root, { recursive: true, force: true });
});

describe("jobs from the Go outbox to Sidekiq", () => {
  it("pushes every committed job at least once, under one id, when the service is killed in the middle", async () => {
    const env = { REDIS_URL: app.redisUrl };
    await stage.startGo("service", built.consumer, env);
    await stage.sql(
      `INSERT INTO authorizations_outbox (job_id, job_class, queue, wire, args, created_at)
       SELECT LPAD(HEX(seq), 24, '0'), 'CaptureAuthorizationWorker', 'critical', 'sidekiq', '[1,2]', NOW(6) FROM seq_1_to_1000`,
    );
    await until("the middle", async () => (await ids()).length >= 100);
    await app.processes.kill("service", "SIGKILL");
    const middle = new Set(await ids()).size;
    await stage.startGo("service", built.consumer, env);
    await until("all jobs", async () => new Set(await ids()).size === 1000);
    const pushed = await ids();
    console.table([
      {
        fault: `relay killed (-9) after ${middle} of 1,000`,
        pushed: new Set(pushed).size,
        twice: pushed.length - 1000,
      },
    ]);
    expect(pushed.length).toBe(1000);
  });

  it("measures what open-source Sidekiq loses on kill -9, and keeps the rest", async () => {
    const queued = new Set(await ids());
    const command = ["bundle", "exec", "sidekiq", "-q", "critical", "-c", String(CONCURRENCY)];
    app.start("worker", command);
    await until("the middle", async () => (await performed()).length >= 200);
    await app.processes.kill("worker", "SIGKILL");
    app.processes.restart("worker");
    await until("an empty queue", async () => (await redis("LLEN", "queue:critical")) === "0");
    await until("the last jobs", async () => {
      const before = (await performed()).length;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return (await performed()).length === before;
    });
    const done = new Set(await performed());
    const lost = [...queued].filter((jid) => !done.has(jid)).length;
    console.table([
      { fault: "Sidekiq 6.4.1 killed (-9)", queued: queued.size, performed: done.size, lost, concurrency: CONCURRENCY },
    ]);
    // Fetched with BRPOP and only in the dead process's memory. More than its threads would be a loss of ours.
    expect(lost).toBeLessThanOrEqual(CONCURRENCY);
    expect(done.size + lost).toBe(queued.size);
  });
});
