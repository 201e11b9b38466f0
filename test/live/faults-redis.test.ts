/** Faults on Redis Streams with appendfsync always: the relay of the Rails app and the Go consumer as generated. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildServices, generateMonolith, RAILS_OUTBOX, REPEAT_IN_RAILS, relayCommand, Stage } from "./fault-stage.js";
import { type FaultyBroker, itSurvivesFaults } from "./faults.js";
import { type NeobankRails, startNeobankRails } from "./neobank-rails-app.js";
import { until } from "./servers.js";

const root = mkdtempSync(join(tmpdir(), "faults-redis-"));
let app: NeobankRails;
let faulty: FaultyBroker;

const redis = async (...command: readonly string[]): Promise<string> =>
  (await promisify(execFile)("redis-cli", ["-u", app.redisUrl, ...command])).stdout.trim();
const dead = async (): Promise<number> => Number(await redis("XLEN", "events:card.changed:dead:authorizations"));

beforeAll(async () => {
  const source = join(root, "source");
  generateMonolith(source, "redis");
  app = await startNeobankRails({
    source,
    tasks: ["db:schema:load", "db:migrate"],
    processes: [],
    redis: ["--appendonly", "yes", "--appendfsync", "always"],
  });
  const { processes } = app;
  const stage = new Stage(processes, app.databasePort, RAILS_OUTBOX, dead);
  await stage.prepare();
  const built = buildServices(root, "redis");
  app.start("relay", relayCommand(app.folder));
  faulty = {
    stage,
    processes,
    broker: "redis",
    startConsumer: () => stage.startGo("consumer", built.consumer, { REDIS_URL: app.redisUrl }),
    brokerReady: () => until("Redis", async () => (await redis("PING")) === "PONG"),
    repeat: async () => void (await stage.sql(REPEAT_IN_RAILS)),
  };
});

afterAll(async () => {
  faulty?.stage.report("Redis Streams, appendfsync always: Rails relay, Go consumer");
  await app?.stop();
  rmSync(root, { recursive: true, force: true });
});

describe("Redis Streams", () => {
  itSurvivesFaults(() => faulty, dead);

  it("sends what is no message at all to the dead-letter stream too", async () => {
    await redis("XADD", "events:card.changed", "*", "message", "not json");
    await until("the dead letter", async () => (await dead()) === 2);
    expect(await redis("XPENDING", "events:card.changed", "authorizations")).toMatch(/^0/);
  });
});
