/** Turns a service's subscription into a NATS JetStream loop in TypeScript. */
export const printNatsSource =
  (): string => `/** Reads the stream EVENTS through a durable consumer, one message at a time, so that order is kept. */
import {
  AckPolicy,
  DiscardPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  jetstream,
  jetstreamManager,
  StorageType,
} from "@nats-io/jetstream";
import { connect, headers, nanos } from "@nats-io/transport-node";
import { type Consuming, keepReading, Stopped, take } from "./consumer.js";
import { GROUP, NAMES } from "./messages.js";

/** A message in flight when the broker died comes again after this long; \`working\` keeps a slow one. */
const ACK_WAIT = 15_000;

export const runNats = (consuming: Consuming, url: string): Promise<void> =>
  keepReading(consuming, async () => {
    const connection = await connect({ servers: url, timeout: 5_000, maxReconnectAttempts: 10, reconnectTimeWait: 500 });
    try {
      const js = jetstream(connection);
      await declare(await jetstreamManager(connection));
      const consumer = await js.consumers.get("EVENTS", GROUP);
      while (!consuming.signal.aborted) {
        const message = await consumer.next({ expires: 2_000 });
        if (message !== null) await settle(consuming, js, message);
      }
    } finally {
      await connection.close();
    }
  });

/** Streams and consumer of the service's own; whoever comes first makes them. */
async function declare(manager: JetStreamManager): Promise<void> {
  const streams = [
    { name: "EVENTS", subjects: ["events.>"], duplicate_window: nanos(120_000) },
    { name: "EVENTS_DEAD", subjects: ["dead.>"] },
  ];
  for (const stream of streams) {
    const wanted = { ...stream, storage: StorageType.File, discard: DiscardPolicy.Old };
    await manager.streams.info(stream.name).catch(() => manager.streams.add(wanted));
  }
  const consumer = {
    durable_name: GROUP,
    // Several filters of one consumer need NATS 2.10, and several consumers would lose the order between their events.
    filter_subject: "events.>",
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ACK_WAIT),
    max_ack_pending: 1,
  };
  await manager.consumers.info("EVENTS", GROUP).then(
    () => manager.consumers.update("EVENTS", GROUP, consumer),
    () => manager.consumers.add("EVENTS", consumer),
  );
}

const FOLLOWED: ReadonlySet<string> = new Set(NAMES.map((name) => \`events.\${name}\`));

async function settle(consuming: Consuming, js: JetStreamClient, message: JsMsg): Promise<void> {
  if (!FOLLOWED.has(message.subject)) return message.ack();
  // The retries of one message may outlast the acknowledgement's time.
  const working = setInterval(() => message.working(), ACK_WAIT / 3);
  try {
    await take(consuming, message.string());
  } catch (error) {
    if (error instanceof Stopped) return message.nak();
    consuming.log.error({ subject: message.subject, error: String(error) }, "event to the dead-letter stream");
    const told = headers();
    told.set("Error", String(error).replaceAll(/\\s+/g, " ").slice(0, 500));
    await js.publish(\`dead.\${GROUP}.\${message.subject}\`, message.data, { headers: told });
  } finally {
    clearInterval(working);
  }
  await message.ackAck();
}
`;
