/** Faults on NATS JetStream: the Go relay and the Go consumer as generated, a real server, a real database. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { buildServices, GO_OUTBOX, Stage } from "./fault-stage.js";
import { type FaultyBroker, itSurvivesFaults } from "./faults.js";
import { Processes, startMariadb, startNats, until } from "./servers.js";

const root = mkdtempSync(join(tmpdir(), "faults-nats-"));
const processes = new Processes();
let faulty: FaultyBroker;
let monitor = "";

async function dead(): Promise<number> {
  const body = (await (await fetch(`${monitor}/jsz?streams=1`)).json()) as {
    account_details?: { stream_detail?: { name: string; state: { messages: number } }[] }[];
  };
  const streams = (body.account_details ?? []).flatMap(({ stream_detail }) => stream_detail ?? []);
  return streams.find(({ name }) => name === "EVENTS_DEAD")?.state.messages ?? 0;
}

beforeAll(async () => {
  const [port, nats] = await Promise.all([startMariadb(root, processes), startNats(root, processes)]);
  monitor = nats.monitor;
  const stage = new Stage(processes, port, GO_OUTBOX, dead);
  await stage.prepare();
  const built = buildServices(root, "nats");
  const env = { NATS_URL: nats.url };
  await stage.startGo("relay", built.producer, env);
  faulty = {
    stage,
    processes,
    broker: "nats",
    startConsumer: () => stage.startGo("consumer", built.consumer, env),
    brokerReady: () => until("NATS", async () => (await fetch(`${monitor}/healthz`)).ok),
    repeat: async () => {
      await processes.kill("relay", "SIGTERM");
      await stage.tell(100);
      await stage.sql(`CREATE TABLE kept AS SELECT * FROM ${GO_OUTBOX.table}`);
      processes.restart("relay");
      await stage.untilPublished();
      await stage.sql(
        `INSERT INTO ${GO_OUTBOX.table} (message_id, name, message_key, data, created_at)
         SELECT message_id, name, message_key, data, created_at FROM kept ORDER BY id`,
      );
    },
  };
});

afterAll(async () => {
  faulty?.stage.report("NATS JetStream: Go relay, Go consumer");
  await processes.stop();
  rmSync(root, { recursive: true, force: true });
});

describe("NATS JetStream", () => {
  itSurvivesFaults(() => faulty, dead);
});
