/** Turns planned enqueues into the TypeScript outbox whose relay hands jobs to the monolith's own workers. */
import type { PlannedEnqueue } from "../../../model/plan.js";
import type { TypescriptService } from "./needs.js";

type Via = "bullmq" | "bull" | "sidekiq" | "active-job" | "resque" | "active-job-resque" | "celery" | "endpoint";

const viaOf = ({ wire, system }: PlannedEnqueue): Via => {
  if (wire === "bullmq") return system === "bull" ? "bull" : "bullmq";
  if (wire === "sidekiq" || wire === "resque" || wire === "active-job-resque" || wire === "celery") return wire;
  return wire === "active-job-sidekiq" ? "active-job" : "endpoint";
};

/** "queue:name", or the queue where every name is one worker's; a class with "::" is a name as it stands. */
function entryOf(enqueue: PlannedEnqueue): string {
  const via = viaOf(enqueue);
  const [, queue = null, name = null] = /^([^:]+):([^:].*)$/.exec(enqueue.job) ?? [];
  const node = via === "bullmq" || via === "bull";
  const options = enqueue.options === undefined || !node ? "" : `, options: ${JSON.stringify(enqueue.options)}`;
  const where = node ? (queue ?? enqueue.queue) : enqueue.queue;
  const unnamed = via === "bull" ? "__default__" : enqueue.job;
  return `{ via: ${JSON.stringify(via)}, queue: ${JSON.stringify(where)}, name: ${JSON.stringify(node ? (name ?? unnamed) : enqueue.job)}${options} }`;
}

export const printJobsFile = ({
  service,
  publishes,
  uses,
}: TypescriptService): string => `/** Jobs of the monolith as it names them, with the options that its own client gives them. */

export interface JobKind {
  readonly via: "bullmq" | "bull" | "sidekiq" | "active-job" | "resque" | "active-job-resque" | "celery" | "endpoint" | "event";
  readonly queue: string;
  readonly name: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

export const JOBS = {
${service.enqueues
  .map(
    (enqueue) =>
      `  /** ${enqueue.because}. Enqueued today at ${enqueue.evidence[0]?.path ?? ""}:${enqueue.evidence[0]?.line ?? 1}. */\n  ${JSON.stringify(enqueue.job)}: ${entryOf(enqueue)},\n`,
  )
  .join("")}${publishes
  .map(
    ({ name, to }) =>
      `  /** An event, told to ${to.join(", ")}. */\n  ${JSON.stringify(`event:${name}`)}: { via: "event", queue: "", name: ${JSON.stringify(name)} },\n`,
  )
  .join("")}} as const satisfies Readonly<Record<string, JobKind>>;

export type JobName = keyof typeof JOBS;
${uses.event ? `\nexport type EventName = ${publishes.map(({ name }) => JSON.stringify(name)).join(" | ")};\n` : ""}`;

const PUBLISH = `    publish: (tx, event, key, data) => keep(tx, \`event:\${event}\`, { key, data }),
`;

export const printOutboxFile = (typescript: TypescriptService): string => {
  const { uses } = typescript;
  const opened = [
    ...(uses.bullmq ? ["  const bullmq = openBullmq(settings.REDIS_URL);"] : []),
    ...(uses.bull ? ["  const bull = openBull(settings.REDIS_URL);"] : []),
    ...(uses.sidekiq ? ["  const sidekiq = openSidekiq(settings.REDIS_URL);"] : []),
    ...(uses.resque ? ["  const resque = openResque(settings.REDIS_URL, settings.RESQUE_NAMESPACE);"] : []),
    ...(uses.celery ? ["  const celery = openCelery(settings.CELERY_BROKER_URL);"] : []),
    ...(uses.endpoint ? ["  const endpoint = openEndpoint(settings);"] : []),
    ...(uses.event ? ["  const event = openEvent(settings);"] : []),
  ];
  const names = [
    ...(uses.bullmq ? ["bullmq"] : []),
    ...(uses.bull ? ["bull"] : []),
    ...(uses.sidekiq ? ["sidekiq"] : []),
    ...(uses.resque ? ["resque"] : []),
    ...(uses.celery ? ["celery"] : []),
    ...(uses.endpoint ? ["endpoint"] : []),
    ...(uses.event ? ["event"] : []),
  ];
  const map = [
    ...names.filter((name) => name !== "sidekiq"),
    ...(uses.sidekiq ? ["sidekiq", '"active-job": sidekiq'] : []),
    ...(uses.resque ? ['"active-job-resque": resque'] : []),
  ];
  const imports = names
    .map((name) => `import { open${name[0]!.toUpperCase()}${name.slice(1)} } from "./transports/${name}.js";\n`)
    .join("");
  return `/** Keeps jobs in the database until the monolith's workers can have them: at least once, under one id each. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Settings } from "./config.js";
import { ${uses.event ? "type EventName, " : ""}JOBS, type JobKind, type JobName } from "./jobs.js";
import type { KeptJob, Store, Transaction } from "./store.js";
${imports}
export interface Outbox {
  /** Pushed if, and only if, the transaction commits. */
  enqueue(tx: Transaction, job: JobName, data: unknown): Promise<string>;
${uses.event ? "  /** Told if, and only if, the transaction commits; in order. */\n  publish(tx: Transaction, event: EventName, key: string, data: object): Promise<string>;\n" : ""}  close(): Promise<void>;
}

/** Hands one job over; a repeated id is the same job. */
export interface Transport {
  push(kind: JobKind, job: KeptJob): Promise<void>;
  close(): Promise<void>;
}

const LONGEST_WAIT = 30_000;

export function openOutbox(store: Store, settings: Settings, log: (message: string) => void): Outbox {
${opened.join("\n")}
  const transports: Partial<Record<JobKind["via"], Transport>> = { ${map.join(", ")} };
  const stop = new AbortController();
  const relay = run(store, transports, stop.signal, log);
  const keep = async (tx: Transaction, job: JobName, data: unknown): Promise<string> => {
    const id = randomUUID();
    await store.keepJob(tx, { id, job, data, createdAt: new Date() });
    return id;
  };
  return {
    enqueue: keep,
${uses.event ? PUBLISH : ""}    async close() {
      stop.abort();
      await relay;
      await Promise.all([${names.map((name) => `${name}.close()`).join(", ")}]);
    },
  };
}

async function run(
  store: Store,
  transports: Partial<Record<JobKind["via"], Transport>>,
  signal: AbortSignal,
  log: (message: string) => void,
): Promise<void> {
  const deliver = async (jobs: readonly KeptJob[]): Promise<void> => {
    for (const job of jobs) {
      const kind: JobKind | undefined = JOBS[job.job as JobName];
      const transport = kind === undefined ? undefined : transports[kind.via];
      if (kind === undefined || transport === undefined) throw new Error(\`no job is called \${job.job}\`);
      await transport.push(kind, job);
    }
  };
  for (let wait = 200; !signal.aborted; ) {
    try {
      const moved = await store.moveJobs(deliver);
      wait = 200;
      if (moved === 0) await pause(wait, signal);
    } catch (error) {
      log(\`outbox waits \${wait} ms: \${String(error)}\`);
      // With jitter, so that replicas do not come back all at once.
      await pause(wait / 2 + Math.random() * (wait / 2), signal);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<unknown> =>
  sleep(milliseconds, undefined, { signal }).catch(() => undefined);
`;
};
