/** Turns a service's subscription into a RabbitMQ loop in TypeScript: quorum queue, manual acks, dead letters. */
import { printQueueDeclaration } from "../../../queues/rabbitmq-declare.js";

export const printRabbitmqSource =
  (): string => `/** Reads the quorum queue "events.<group>", one message at a time, so that order is kept. */
import { type Channel, type ConsumeMessage, connect } from "amqplib";
import { type Consuming, keepReading, Stopped, take } from "./consumer.js";
import { GROUP, NAMES } from "./messages.js";

const QUEUE = \`events.\${GROUP}\`;

export const runRabbitmq = (consuming: Consuming, url: string): Promise<void> =>
  keepReading(consuming, async () => {
    const connection = await connect(url, { timeout: 5_000 });
    // Without a listener, a lost connection would end the process.
    connection.on("error", () => undefined);
    try {
      const channel = await connection.createChannel();
      channel.on("error", () => undefined);
      await declareQueues(channel);
      await channel.prefetch(1);
      await consume(consuming, channel, connection);
    } finally {
      await connection.close().catch(() => undefined);
    }
  });

/** Must have run before anything publishes: the broker confirms a message that no queue takes. */
export async function declareQueues(channel: Channel): Promise<void> {
  await channel.assertExchange("events", "topic", { durable: true });
${printQueueDeclaration("QUEUE", "NAMES")}
}

/** Ends when the service stops, fails when the broker goes. */
async function consume(
  consuming: Consuming,
  channel: Channel,
  connection: { once(event: "close", listener: () => void): unknown },
): Promise<void> {
  let busy: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    consuming.signal.addEventListener("abort", () => resolve(), { once: true });
    connection.once("close", () => reject(new Error("connection closed")));
    channel.once("close", () => reject(new Error("channel closed")));
    channel
      .consume(QUEUE, (message) => {
        if (message === null) return reject(new Error("the queue is gone"));
        busy = settle(consuming, channel, message).catch(reject);
      })
      .catch(reject);
  });
  await busy;
}

async function settle(consuming: Consuming, channel: Channel, message: ConsumeMessage): Promise<void> {
  try {
    await take(consuming, message.content.toString("utf8"));
    channel.ack(message);
  } catch (error) {
    if (error instanceof Stopped) return channel.nack(message, false, true);
    consuming.log.error({ key: message.fields.routingKey, error: String(error) }, "event to the dead-letter queue");
    // Not requeued: the queue's dead-letter exchange takes it.
    channel.nack(message, false, false);
  }
}
`;
