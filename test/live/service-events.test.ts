/** Events of a TypeScript service on each broker: to another service, and to the monolith in JavaScript and in Ruby. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emitServices } from "../../src/emit/services/index.js";
import type { Broker } from "../../src/model/decision.js";
import type { Plan } from "../../src/model/plan.js";
import { handMadePlan } from "../hand-made-plan.js";
import { buildNodeMonolith, buildRailsMonolith, railsEnvironment, runRails } from "./monolith-consumers.js";
import { install } from "./neobank-node-app.js";
import { type Postgres, startPostgres } from "./postgres.js";
import { freePort, HOST, Processes, startNats, startRabbitmq, startRedis, until } from "./servers.js";

const BROKERS: readonly Broker[] = ["redis", "nats", "rabbitmq"];
/** What Ruby must load first; Debian has no gem that speaks to NATS. */
const RUBY: Readonly<Partial<Record<Broker, string>>> = { redis: "redis", rabbitmq: "bunny" };
const root = mkdtempSync(join(tmpdir(), "service-events-"));
const processes = new Processes();
let postgres: Postgres;

/** What a person ports: tells in the transaction that writes, and fails after it when asked to. */
const CREATE = `import { z } from "zod";
import type { Answer, Call } from "../operation.js";
import type { Services } from "../services.js";

export const CreateCardAuthorizationRequest = z.object({
  body: z.object({ amount: z.number(), fails: z.boolean().optional() }),
});

export async function createCardAuthorization(
  call: Call<z.infer<typeof CreateCardAuthorizationRequest>>,
  services: Services,
): Promise<Answer> {
  return services.store.transaction(async (tx) => {
    const { amount, fails } = call.body;
    const id = await services.jobs.publish(tx, "authorization.changed", "1", { amount });
    if (fails === true) throw new Error("rolled back");
    return { status: 201, body: { id } };
  });
}
`;

const HANDLE = `import { setTimeout as sleep } from "node:timers/promises";
import type { Transaction } from "../store.js";
import { type Message, Undeliverable } from "./messages.js";

export async function handle(tx: Transaction, message: Message): Promise<void> {
  const { amount } = message.data as { amount: number };
  if (amount < 0) throw new Undeliverable("poison");
  await sleep(2);
  await tx.query("INSERT INTO effects (broker, message_id, amount) VALUES ($1, $2, $3)", [process.env["BROKER"], message.id, amount]);
}
`;

/** NATS counts by subject; its client is among the services' packages. */
const COUNT_DEAD = `const { connect } = require("@nats-io/transport-node");
const { jetstreamManager } = require("@nats-io/jetstream");
const [, servers, group] = process.argv;
connect({ servers }).then(async (connection) => {
  const manager = await jetstreamManager(connection);
  const { state } = await manager.streams.info("EVENTS_DEAD", { subjects_filter: "dead." + group + ".>" });
  console.log(Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0));
  await connection.close();
});`;

function planFor(broker: Broker): Plan {
  const plan = handMadePlan({ broker, language: "typescript", database: "postgres" });
  const [authorizations] = plan.services;
  const [event] = plan.events;
  const routes = authorizations!.routes.map((route) => ({ ...route, auth: "public" as const }));
  const ledger = { ...authorizations!, id: "ledger", name: "ledger", routes: [], tables: [], enqueues: [] };
  return {
    ...plan,
    services: [{ ...authorizations!, routes, enqueues: [] }, ledger],
    events: [{ ...event!, name: "authorization.changed", from: "authorizations", to: ["ledger", "monolith"] }],
  };
}

