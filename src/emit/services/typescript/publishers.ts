/** Turns events that a service tells into the transport that its outbox hands them to. */
import type { Broker } from "../../../model/decision.js";
import type { PlannedEvent } from "../../../model/plan.js";
import { printQueueDeclaration } from "../../queues/rabbitmq-declare.js";
import type { TypescriptService } from "./needs.js";

export const printPublisher = ({ broker, publishes }: TypescriptService): string => PUBLISHERS[broker](publishes);

/** The envelope is every producer's (contracts/asyncapi.yaml). */
const ENVELOPE = `/** What every consumer reads (contracts/asyncapi.yaml); the outbox's id is the idempotency key. */
function envelopeOf({ name }: JobKind, { id, data, createdAt }: KeptJob): string {
  const told = data as { key: string; data: unknown };
  return JSON.stringify({ id, name, key: told.key, occurredAt: new Date(createdAt).toISOString(), data: told.data });
}
`;

const IMPORTS = `import type { Settings } from "../config.js";
import type { JobKind } from "../jobs.js";
import type { Transport } from "../outbox.js";
`;

const PUBLISHERS: Readonly<Record<Broker, (events: readonly PlannedEvent[]) => string>> = {
  nats: () => `/** Tells events by NATS JetStream: its answer says that the message is on disk; its id drops repeats. */
import { type JetStreamClient, jetstream, jetstreamManager, StorageType } from "@nats-io/jetstream";
import { connect, nanos, type NatsConnection } from "@nats-io/transport-node";
${IMPORTS}import type { KeptJob } from "../store.js";

export function openEvent(settings: Settings): Transport {
  let open: { connection: NatsConnection; js: JetStreamClient } | null = null;
  const ready = async (): Promise<JetStreamClient> => {
    if (open !== null && !open.connection.isClosed()) return open.js;
    const connection = await connect({ servers: settings.NATS_URL, timeout: 5_000, maxReconnectAttempts: 10 });
    const manager = await jetstreamManager(connection);
    // Declared before anything is published: a message without a stream is nobody's.
    const wanted = { name: "EVENTS", subjects: ["events.>"], storage: StorageType.File, duplicate_window: nanos(120_000) };
    await manager.streams.info("EVENTS").catch(() => manager.streams.add(wanted));
    open = { connection, js: jetstream(connection) };
    return open.js;
  };
  return {
    async push(kind, job) {
      const js = await ready();
      await js.publish(\`events.\${kind.name}\`, envelopeOf(kind, job), { msgID: job.id, timeout: 5_000 });
    },
    async close() {
      await open?.connection.close();
    },
  };
}

${ENVELOPE}`,
  rabbitmq: (
    events,
  ) => `/** Tells events by RabbitMQ: confirmed, and into queues that were declared and bound before. */
import type { ConfirmChannel } from "amqplib";
${IMPORTS}import type { KeptJob } from "../store.js";
import { openConfirmed } from "./confirmed.js";

/** Queue of each consumer and the events that it follows. */
const QUEUES: Readonly<Record<string, readonly string[]>> = ${JSON.stringify(queuesOf(events), null, 2)};

export function openEvent(settings: Settings): Transport {
  const broker = openConfirmed(settings.AMQP_URL, async (channel) => {
    await channel.assertExchange("events", "topic", { durable: true });
    for (const [queue, names] of Object.entries(QUEUES)) await declare(channel, queue, names);
  });
  const type = "application/json";
  return {
    push: (kind, job) =>
      broker.publish({ exchange: "events", key: kind.name }, Buffer.from(envelopeOf(kind, job)), {
        messageId: job.id,
        contentType: type,
        headers: { "Content-Type": type },
      }),
    close: () => broker.close(),
  };
}

async function declare(channel: ConfirmChannel, queue: string, names: readonly string[]): Promise<void> {
${printQueueDeclaration("queue", "names")}
}

${ENVELOPE}`,
  redis:
    () => `/** Tells events by Redis Streams: one stream an event. Run Redis with appendfsync always where no accepted event may be lost. */
import { Redis } from "ioredis";
${IMPORTS}import { redisOptions } from "../redis-options.js";
import type { KeptJob } from "../store.js";

export function openEvent(settings: Settings): Transport {
  const redis = new Redis({ ...redisOptions(settings.REDIS_URL), maxRetriesPerRequest: 1 });
  // The relay sees the failed call; the client reconnects by itself.
  redis.on("error", () => undefined);
  return {
    async push(kind, job) {
      await redis.xadd(\`events:\${kind.name}\`, "*", "message", envelopeOf(kind, job));
    },
    async close() {
      redis.disconnect();
    },
  };
}

${ENVELOPE}`,
};

function queuesOf(events: readonly PlannedEvent[]): Readonly<Record<string, readonly string[]>> {
  const queues = new Map<string, string[]>();
  for (const { name, to } of events)
    for (const service of to) queues.set(`events.${service}`, [...(queues.get(`events.${service}`) ?? []), name]);
  return Object.fromEntries(queues);
}
