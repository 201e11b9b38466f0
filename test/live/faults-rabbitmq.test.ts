/** Faults on RabbitMQ quorum queues: the relay of the Rails app and the Go consumer as generated. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildServices, generateMonolith, RAILS_OUTBOX, REPEAT_IN_RAILS, relayCommand, Stage } from "./fault-stage.js";
import { type FaultyBroker, itSurvivesFaults } from "./faults.js";
import { type NeobankRails, startNeobankRails } from "./neobank-rails-app.js";
import { type Rabbitmq, startRabbitmq } from "./servers.js";

const root = mkdtempSync(join(tmpdir(), "faults-rabbitmq-"));
let app: NeobankRails;
let rabbitmq: Rabbitmq;
let faulty: FaultyBroker;

async function dead(): Promise<number> {
  const queues = await rabbitmq.ctl("list_queues", "name", "messages");
  return Number(/^events\.authorizations\.dead\s+(\d+)/m.exec(queues)?.[1] ?? 0);
}

beforeAll(async () => {
  const source = join(root, "source");
  generateMonolith(source, "rabbitmq");
  app = await startNeobankRails({ source, tasks: ["db:schema:load", "db:migrate"], processes: [] });
  const { processes } = app;
  rabbitmq = await startRabbitmq(root, processes);
  const stage = new Stage(processes, app.databasePort, RAILS_OUTBOX, dead);
  await stage.prepare();
  const built = buildServices(root, "rabbitmq");
  processes.start("relay", relayCommand(app.folder), { cwd: app.folder, env: { ...app.env, AMQP_URL: rabbitmq.url } });
  faulty = {
    stage,
    processes,
    broker: "rabbitmq",
    startConsumer: () => stage.startGo("consumer", built.consumer, { AMQP_URL: rabbitmq.url }),
    brokerReady: () => rabbitmq.ready(),
    repeat: async () => void (await stage.sql(REPEAT_IN_RAILS)),
  };
});

afterAll(async () => {
  faulty?.stage.report("RabbitMQ quorum queues: Rails relay, Go consumer");
  await app?.stop();
  rmSync(root, { recursive: true, force: true });
});

describe("RabbitMQ", () => {
  itSurvivesFaults(() => faulty, dead);

  it("declares a queue again that somebody took away, and loses nothing published meanwhile", async () => {
    const { stage, processes, startConsumer } = faulty;
    const before = await stage.effects();
    await processes.kill("consumer", "SIGTERM");
    await rabbitmq.ctl("delete_queue", "events.authorizations");
    await stage.tell(10);
    await stage.untilPublished();
    await startConsumer();
    expect((await stage.settle("published while the queue was deleted")).effects).toBe(before + 10);
  });
});
