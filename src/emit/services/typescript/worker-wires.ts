/** Turns a service's needs into the TypeScript that writes jobs for Resque's and Celery's own workers. */
import type { TypescriptService } from "./needs.js";

/** What every adapter of ActiveJob wraps; `name`, `queue`, `id`, `args` and `now` are in scope. */
export const ACTIVE_JOB = `{
    job_class: name,
    job_id: id,
    provider_job_id: null,
    queue_name: queue,
    priority: null,
    arguments: args,
    executions: 0,
    exception_executions: {},
    locale: "en",
    timezone: "UTC",
    enqueued_at: now.toISOString(),
  }`;

export const printPushOnce =
  (): string => `/** Puts a job on a list of Redis once, however often a relay repeats itself. */
import { Redis } from "ioredis";
import { redisOptions } from "../redis-options.js";

/** The id is remembered for an hour beside the job itself: a relay that crashed before its commit repeats itself. */
const ONCE = \`
if not redis.call("SET", KEYS[1], "1", "NX", "EX", 3600) then return 0 end
redis.call(ARGV[1], KEYS[2], ARGV[2])
if KEYS[3] then redis.call("SADD", KEYS[3], ARGV[3]) end
return 1\`;

export interface Pushed {
  readonly id: string;
  readonly verb: "LPUSH" | "RPUSH";
  readonly list: string;
  readonly payload: string;
  /** Set of the queues' names that workers look at, and the name to be in it. */
  readonly names?: readonly [set: string, name: string];
}

export interface Lists {
  push(pushed: Pushed): Promise<void>;
  close(): Promise<void>;
}

export function openLists(url: string): Lists {
  const redis = new Redis({ ...redisOptions(url), maxRetriesPerRequest: 1 });
  // The relay sees the failed call; the client reconnects by itself.
  redis.on("error", () => undefined);
  return {
    async push({ id, verb, list, payload, names }) {
      const keys = [\`valueline:pushed:\${id}\`, list, ...(names === undefined ? [] : [names[0]])];
      await redis.eval(ONCE, keys.length, ...keys, verb, payload, names?.[1] ?? "");
    },
    async close() {
      redis.disconnect();
    },
  };
}
`;

export function printResque({ service }: TypescriptService): string {
  const version = service.enqueues.find(({ wire }) => wire.endsWith("resque"))?.version ?? "2";
  return `/** Pushes jobs in the format of Resque ${version}, the version in the monolith's lockfile. https://github.com/resque/resque/blob/v2.6.0/lib/resque/data_store.rb */
import type { JobKind } from "../jobs.js";
import type { Transport } from "../outbox.js";
import type { KeptJob } from "../store.js";
import { openLists } from "./push-once.js";

/** \`namespace\` stands before every key: Resque.redis.namespace of the monolith. */
export function openResque(url: string, namespace: string): Transport {
  const lists = openLists(url);
  return {
    push: (kind, job) =>
      lists.push({
        id: job.id,
        verb: "RPUSH",
        list: \`\${namespace}:queue:\${kind.queue}\`,
        payload: JSON.stringify(payloadOf(kind, job, new Date())),
        names: [\`\${namespace}:queues\`, kind.queue],
      }),
    close: () => lists.close(),
  };
}

/** The job as the worker reads it. */
export function payloadOf({ via, name, queue }: JobKind, { id, data }: KeptJob, now: Date): object {
  const args: readonly unknown[] = Array.isArray(data) ? data : [data];
  if (via !== "active-job-resque") return { class: name, args };
  const wrapped = ${ACTIVE_JOB};
  return { class: "ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper", args: [wrapped] };
}
`;
}

