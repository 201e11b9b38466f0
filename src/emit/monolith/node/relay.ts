/** Turns planned events into the Node relay: a process that moves committed rows of the outbox to the broker. */
import type { Broker } from "../../../model/decision.js";
import type { PlannedEvent } from "../../../model/plan.js";
import { printQueueDeclaration } from "../../queues/rabbitmq-declare.js";
import { type Dialect, OUTBOX } from "./outbox-sql.js";

export const printNodeRelay =
  (): string => `/** Moves committed rows of the outbox to the broker: at least once, in order. Run one: node valueline/relay.cjs */
"use strict";

const { setTimeout: sleep } = require("node:timers/promises");
const { openBroker } = require("./broker.cjs");
const { openDatabase } = require("./database.cjs");

const IDLE = 200;
const LONGEST_WAIT = 30_000;

/** What every consumer reads (contracts/asyncapi.yaml). */
const envelopeOf = (row) =>
  JSON.stringify({
    id: row.message_id,
    name: row.name,
    key: row.key,
    occurredAt: new Date(row.created_at).toISOString(),
    data: typeof row.data === "string" ? JSON.parse(row.data) : row.data,
  });

async function run(signal) {
  let database = null;
  let broker = null;
  const close = async () => {
    const open = [broker, database];
    broker = null;
    database = null;
    for (const each of open) await each?.close().catch(() => undefined);
  };
  for (let wait = IDLE; !signal.aborted; ) {
    try {
      database ??= await openDatabase();
      broker ??= await openBroker();
      // A crash between publishing and commit publishes again, under the same message id.
      const moved = await database.move((row) => broker.publish(row, envelopeOf(row)));
      wait = IDLE;
      if (moved === 0) await pause(IDLE, signal);
    } catch (error) {
      console.error(\`outbox waits \${wait} ms: \${error instanceof Error ? error.message : String(error)}\`);
      await close();
      await pause(wait / 2 + Math.random() * (wait / 2), signal);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }
  await close();
}

const pause = (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined);

module.exports = { envelopeOf, run };

if (require.main === module) {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => stop.abort());
  run(stop.signal).then(() => process.exit(0));
}
`;

export const printNodeDatabase = (dialect: Dialect, driver: string): string => DATABASES[dialect](driver);

const DATABASES: Readonly<Record<Dialect, (driver: string) => string>> = {
  postgres: () => `/** Reads the outbox from PostgreSQL: the rows stay locked until the broker has them. */
"use strict";

const { Client } = require("pg");

async function openDatabase() {
  // PGSSLMODE=no-verify accepts Heroku's own certificate: https://devcenter.heroku.com/articles/connecting-heroku-postgres
  const client = new Client({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 5_000, query_timeout: 20_000 });
  let lost = null;
  client.on("error", (error) => {
    lost = error;
  });
  await client.connect();
  return {
    async move(publish) {
      if (lost !== null) throw lost;
      await client.query("BEGIN");
      try {
        // Without SKIP LOCKED: a second relay, as during a deploy, waits and so cannot overtake.
        const { rows } = await client.query("SELECT * FROM ${OUTBOX} WHERE published_at IS NULL ORDER BY id LIMIT 100 FOR UPDATE");
        for (const row of rows) await publish(row);
        if (rows.length > 0) {
          await client.query("UPDATE ${OUTBOX} SET published_at = now() WHERE id = ANY($1)", [rows.map(({ id }) => id)]);
        } else {
          await client.query(
            "DELETE FROM ${OUTBOX} WHERE id IN (SELECT id FROM ${OUTBOX} WHERE published_at < now() - interval '7 days' LIMIT 1000)",
          );
        }
        await client.query("COMMIT");
        return rows.length;
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      }
    },
    close: () => client.end(),
  };
}

module.exports = { openDatabase };
`,
  mysql: (driver) => `/** Reads the outbox from MySQL or MariaDB: the rows stay locked until the broker has them. */
"use strict";

const mysql = require("${driver === "mysql2" ? "mysql2/promise" : driver}");

async function openDatabase() {
  const uri = (process.env.DATABASE_URL ?? process.env.JAWSDB_URL ?? process.env.CLEARDB_DATABASE_URL ?? "").replace(/^mysql2:/, "mysql:");
  const connection = await mysql.createConnection({ uri, timezone: "Z", connectTimeout: 5_000 });
  connection.on("error", () => undefined);
  return {
    async move(publish) {
      await connection.beginTransaction();
      try {
        // Without SKIP LOCKED: a second relay, as during a deploy, waits and so cannot overtake.
        const [rows] = await connection.query("SELECT * FROM ${OUTBOX} WHERE published_at IS NULL ORDER BY id LIMIT 100 FOR UPDATE");
        for (const row of rows) await publish(row);
        if (rows.length > 0) {
          await connection.query("UPDATE ${OUTBOX} SET published_at = UTC_TIMESTAMP(6) WHERE id IN (?)", [rows.map(({ id }) => id)]);
        } else {
          await connection.query("DELETE FROM ${OUTBOX} WHERE published_at < UTC_TIMESTAMP() - INTERVAL 7 DAY LIMIT 1000");
        }
        await connection.commit();
        return rows.length;
      } catch (error) {
        await connection.rollback();
        throw error;
      }
    },
    close: () => connection.end(),
  };
}

module.exports = { openDatabase };
`,
  sqlite: () => `/** Reads the outbox from the app's SQLite file; run it where the file is. */
"use strict";

const Database = require("better-sqlite3");

async function openDatabase() {
  const file = process.env.DATABASE_FILE ?? (process.env.DATABASE_URL ?? "").replace(/^(sqlite3?:(\\/\\/)?|file:)/, "");
  const database = new Database(file, { fileMustExist: true, timeout: 5_000 });
  const waiting = database.prepare("SELECT * FROM ${OUTBOX} WHERE published_at IS NULL ORDER BY id LIMIT 100");
  const done = database.prepare("UPDATE ${OUTBOX} SET published_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = ?");
  return {
    async move(publish) {
      const rows = waiting.all();
      for (const row of rows) {
        await publish(row);
        done.run(row.id);
      }
      if (rows.length === 0) database.exec("DELETE FROM ${OUTBOX} WHERE published_at < datetime('now', '-7 days')");
      return rows.length;
    },
    close: async () => database.close(),
  };
}

module.exports = { openDatabase };
`,
};

