/** Turns the ways into the monolith's queues that a service uses into one file each. */
import type { TypescriptService } from "./needs.js";
import { printPublisher } from "./publishers.js";
import { ACTIVE_JOB, printCelery, printConfirmed, printPushOnce, printResque } from "./worker-wires.js";

export function printTransports(typescript: TypescriptService): readonly (readonly [string, string, string])[] {
  const { uses, broker } = typescript;
  return [
    ...(uses.bullmq
      ? ([["src/transports/bullmq.ts", printBullmq(), "BullMQ by the library that the monolith uses"]] as const)
      : []),
    ...(uses.bull
      ? ([["src/transports/bull.ts", printBull(), "Bull by the library that the monolith uses"]] as const)
      : []),
    ...(uses.sidekiq
      ? ([["src/transports/sidekiq.ts", printSidekiq(typescript), "Sidekiq's job format"]] as const)
      : []),
    ...(uses.resque || uses.celery
      ? ([["src/transports/push-once.ts", printPushOnce(), "a list of Redis has a job once"]] as const)
      : []),
    ...(uses.resque ? ([["src/transports/resque.ts", printResque(typescript), "Resque's job format"]] as const) : []),
    ...(uses.celery
      ? ([["src/transports/celery.ts", printCelery(typescript), "Celery's message protocol 2"]] as const)
      : []),
    ...(uses.celery || (uses.event && broker === "rabbitmq")
      ? ([["src/transports/confirmed.ts", printConfirmed(), "RabbitMQ's word that it has a message"]] as const)
      : []),
    ...(uses.endpoint
      ? ([["src/transports/endpoint.ts", printEndpoint(), "jobs that only the monolith may enqueue"]] as const)
      : []),
    ...(uses.event ? ([["src/transports/event.ts", printPublisher(typescript), "events to the broker"]] as const) : []),
  ];
}

/** Heroku's Redis answers rediss:// with a certificate of its own. https://devcenter.heroku.com/articles/connecting-heroku-redis */
const printBullmq =
  (): string => `/** Hands jobs to BullMQ by the library itself, in the version that the monolith's lockfile names. */
import { Queue } from "bullmq";
import type { Transport } from "../outbox.js";
import { redisOptions } from "../redis-options.js";

export function openBullmq(url: string): Transport {
  const queues = new Map<string, Queue>();
  const queueOf = (name: string): Queue => {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const queue = new Queue(name, { connection: { ...redisOptions(url), maxRetriesPerRequest: 1, enableOfflineQueue: false } });
    // The relay sees the failed call; the client reconnects by itself.
    queue.on("error", () => undefined);
    queues.set(name, queue);
    return queue;
  };
  return {
    async push({ queue, name, options }, { id, data }) {
      const target = queueOf(queue);
      await target.waitUntilReady();
      await target.add(name, data, { ...options, jobId: id });
    },
    async close() {
      for (const queue of queues.values()) await queue.close().catch(() => undefined);
    },
  };
}
`;

const printBull =
  (): string => `/** Hands jobs to Bull by the library itself, in the version that the monolith's lockfile names. */
import Bull from "bull";
import type { Transport } from "../outbox.js";
import { redisOptions } from "../redis-options.js";

export function openBull(url: string): Transport {
  const queues = new Map<string, Bull.Queue>();
  const queueOf = (name: string): Bull.Queue => {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const queue = new Bull(name, { redis: { ...redisOptions(url), maxRetriesPerRequest: 1 } });
    // The relay sees the failed call; the client reconnects by itself.
    queue.on("error", () => undefined);
    queues.set(name, queue);
    return queue;
  };
  return {
    async push({ queue, name, options }, { id, data }) {
      await queueOf(queue).add(name, data, { ...options, jobId: id });
    },
    async close() {
      for (const queue of queues.values()) await queue.close().catch(() => undefined);
    },
  };
}
`;

const printEndpoint =
  (): string => `/** Asks the monolith to enqueue a job itself, where its client does more than write the job. */
import type { Settings } from "../config.js";
import type { Transport } from "../outbox.js";

export const openEndpoint = (settings: Settings): Transport => ({
  async push({ queue, name }, { id, data }) {
    const response = await fetch(new URL("/valueline/jobs", settings.MONOLITH_URL), {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: \`Bearer \${settings.VALUELINE_ENQUEUE_TOKEN}\` },
      body: JSON.stringify({ id, job: name, queue, args: Array.isArray(data) ? data : [data] }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(\`the monolith answered \${response.status}\`);
  },
  close: async () => undefined,
});
`;

function printSidekiq({ sidekiqVersion }: TypescriptService): string {
  const major = Number(/^\d+/.exec(sidekiqVersion ?? "7")?.[0] ?? 7);
  const wrapper = major >= 8 ? "Sidekiq::ActiveJob::Wrapper" : "ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper";
  const stamp =
    major >= 8
      ? "/** Sidekiq 8 writes whole milliseconds. */\nconst timestamp = (date: Date): number => date.getTime();"
      : `/** Sidekiq ${major} writes seconds with a fraction; 8 writes milliseconds. */\nconst timestamp = (date: Date): number => date.getTime() / 1000;`;
  return `/** Pushes jobs in the format of Sidekiq ${sidekiqVersion ?? "7"}, the version in the monolith's lockfile. https://github.com/sidekiq/sidekiq/wiki/Job-Format */
import { Redis } from "ioredis";
import type { JobKind } from "../jobs.js";
import type { Transport } from "../outbox.js";
import { redisOptions } from "../redis-options.js";
import type { KeptJob } from "../store.js";

export function openSidekiq(url: string): Transport {
  const redis = new Redis({ ...redisOptions(url), maxRetriesPerRequest: 1 });
  // The relay sees the failed call; the client reconnects by itself.
  redis.on("error", () => undefined);
  return {
    async push(kind, job) {
      const answers = await redis
        .multi()
        .sadd("queues", kind.queue)
        .lpush(\`queue:\${kind.queue}\`, JSON.stringify(payloadOf(kind, job, new Date())))
        .exec();
      const failed = answers?.find(([error]) => error !== null)?.[0];
      if (answers === null || failed) throw failed ?? new Error("Redis dropped the push");
    },
    async close() {
      redis.disconnect();
    },
  };
}

/** The job as the worker reads it. */
export function payloadOf({ via, name, queue }: JobKind, { id, data, createdAt }: KeptJob, now: Date): object {
  const args: readonly unknown[] = Array.isArray(data) ? data : [data];
  const plain = {
    class: name,
    args,
    jid: id.replaceAll("-", "").slice(0, 24),
    queue,
    retry: true,
    created_at: timestamp(createdAt),
    enqueued_at: timestamp(now),
  };
  if (via !== "active-job") return plain;
  const wrapped = ${ACTIVE_JOB};
  return { ...plain, wrapped: name, class: "${wrapper}", args: [wrapped] };
}

${stamp}
`;
}

export const printRedisOptions =
  (): string => `/** Turns a Redis URL into the options that clients take; Heroku's own certificate is accepted only when told so. */
export interface RedisOptions {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly db: number;
  readonly tls?: { readonly rejectUnauthorized: boolean };
}

export function redisOptions(text: string): RedisOptions {
  const url = new URL(text);
  return {
    host: url.hostname,
    port: Number(url.port || 6379),
    ...(url.username === "" ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === "" ? {} : { password: decodeURIComponent(url.password) }),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.protocol === "rediss:" ? { tls: { rejectUnauthorized: process.env["REDIS_TLS_VERIFY"] !== "off" } } : {}),
  };
}
`;
