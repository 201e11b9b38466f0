/** The enqueue endpoint of a Node monolith: jobs that Bull, BullMQ (Redis) and pg-boss (PostgreSQL) themselves then perform. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { printNodeEnqueue } from "../../src/emit/monolith/node/enqueue.js";
import { handMadePlan } from "../hand-made-plan.js";
import { startPostgres } from "./postgres.js";
import { freePort, HOST, Processes, startRedis, until } from "./servers.js";

const root = mkdtempSync(join(tmpdir(), "node-enqueue-"));
const processes = new Processes();
const TOKEN = "only-for-this-test-run";
let url: string;

const PACKAGES = ["bull@4.16.5", "bullmq@5.61.0", "pg-boss@10.3.2", "agenda@5.0.0"];
const JOBS = [
  ["bull", "mail:welcome"],
  ["bullmq", "cards:capture"],
  ["pg-boss", "nightly-report"],
  ["agenda", "tidy up"],
] as const;

/** Workers as an app writes them; each leaves what it was given in a file. */
const WORKERS = `
const { appendFileSync } = require("node:fs");
const Bull = require("bull");
const { Worker } = require("bullmq");
const PgBoss = require("pg-boss");
const seen = (system, data) => appendFileSync("seen", JSON.stringify([system, data]) + "\\n");
new Bull("mail", process.env.REDIS_URL).process("welcome", async (job) => seen("bull", job.data));
const address = new URL(process.env.REDIS_URL);
new Worker("cards", async (job) => seen("bullmq", job.data), { connection: { host: address.hostname, port: Number(address.port) } });
(async () => {
  const boss = new PgBoss(process.env.DATABASE_URL);
  await boss.start();
  await boss.createQueue("nightly-report");
  await boss.work("nightly-report", { pollingIntervalSeconds: 0.5 }, async ([job]) => seen("pg-boss", job.data));
  seen("ready");
})();
`;

/** There is no MongoDB to be had: Agenda itself runs, on a driver that writes down what it is told. */
const MONGODB = `
const { appendFileSync } = require("node:fs");
const kept = new Map();
const collection = {
  createIndex: (_keys, _options, done) => setTimeout(done, 50),
  async findOneAndUpdate(query, update, options) {
    const key = JSON.stringify(query);
    if (options.upsert && !kept.has(key)) {
      kept.set(key, { _id: kept.size + 1, ...update.$setOnInsert });
      appendFileSync("seen", JSON.stringify(["agenda", update.$setOnInsert.data, update.$setOnInsert.name]) + "\\n");
    }
    return { value: kept.get(key) };
  },
};
exports.MongoClient = { connect: (_url, _options, done) => done(null, { db: () => ({ collection: () => collection }) }) };
exports.ObjectId = exports.ObjectID = class {};
`;

beforeAll(async () => {
  writeFileSync(join(root, "package.json"), JSON.stringify({ name: "app", private: true }));
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--silent", ...PACKAGES], { cwd: root });
  rmSync(join(root, "node_modules/mongodb"), { recursive: true });
  mkdirSync(join(root, "node_modules/mongodb"));
  writeFileSync(join(root, "node_modules/mongodb/index.js"), MONGODB);
  writeFileSync(join(root, "seen"), "");
  writeFileSync(join(root, "workers.cjs"), WORKERS);
  const one = handMadePlan().services[0]!.enqueues[0]!;
  const enqueues = JOBS.map(([system, job]) => ({ ...one, system, job, queue: job, wire: "endpoint" as const }));
  writeFileSync(join(root, "enqueue.cjs"), printNodeEnqueue(enqueues));
  const port = await freePort();
  writeFileSync(
    join(root, "server.cjs"),
    `require("node:http").createServer(require("./enqueue.cjs").enqueue).listen(${port}, "${HOST}");\n`,
  );
  const postgres = await startPostgres(root, processes);
  const env = {
    ...process.env,
    REDIS_URL: await startRedis(root, processes),
    DATABASE_URL: postgres.url,
    MONGODB_URI: "mongodb://nowhere/app",
    VALUELINE_ENQUEUE_TOKEN: TOKEN,
  };
  processes.start("workers", ["node", "workers.cjs"], { cwd: root, env });
  await until("the workers", async () => seen().some(([system]) => system === "ready"));
  processes.start("server", ["node", "server.cjs"], { cwd: root, env });
  url = `http://${HOST}:${port}/valueline/jobs`;
  await until("the endpoint", async () => (await fetch(url)).status === 405);
});

afterAll(async () => {
  await processes.stop();
  rmSync(root, { recursive: true, force: true });
});

const seen = (): readonly (readonly unknown[])[] =>
  readFileSync(join(root, "seen"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown[]);

const enqueue = async (id: string, job: string, token = TOKEN): Promise<number> => {
  const body = JSON.stringify({ id, job, args: [{ told: id }] });
  return (await fetch(url, { method: "POST", headers: { Authorization: `Bearer ${token}` }, body })).status;
};

describe("the enqueue endpoint of a Node monolith", () => {
  it.each(JOBS)("hands a job to %s, and a repeated id once", async (system, job) => {
    const [first, last] = [crypto.randomUUID(), crypto.randomUUID()];
    expect(await Promise.all([enqueue(first, job), enqueue(first, job)])).toEqual([202, 202]);
    expect(await enqueue(first, job)).toBe(202);
    expect(await enqueue(last, job)).toBe(202);
    const told = (): readonly unknown[] =>
      seen()
        .filter((row) => row[0] === system)
        .map((row) => (row[1] as { told: string }).told);
    await until(`${system}'s worker`, async () => told().includes(last));
    expect([...told()].sort()).toEqual([first, last].sort());
  });

  it("enqueues for nobody else, and nothing that was not decided", async () => {
    expect(await enqueue("x", "mail:welcome", "wrong")).toBe(401);
    expect(await enqueue("x", "constructor")).toBe(404);
  });
});