/** All six services, on one installation of what they name. */
async function build(): Promise<void> {
  const dependencies: Record<string, string> = {};
  const devDependencies: Record<string, string> = {};
  for (const broker of BROKERS) {
    buildNodeMonolith(join(root, broker, "node"), planFor(broker));
    buildRailsMonolith(join(root, broker, "rails"), planFor(broker));
    for (const { path, content } of emitServices(planFor(broker))) {
      const to = join(root, broker, path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, content);
      if (!path.endsWith("/package.json")) continue;
      const read = JSON.parse(content) as Record<"dependencies" | "devDependencies", Record<string, string>>;
      Object.assign(dependencies, read.dependencies);
      Object.assign(devDependencies, read.devDependencies);
    }
    writeFileSync(join(root, broker, "services/authorizations/src/operations/create-card-authorization.ts"), CREATE);
    writeFileSync(join(root, broker, "services/ledger/src/events/handle.ts"), HANDLE);
  }
  writeFileSync(
    join(root, "package.json"),
    JSON.stringify({ private: true, type: "module", dependencies, devDependencies }),
  );
  // Types are judged where a service is built as its own scripts say; here all six become JavaScript in one go.
  const options = {
    target: "es2023",
    module: "nodenext",
    rootDir: ".",
    outDir: "out",
    noCheck: true,
    skipLibCheck: true,
  };
  writeFileSync(
    join(root, "tsconfig.json"),
    JSON.stringify({ compilerOptions: options, include: ["*/services/*/src"] }),
  );
  await install(root);
  execFileSync("npx", ["tsc", "-p", root], { cwd: root, stdio: "inherit" });
}

beforeAll(async () => {
  await build();
  postgres = await startPostgres(root, processes);
  await postgres.sql("CREATE TABLE monolith_effects (id serial, broker text, message_id text, amount int)");
  await postgres.sql("CREATE TABLE effects (id serial, broker text, message_id text, amount int)");
}, 400_000);

afterAll(async () => {
  await processes.stop();
  rmSync(root, { recursive: true, force: true });
}, 60_000);

interface Server {
  readonly env: NodeJS.ProcessEnv;
  /** Messages in a consumer's dead-letter queue. */
  dead(group: string): Promise<number>;
}

async function startBroker(broker: Broker): Promise<Server> {
  if (broker === "redis") {
    const url = await startRedis(root, processes, ["--appendonly", "yes", "--appendfsync", "always"]);
    const length = (group: string): string =>
      execFileSync("redis-cli", ["-u", url, "xlen", `events:authorization.changed:dead:${group}`], {
        encoding: "utf8",
      });
    return { env: { REDIS_URL: url }, dead: async (group) => Number(length(group)) };
  }
  if (broker === "nats") {
    const { url } = await startNats(root, processes);
    const dead = async (group: string): Promise<number> =>
      Number(execFileSync("node", ["-e", COUNT_DEAD, url, group], { cwd: root, encoding: "utf8" }));
    return { env: { NATS_URL: url }, dead };
  }
  const rabbitmq = await startRabbitmq(root, processes);
  const dead = async (group: string): Promise<number> => {
    const queues = await rabbitmq.ctl("list_queues", "name", "messages");
    return Number(new RegExp(`^events\\.${group}\\.dead\\s+(\\d+)`, "m").exec(queues)?.[1] ?? 0);
  };
  return { env: { AMQP_URL: rabbitmq.url }, dead };
}

