/** Turns a broker into the Node side that reads it for the monolith: one message at a time, dead letters kept. */

import type { Broker } from "../../../model/decision.js";
import { printQueueDeclaration } from "../../queues/rabbitmq-declare.js";
import { HOLD_LEASE, RELEASE_LEASE } from "../../queues/redis-lease.js";

export const printNodeSource = (broker: Broker): string => SOURCES[broker];

const SOURCES: Readonly<Record<Broker, string>> = {
  redis: `/** Reads the streams "events:<name>" as one of the group; where no accepted event may be lost, Redis runs with appendfsync always. */
"use strict";

const { hostname } = require("node:os");
const { setTimeout: sleep } = require("node:timers/promises");
const Redis = require("ioredis");
const { GROUP, NAMES, Stopped } = require("./messages.cjs");

/** Milliseconds that a killed process's work waits for the next one. */
const LEASE = 10_000;
const LEASE_KEY = \`events:lease:\${GROUP}\`;
const MEMBER = \`\${hostname()}-\${process.pid}\`;
const TRIMMING = 60_000;
const STREAMS = NAMES.map((name) => \`events:\${name}\`);

/** Takes the lease, or renews it for the member that has it. */
const HOLD = \`
${HOLD_LEASE}\`;

const RELEASE = \`
${RELEASE_LEASE}\`;

const hold = async (redis) => (await redis.eval(HOLD, 1, LEASE_KEY, MEMBER, LEASE)) === 1;

async function readEvents(consumer) {
  const url = process.env.REDIS_URL;
  const tls = url.startsWith("rediss:") ? { rejectUnauthorized: process.env.REDIS_TLS_VERIFY !== "off" } : undefined;
  const redis = new Redis(url, { tls, maxRetriesPerRequest: 1, retryStrategy: () => null });
  redis.on("error", () => undefined);
  try {
    while (!consumer.signal.aborted) {
      if (await hold(redis)) await readLeased(consumer, redis);
      else await sleep(LEASE / 5, undefined, { signal: consumer.signal }).catch(() => undefined);
    }
  } finally {
    redis.disconnect();
  }
}

/** One process reads, the others wait for its lease: that keeps the order. */
async function readLeased(consumer, redis) {
  const lost = new AbortController();
  const renewing = setInterval(() => {
    hold(redis).then(
      (kept) => kept || lost.abort(),
      () => lost.abort(),
    );
  }, LEASE / 3);
  const leased = { ...consumer, signal: AbortSignal.any([consumer.signal, lost.signal]) };
  try {
    await declareGroups(redis);
    // First what was delivered and never acknowledged, by whomever: it is older than all that follows.
    await takeOver(leased, redis);
    consumer.reading();
    await readNew(leased, redis);
  } finally {
    clearInterval(renewing);
    await redis.eval(RELEASE, 1, LEASE_KEY, MEMBER).catch(() => undefined);
  }
}

async function readNew(consumer, redis) {
  for (let trimmed = 0; !consumer.signal.aborted; ) {
    if (Date.now() - trimmed > TRIMMING) {
      trimmed = Date.now();
      for (const stream of STREAMS) await trim(redis, stream);
    }
    // Blocks for less than the lease needs to be renewed on the same connection.
    const found = await redis.xreadgroup("GROUP", GROUP, MEMBER, "COUNT", 50, "BLOCK", 2_000, "STREAMS", ...STREAMS, ...STREAMS.map(() => ">"));
    for (const [stream, entries] of found ?? []) {
      for (const entry of entries) await settle(consumer, redis, stream, entry);
    }
  }
}

/** From the beginning, so that what was published before this process came is read too. */
async function declareGroups(redis) {
  for (const stream of STREAMS) {
    await redis.xgroup("CREATE", stream, GROUP, "0", "MKSTREAM").catch((error) => {
      if (!error.message.startsWith("BUSYGROUP")) throw error;
    });
  }
}

async function takeOver(consumer, redis) {
  for (const stream of STREAMS) {
    for (let start = "0-0"; ; ) {
      const [next, entries] = await redis.xautoclaim(stream, GROUP, MEMBER, 0, start, "COUNT", 50);
      for (const entry of entries) await settle(consumer, redis, stream, entry);
      if (next === "0-0" || consumer.signal.aborted) break;
      start = next;
    }
  }
}

async function settle(consumer, redis, stream, [id, fields]) {
  if (consumer.signal.aborted) return;
  const raw = fields[fields.indexOf("message") + 1] ?? "";
  try {
    await consumer.take(raw);
  } catch (error) {
    // Unacknowledged: the next process takes it over.
    if (error instanceof Stopped) return;
    console.error(\`\${stream} \${id} to the dead-letter stream: \${String(error)}\`);
    await redis.xadd(\`\${stream}:dead:\${GROUP}\`, "*", "message", raw, "error", String(error), "entry", id);
  }
  await redis.xack(stream, GROUP, id);
}

/** Drops what every group has acknowledged: a stream keeps its entries for ever otherwise. */
async function trim(redis, stream) {
  const needed = [];
  for (const fields of await redis.xinfo("GROUPS", stream)) {
    const of = (name) => fields[fields.indexOf(name) + 1];
    const [waiting, lowest] = await redis.xpending(stream, of("name"));
    needed.push(waiting > 0 && lowest !== null ? lowest : of("last-delivered-id"));
  }
  const oldest = needed.sort(byEntry)[0];
  if (oldest !== undefined && oldest !== "0-0") await redis.xtrim(stream, "MINID", "~", oldest);
}

/** Ids of entries are "<milliseconds>-<number>". */
function byEntry(a, b) {
  const [aTime, aNumber] = a.split("-").map(Number);
  const [bTime, bNumber] = b.split("-").map(Number);
  return aTime - bTime || aNumber - bNumber;
}

module.exports = { readEvents };
`,
  nats: `/** Reads the stream EVENTS through a durable consumer, one message at a time, so that order is kept. */
"use strict";

const { AckPolicy, jetstream, jetstreamManager, StorageType } = require("@nats-io/jetstream");
const { connect, headers, nanos } = require("@nats-io/transport-node");
const { GROUP, NAMES, Stopped } = require("./messages.cjs");

/** A message in flight when its process died comes again after this long; \`working\` keeps a slow one. */
const ACK_WAIT = 15_000;

async function readEvents(consumer) {
  const connection = await connect({ servers: process.env.NATS_URL, timeout: 5_000, maxReconnectAttempts: 10, reconnectTimeWait: 500 });
  try {
    const js = jetstream(connection);
    await declare(await jetstreamManager(connection));
    const durable = await js.consumers.get("EVENTS", GROUP);
    consumer.reading();
    while (!consumer.signal.aborted) {
      const message = await durable.next({ expires: 2_000 });
      if (message !== null) await settle(consumer, js, message);
    }
  } finally {
    await connection.close();
  }
}

/** Streams and consumer of this app's own; whoever comes first makes them. */
async function declare(manager) {
  const streams = [
    { name: "EVENTS", subjects: ["events.>"], duplicate_window: nanos(120_000) },
    { name: "EVENTS_DEAD", subjects: ["dead.>"] },
  ];
  for (const stream of streams) {
    await manager.streams.info(stream.name).catch(() => manager.streams.add({ ...stream, storage: StorageType.File }));
  }
  const durable = { durable_name: GROUP, filter_subject: "events.>", ack_policy: AckPolicy.Explicit, ack_wait: nanos(ACK_WAIT), max_ack_pending: 1 };
  await manager.consumers.info("EVENTS", GROUP).catch(() => manager.consumers.add("EVENTS", durable));
}

async function settle(consumer, js, message) {
  if (!NAMES.includes(message.subject.replace(/^events\\./, ""))) return message.ack();
  // The retries of one message may outlast the acknowledgement's time.
  const working = setInterval(() => message.working(), ACK_WAIT / 3);
  try {
    await consumer.take(message.string());
  } catch (error) {
    if (error instanceof Stopped) return message.nak();
    console.error(\`\${message.subject} to the dead-letter stream: \${String(error)}\`);
    const told = headers();
    told.set("Error", String(error).replaceAll(/\\s+/g, " ").slice(0, 500));
    await js.publish(\`dead.\${GROUP}.\${message.subject}\`, message.data, { headers: told });
  } finally {
    clearInterval(working);
  }
  await message.ackAck();
}

module.exports = { readEvents };
`,
  rabbitmq: `/** Reads the quorum queue "events.<group>", one message at a time, so that order is kept. */
"use strict";

const { connect } = require("amqplib");
const { GROUP, NAMES, Stopped } = require("./messages.cjs");

const QUEUE = \`events.\${GROUP}\`;

async function readEvents(consumer) {
  const connection = await connect(process.env.CLOUDAMQP_URL ?? process.env.AMQP_URL, { timeout: 5_000 });
  // Without a listener, a lost connection would end the process.
  connection.on("error", () => undefined);
  try {
    const channel = await connection.createChannel();
    channel.on("error", () => undefined);
    await declare(channel);
    await channel.prefetch(1);
    await consume(consumer, channel, connection);
  } finally {
    await connection.close().catch(() => undefined);
  }
}

/** Must have run before a service publishes: the broker confirms a message that no queue takes. */
async function declare(channel) {
  await channel.assertExchange("events", "topic", { durable: true });
${printQueueDeclaration("QUEUE", "NAMES")}
}

/** Ends when the process shall end, fails when the broker goes. */
async function consume(consumer, channel, connection) {
  let busy = Promise.resolve();
  await new Promise((resolve, reject) => {
    consumer.signal.addEventListener("abort", () => resolve(), { once: true });
    connection.once("close", () => reject(new Error("connection closed")));
    channel.once("close", () => reject(new Error("channel closed")));
    channel
      .consume(QUEUE, (message) => {
        if (message === null) return reject(new Error("the queue is gone"));
        busy = settle(consumer, channel, message).catch(reject);
      })
      .then(consumer.reading, reject);
  });
  await busy;
}

async function settle(consumer, channel, message) {
  try {
    await consumer.take(message.content.toString("utf8"));
    channel.ack(message);
  } catch (error) {
    if (error instanceof Stopped) return channel.nack(message, false, true);
    console.error(\`\${message.fields.routingKey} to the dead-letter queue: \${String(error)}\`);
    // Not requeued: the queue's dead-letter exchange takes it.
    channel.nack(message, false, false);
  }
}

module.exports = { readEvents };
`,
};
