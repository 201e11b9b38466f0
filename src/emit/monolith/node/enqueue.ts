/** Turns jobs that only the monolith's own client may enqueue into an authenticated endpoint in a Node app. */
import type { PlannedEnqueue } from "../../../model/plan.js";

/** Libraries whose clients the endpoint can open; each is the app's own, in its own version. */
const CLIENTS: Readonly<Record<string, string>> = {
  bullmq: `  bullmq(queue) {
    const { Queue } = require("bullmq");
    return new Queue(queue, { connection: redis() });
  },
`,
  bull: `  bull(queue) {
    const Bull = require("bull");
    return new Bull(queue, { redis: redis() });
  },
`,
  agenda: `  async agenda() {
    const loaded = require("agenda");
    const Agenda = loaded.Agenda ?? loaded;
    const agenda = new Agenda();
    // It takes no job before its collection is there, and throws where nobody listens if it cannot be.
    await new Promise((resolve, reject) => {
      const opened = (error) => (error ? reject(error) : resolve());
      agenda.database(process.env.MONGODB_URI ?? process.env.DATABASE_URL, undefined, undefined, opened);
    });
    return agenda;
  },
`,
  "pg-boss": `  async "pg-boss"() {
    const loaded = require("pg-boss");
    const PgBoss = loaded.PgBoss ?? loaded.default ?? loaded;
    const boss = new PgBoss({ connectionString: process.env.DATABASE_URL, supervise: false, schedule: false });
    await boss.start();
    return boss;
  },
`,
};

const SENDS: Readonly<Record<string, string>> = {
  bullmq: "  bullmq: (client, { name, options }, id, data) => client.add(name, data, { ...options, jobId: id }),\n",
  bull: "  bull: (client, { name, options }, id, data) => client.add(name, data, { ...options, jobId: id }),\n",
  agenda: `  agenda: (client, { name }, id, data) =>
    client
      .create(name, { ...data, valuelineId: id })
      .unique({ "data.valuelineId": id }, { insertOnly: true })
      .schedule(new Date())
      .save(),
`,
  "pg-boss": '  "pg-boss": (client, { name, options }, id, data) => client.send(name, data, { ...options, id }),\n',
};

/** Agenda 6 takes a backend that only the app's own code can name: https://github.com/agenda/agenda/releases */
export const canEnqueue = ({ system, version }: PlannedEnqueue): boolean =>
  system in CLIENTS && !(system === "agenda" && Number.parseInt(version ?? "0", 10) >= 6);

export function printNodeEnqueue(enqueues: readonly PlannedEnqueue[]): string {
  const systems = [...new Set(enqueues.map(({ system }) => system))].sort();
  const rows = [...new Map(enqueues.map((enqueue) => [enqueue.job, enqueue])).values()].map(
    ({ job, system, queue, options, because }) => {
      const [, head = null, name = null] = /^([^:]+):([^:].*)$/.exec(job) ?? [];
      const named = system === "bullmq" || system === "bull";
      const entry = {
        system,
        queue: named ? (head ?? queue) : queue,
        name: named ? (name ?? (system === "bull" ? "__default__" : job)) : job,
        ...(options === undefined ? {} : { options }),
      };
      return `  // ${because}\n  ${JSON.stringify(job)}: ${JSON.stringify(entry)},\n`;
    },
  );
  const redis = systems.some((system) => system.startsWith("bull"));
  return `/**
 * Enqueues on a service's behalf, by the library that this app's workers read with: POST /valueline/jobs
 * {id, job, args: [data]} with the token that services know; a repeated id is the same job.
 */
"use strict";

const { createHash, timingSafeEqual } = require("node:crypto");

const JOBS = {
${rows.join("")}};
const LARGEST = 1024 * 1024;
${
  redis
    ? `
function redis() {
  const url = new URL(process.env.REDIS_URL ?? "redis://127.0.0.1:6379");
  return {
    host: url.hostname,
    port: Number(url.port || 6379),
    ...(url.username === "" ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === "" ? {} : { password: decodeURIComponent(url.password) }),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.protocol === "rediss:" ? { tls: { rejectUnauthorized: process.env.REDIS_TLS_VERIFY !== "off" } } : {}),
  };
}
`
    : ""
}
const OPEN = {
${systems.map((system) => CLIENTS[system] ?? "").join("")}};

const SEND = {
${systems.map((system) => SENDS[system] ?? "").join("")}};

const clients = new Map();

function clientOf({ system, queue }) {
  const key = \`\${system} \${queue}\`;
  if (!clients.has(key)) {
    const opening = Promise.resolve(OPEN[system](queue)).then((client) => {
      client.on?.("error", () => undefined);
      return client;
    });
    // A client that did not open is tried anew by the next call.
    opening.catch(() => clients.delete(key));
    clients.set(key, opening);
  }
  return clients.get(key);
}

/** Hashes are of one length, as the comparison wants them. */
function isKnown(given) {
  const token = process.env.VALUELINE_ENQUEUE_TOKEN ?? "";
  const hash = (text) => createHash("sha256").update(text).digest();
  return token !== "" && timingSafeEqual(hash(given), hash(\`Bearer \${token}\`));
}

async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST) throw new Error("too large");
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

/** Takes a request of node:http, so that any framework can hand one over. */
async function enqueue(request, response) {
  const answer = (status, body) => {
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(body));
  };
  if (request.method !== "POST") return answer(405, { error: "post a job" });
  if (!isKnown(request.headers.authorization ?? "")) return answer(401, { error: "unauthenticated" });
  const body = await readBody(request).catch(() => null);
  if (body === null || typeof body.id !== "string") return answer(422, { error: "invalid" });
  const job = Object.hasOwn(JOBS, body.job) ? JOBS[body.job] : null;
  if (job === null) return answer(404, { error: "no such job" });
  try {
    const client = await clientOf(job);
    await SEND[job.system](client, job, body.id, body.args?.[0] ?? {});
    return answer(202, { id: body.id });
  } catch (error) {
    console.error(\`valueline: \${body.job} was not enqueued: \${error instanceof Error ? error.message : String(error)}\`);
    return answer(503, { error: "not enqueued" });
  }
}

module.exports = { enqueue };
`;
}