export const printCelery = ({
  service,
}: TypescriptService): string => `/** Sends tasks in Celery's message protocol 2, which workers read since Celery 4. https://docs.celeryq.dev/en/stable/internals/protocol.html */
import type { JobKind } from "../jobs.js";
import type { Transport } from "../outbox.js";
import type { KeptJob } from "../store.js";
import { openConfirmed } from "./confirmed.js";
import { openLists } from "./push-once.js";

/** What a task is called with, where a list of arguments is not enough. */
export interface TaskCall {
  readonly args?: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
}

/** Takes the broker from its address, as Celery does: redis, rediss, amqp or amqps. */
export function openCelery(address: string): Transport {
  const scheme = /^\\w+/.exec(address)?.[0] ?? "";
  if (["redis", "rediss"].includes(scheme)) return overRedis(address);
  if (["amqp", "amqps", "pyamqp"].includes(scheme)) return overRabbitmq(address.replace(/^py/, ""));
  throw new Error(\`CELERY_BROKER_URL: no way is known to write to "\${scheme}"\`);
}

/** kombu's envelope: what an AMQP broker would keep, for one that keeps text. https://github.com/celery/kombu/blob/v5.5.4/kombu/transport/virtual/base.py */
function overRedis(url: string): Transport {
  const lists = openLists(url);
  return {
    push({ name, queue }, job) {
      const envelope = {
        body: bodyOf(job).toString("base64"),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        headers: headersOf(name, job.id),
        properties: {
          correlation_id: job.id,
          reply_to: job.id,
          delivery_mode: 2,
          priority: 0,
          body_encoding: "base64",
          delivery_tag: job.id,
          delivery_info: { exchange: "", routing_key: queue },
        },
      };
      return lists.push({ id: job.id, verb: "LPUSH", list: queue, payload: JSON.stringify(envelope) });
    },
    close: () => lists.close(),
  };
}

/** The workers declare their queue; before they did so, the broker gives the task back and the relay waits. */
function overRabbitmq(url: string): Transport {
  const broker = openConfirmed(url, async () => undefined);
  return {
    push: ({ name, queue }: JobKind, job) =>
      broker.publish({ exchange: "", key: queue }, bodyOf(job), {
        contentType: "application/json",
        contentEncoding: "utf-8",
        correlationId: job.id,
        messageId: job.id,
        headers: headersOf(name, job.id),
      }),
    close: () => broker.close(),
  };
}

const bodyOf = ({ data }: KeptJob): Buffer => {
  const { args = [], kwargs = {} } = callOf(data);
  return Buffer.from(JSON.stringify([args, kwargs, { callbacks: null, errbacks: null, chain: null, chord: null }]));
};

const callOf = (data: unknown): TaskCall => (Array.isArray(data) ? { args: data } : ((data ?? {}) as TaskCall));

const headersOf = (task: string, id: string): Readonly<Record<string, unknown>> => ({
  lang: "py",
  task,
  id,
  root_id: id,
  parent_id: null,
  group: null,
  eta: null,
  expires: null,
  retries: 0,
  timelimit: [null, null],
  // Arguments may be private, and a worker logs these two.
  argsrepr: "(...)",
  kwargsrepr: "{...}",
  origin: "${service.name}",
});
`;

export const printConfirmed =
  (): string => `/** Publishes by RabbitMQ: what no queue takes, or the broker does not confirm, is an error. */
import { type ChannelModel, type ConfirmChannel, connect, type Options } from "amqplib";

/** "" is the exchange in which each queue goes by its own name. */
export interface Address {
  readonly exchange: string;
  readonly key: string;
}

export interface Confirmed {
  publish(to: Address, body: Buffer, options: Options.Publish & { readonly messageId: string }): Promise<void>;
  close(): Promise<void>;
}

/** \`prepare\` declares what must be there before anything is published, on each new connection. */
export function openConfirmed(url: string, prepare: (channel: ConfirmChannel) => Promise<void>): Confirmed {
  let connection: ChannelModel | null = null;
  let channel: ConfirmChannel | null = null;
  /** Sent back before they are confirmed. */
  const returned = new Set<unknown>();
  const forget = (): void => {
    connection = null;
    channel = null;
  };
  const ready = async (): Promise<ConfirmChannel> => {
    if (channel !== null) return channel;
    connection = await connect(url, { timeout: 5_000 });
    connection.on("error", () => undefined).on("close", forget);
    const made = await connection.createConfirmChannel();
    made.on("error", () => undefined).on("close", forget);
    made.on("return", ({ properties }: { properties: { messageId?: unknown } }) => returned.add(properties.messageId));
    await prepare(made);
    channel = made;
    return made;
  };
  return {
    async publish({ exchange, key }, body, options) {
      const target = await ready();
      await new Promise<void>((resolve, reject) => {
        const lost = (): void => reject(new Error("channel closed"));
        target.once("close", lost);
        target.publish(exchange, key, body, { ...options, persistent: true, mandatory: true }, (error: unknown) => {
          target.off("close", lost);
          if (error) reject(error as Error);
          else resolve();
        });
      });
      if (!returned.delete(options.messageId)) return;
      // A queue that was deleted is declared again by the next connection.
      await connection?.close();
      forget();
      throw new Error(\`no queue takes \${key}\`);
    },
    async close() {
      await connection?.close();
    },
  };
}
`;