describe.each(BROKERS)("%s", (broker) => {
  let server: Server;
  let url = "";

  const start = async (service: string): Promise<string> => {
    const port = await freePort();
    const cwd = join(root, "out", broker, "services", service, "src");
    const shared = { DATABASE_URL: postgres.url, PORT: String(port), BROKER: broker, LOG_LEVEL: "warn" };
    const env = { ...process.env, ...server.env, ...shared };
    execFileSync("node", ["main.js", "migrate"], { cwd, env, stdio: "pipe" });
    processes.start(`${broker} ${service}`, ["node", "main.js"], { cwd, env });
    const address = `http://${HOST}:${port}`;
    await until(service, async () => (await fetch(`${address}/readyz`)).ok).catch((error: Error) => {
      throw new Error(`${error.message}\n${processes.log(`${broker} ${service}`)}`);
    });
    return address;
  };

  const create = async (amount: number, fails = false): Promise<number> => {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ amount, fails });
    return (await fetch(`${url}/api/v1/card_authorizations`, { method: "POST", headers, body })).status;
  };

  const amountsIn = async (table: string): Promise<readonly number[]> =>
    (await postgres.sql(`SELECT amount FROM ${table} WHERE broker = '${broker}' ORDER BY id`)).map(([amount]) =>
      Number(amount),
    );

  const see = async (
    name: string,
    read: () => Promise<readonly number[]>,
    wanted: readonly number[],
  ): Promise<void> => {
    await until("the effects", async () => (await read()).length >= wanted.length).catch(() => undefined);
    expect(await read(), processes.log(`${broker} ${name}`).slice(-2000)).toEqual(wanted);
  };

  /** In the service and in the monolith. */
  const arrived = async (wanted: readonly number[]): Promise<void> => {
    await see("ledger", () => amountsIn("effects"), wanted);
    await see("node", () => amountsIn("monolith_effects"), wanted);
  };

  const letters = async (group: string, count: number): Promise<void> => {
    // RabbitMQ counts a quorum queue's messages some seconds later.
    await until("the dead letter", async () => (await server.dead(group)) >= count);
    expect(await server.dead(group)).toBe(count);
  };

  const startNode = (): void => {
    const cwd = join(root, broker, "node");
    const env = { ...process.env, ...server.env, DATABASE_URL: postgres.url, BROKER: broker };
    processes.start(`${broker} node`, ["node", "valueline/consumer.cjs"], { cwd, env });
  };

  beforeAll(async () => {
    // Each broker begins with empty tables of the services' own.
    await postgres.sql("DROP TABLE IF EXISTS authorizations_outbox, ledger_inbox, valueline_inbox");
    await postgres.sql(readFileSync(join(root, broker, "node/migration/valueline-inbox.sql"), "utf8"));
    server = await startBroker(broker);
    url = await start("authorizations");
    await start("ledger");
    startNode();
  }, 120_000);

  afterAll(async () => {
    for (const service of ["authorizations", "ledger", "rails"])
      await processes.kill(`${broker} ${service}`, "SIGTERM");
  }, 60_000);

  it("tells what was committed, in order, and nothing of what was rolled back", async () => {
    for (let amount = 1; amount <= 20; amount += 1) expect(await create(amount)).toBe(201);
    expect(await create(99, true)).toBe(500);
    expect(await create(21)).toBe(201);
    await arrived(Array.from({ length: 21 }, (_, i) => i + 1));
  }, 120_000);

  it("gives each effect once when the consumers are killed in the middle", async () => {
    for (let amount = 22; amount <= 321; amount += 1) {
      await create(amount);
      if (amount === 120) {
        await processes.kill(`${broker} node`, "SIGKILL");
        startNode();
      }
      if (amount === 200) await processes.kill(`${broker} ledger`, "SIGKILL");
    }
    await start("ledger");
    await arrived(Array.from({ length: 321 }, (_, i) => i + 1));
  }, 180_000);

  it("puts the poison aside and goes on", async () => {
    await create(-1);
    await create(322);
    await arrived(Array.from({ length: 322 }, (_, i) => i + 1));
    await letters("ledger", 1);
    await letters("monolith", 1);
  }, 120_000);

  const gem = RUBY[broker];
  if (gem === undefined) return;

  it("reads on in Ruby where JavaScript stopped, also when killed in the middle, and puts the poison aside", async () => {
    await processes.kill(`${broker} node`, "SIGTERM");
    const cwd = join(root, broker, "rails");
    const env = railsEnvironment(cwd, gem, server.env);
    runRails(cwd, env, "migrate");
    const startRails = (): void => void processes.start(`${broker} rails`, ["ruby", "app.rb", "consume"], { cwd, env });
    const seen = async (): Promise<readonly number[]> => JSON.parse(runRails(cwd, env, "effects")) as number[];
    startRails();
    for (let amount = 323; amount <= 522; amount += 1) {
      await create(amount);
      if (amount !== 450) continue;
      await until("Ruby's first effects", async () => (await seen()).length > 5);
      await processes.kill(`${broker} rails`, "SIGKILL");
      startRails();
    }
    await create(-1);
    await create(523);
    await see(
      "rails",
      seen,
      Array.from({ length: 201 }, (_, i) => i + 323),
    );
    await letters("monolith", 2);
  }, 180_000);
});
