/** Faults on every broker: the Node relay and the TypeScript consumer as generated, on MariaDB. */
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe } from "vitest";
import { emitPlan } from "../../src/emit/index.js";
import type { Broker } from "../../src/model/decision.js";
import { handMadePlan } from "../hand-made-plan.js";
import { RAILS_OUTBOX, REPEAT_IN_RAILS, Stage } from "./fault-stage.js";
import { type FaultyBroker, itSurvivesFaults } from "./faults.js";
import { install } from "./neobank-node-app.js";
import {
  HOST,
  Processes,
  type Rabbitmq,
  startMariadb,
  startNats,
  startRabbitmq,
  startRedis,
  until,
} from "./servers.js";

const run = promisify(execFile);

/** What a person ports: an effect without a unique key, so that a second one would show; and a message nobody can take. */
const HANDLE = `import type { Transaction } from "../store.js";
import type { Message } from "./messages.js";

export async function handle(tx: Transaction, message: Message): Promise<void> {
  const data = JSON.stringify(message.data);
  if (data.includes("poison")) throw new Error("poison");
  await tx.query("INSERT INTO effects (message_id, message_key, data) VALUES (?, ?, ?)", [message.id, message.key, data]);
}
`;

/** The service and the monolith's side, as generated for a Node app on MySQL. */
async function build(root: string, broker: Broker): Promise<string> {
  const plan = handMadePlan({ broker, language: "typescript" });
  const home = { path: "app.js", line: 1, name: "app", indent: "", framework: "express" as const, typed: false };
  const monolith = { ...plan.monolith, runtime: "node", framework: "express", language: "javascript" as const, home };
  const services = plan.services.map((service) => ({ ...service, enqueues: [] }));
  const packages = '{\n  "dependencies": {\n  }\n}\n';
  const read = (path: string): string | null =>
    ({ "package.json": packages, "app.js": "const app = express();\n" })[path] ?? null;
  for (const { path, content } of emitPlan(
    { ...plan, monolith, services },
    { paths: ["app.js", "package.json"], read },
  )) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  writeFileSync(join(root, "package.json"), packages);
  execFileSync("git", ["init", "-q"], { cwd: root });
  execFileSync("git", ["apply", "--include=package.json", "migration/monolith.patch"], { cwd: root });
  const folder = join(root, "services/authorizations");
  writeFileSync(join(folder, "src/events/handle.ts"), HANDLE);
  await Promise.all([install(root), install(folder)]);
  execFileSync("npm", ["run", "--silent", "build"], { cwd: folder, stdio: "pipe" });
  const start = join(folder, "start");
  writeFileSync(start, '#!/bin/sh\ncd "$(dirname "$0")" && exec node dist/main.js "$@"\n');
  chmodSync(start, 0o755);
  return start;
}

interface Server {
  readonly env: NodeJS.ProcessEnv;
  ready(): Promise<void>;
  dead(): Promise<number>;
}

async function startServer(root: string, broker: Broker, processes: Processes): Promise<Server> {
  if (broker === "rabbitmq") {
    const rabbitmq: Rabbitmq = await startRabbitmq(root, processes);
    const dead = async (): Promise<number> => {
      const queues = await rabbitmq.ctl("list_queues", "name", "messages");
      return Number(/^events\.authorizations\.dead\s+(\d+)/m.exec(queues)?.[1] ?? 0);
    };
    return { env: { AMQP_URL: rabbitmq.url }, ready: () => rabbitmq.ready(), dead };
  }
  if (broker === "redis") {
    const url = await startRedis(root, processes, ["--appendonly", "yes", "--appendfsync", "always"]);
    const ask = async (...command: readonly string[]): Promise<string> =>
      (await run("redis-cli", ["-u", url, ...command])).stdout.trim();
    return {
      env: { REDIS_URL: url },
      ready: () => until("Redis", async () => (await ask("PING")) === "PONG"),
      dead: async () => Number(await ask("XLEN", "events:card.changed:dead:authorizations")),
    };
  }
  const { url, monitor } = await startNats(root, processes);
  const dead = async (): Promise<number> => {
    const body = (await (await fetch(`${monitor}/jsz?streams=1`)).json()) as {
      account_details?: { stream_detail?: { name: string; state: { messages: number } }[] }[];
    };
    const streams = (body.account_details ?? []).flatMap(({ stream_detail }) => stream_detail ?? []);
    return streams.find(({ name }) => name === "EVENTS_DEAD")?.state.messages ?? 0;
  };
  return {
    env: { NATS_URL: url },
    ready: () => until("NATS", async () => (await fetch(`${monitor}/healthz`)).ok),
    dead,
  };
}

describe.each(["nats", "rabbitmq", "redis"] as const)("%s, Node relay, TypeScript consumer", (broker) => {
  const root = mkdtempSync(join(tmpdir(), `faults-ts-${broker}-`));
  const processes = new Processes();
  let faulty: FaultyBroker;
  let server: Server;

  beforeAll(async () => {
    const start = await build(root, broker);
    const port = await startMariadb(root, processes);
    server = await startServer(root, broker, processes);
    const stage = new Stage(processes, port, RAILS_OUTBOX, () => server.dead());
    await stage.prepare();
    await stage.sql(readFileSync(join(root, "migration/valueline-outbox.sql"), "utf8"));
    const env = { ...process.env, ...server.env, DATABASE_URL: `mysql://app:app@${HOST}:${port}/neobank` };
    processes.start("relay", ["node", "valueline/relay.cjs"], { cwd: root, env });
    faulty = {
      stage,
      processes,
      broker,
      startConsumer: () => stage.startGo("consumer", start, server.env),
      brokerReady: () => server.ready(),
      repeat: async () => void (await stage.sql(REPEAT_IN_RAILS)),
    };
  });

  afterAll(async () => {
    faulty?.stage.report(`${broker}: Node relay, TypeScript consumer`);
    await processes.stop();
    rmSync(root, { recursive: true, force: true });
  });

  itSurvivesFaults(
    () => faulty,
    () => server.dead(),
  );
});