export const printNodeBroker = (broker: Broker, events: readonly PlannedEvent[]): string => BROKERS[broker](events);

/** Packages that the broker's file needs, exact. */
export const BROKER_PACKAGES: Readonly<Record<Broker, Readonly<Record<string, string>>>> = {
  redis: { ioredis: "5.10.1" },
  nats: { "@nats-io/jetstream": "3.4.0", "@nats-io/transport-node": "3.4.0" },
  rabbitmq: { amqplib: "0.10.9" },
};

const BROKERS: Readonly<Record<Broker, (events: readonly PlannedEvent[]) => string>> = {
  redis:
    () => `/** Redis Streams: one stream an event. Run Redis with appendfsync always where no accepted event may be lost. */
"use strict";

const Redis = require("ioredis");

async function openBroker() {
  const url = process.env.REDIS_URL;
  const tls = url.startsWith("rediss:") ? { rejectUnauthorized: process.env.REDIS_TLS_VERIFY !== "off" } : undefined;
  const redis = new Redis(url, { tls, maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: true, retryStrategy: () => null });
  redis.on("error", () => undefined);
  await redis.connect();
  return {
    async publish(row, envelope) {
      await redis.xadd(\`events:\${row.name}\`, "*", "message", envelope);
    },
    close: async () => redis.disconnect(),
  };
}

module.exports = { openBroker };
`,
  nats: () => `/** NATS JetStream: the server's answer says that the message is on disk; its id drops repeats. */
"use strict";

const { jetstream, jetstreamManager, StorageType } = require("@nats-io/jetstream");
const { connect, nanos } = require("@nats-io/transport-node");

async function openBroker() {
  const connection = await connect({ servers: process.env.NATS_URL, timeout: 5_000, maxReconnectAttempts: 5 });
  // Declared before anything is published: a message without a stream is nobody's.
  const manager = await jetstreamManager(connection);
  const wanted = { name: "EVENTS", subjects: ["events.>"], storage: StorageType.File, duplicate_window: nanos(120_000) };
  await manager.streams.info("EVENTS").catch(() => manager.streams.add(wanted));
  const js = jetstream(connection);
  return {
    async publish(row, envelope) {
      await js.publish(\`events.\${row.name}\`, envelope, { msgID: row.message_id, timeout: 5_000 });
    },
    close: () => connection.close(),
  };
}

module.exports = { openBroker };
`,
  rabbitmq: (
    events,
  ) => `/** RabbitMQ: quorum queues and confirms. All queues are declared and bound first, because the broker confirms a message that no queue takes. */
"use strict";

const { connect } = require("amqplib");

/** Queue of each consumer and the events that it follows. */
const QUEUES = ${JSON.stringify(queuesOf(events), null, 2)};

async function openBroker() {
  const connection = await connect(process.env.CLOUDAMQP_URL ?? process.env.AMQP_URL, { timeout: 5_000 });
  connection.on("error", () => undefined);
  const channel = await connection.createConfirmChannel();
  channel.on("error", () => undefined);
  const returned = new Set();
  channel.on("return", ({ properties }) => returned.add(properties.messageId));
  await channel.assertExchange("events", "topic", { durable: true });
  for (const [queue, names] of Object.entries(QUEUES)) await declare(channel, queue, names);
  return {
    async publish(row, envelope) {
      const options = {
        persistent: true,
        mandatory: true,
        messageId: row.message_id,
        contentType: "application/json",
        headers: { "Content-Type": "application/json" },
      };
      await new Promise((resolve, reject) => {
        channel.once("close", () => reject(new Error("channel closed")));
        channel.publish("events", row.name, Buffer.from(envelope), options, (error) => (error ? reject(error) : resolve()));
      });
      if (returned.delete(row.message_id)) throw new Error(\`no queue takes \${row.name}\`);
    },
    close: () => connection.close(),
  };
}

async function declare(channel, queue, names) {
${printQueueDeclaration("queue", "names")}
}

module.exports = { openBroker };
`,
};

function queuesOf(events: readonly PlannedEvent[]): Readonly<Record<string, readonly string[]>> {
  const queues = new Map<string, string[]>();
  for (const { name, to } of events)
    for (const service of to) queues.set(`events.${service}`, [...(queues.get(`events.${service}`) ?? []), name]);
  return Object.fromEntries(queues);
}
