/** Turns a service's subscription into a Redis Streams loop in TypeScript. */
export const printRedisSource =
  (): string => `/** Reads the streams "events:<name>" as one of the group; where no accepted message may be lost, Redis runs with appendfsync always. */
import { hostname } from "node:os";
import { Redis } from "ioredis";
import { redisOptions } from "../redis-options.js";
import { type Consuming, keepReading, Stopped, take } from "./consumer.js";
import { GROUP, NAMES } from "./messages.js";

/** Milliseconds that another replica may hold a message before this one takes it over. */
const STALE = 15_000;
const MEMBER = \`\${hostname()}-\${process.pid}\`;

type Entry = readonly [id: string, fields: readonly string[]];

export const runRedis = (consuming: Consuming, url: string): Promise<void> =>
  keepReading(consuming, async () => {
    const redis = new Redis({ ...redisOptions(url), maxRetriesPerRequest: 1, retryStrategy: () => null });
    redis.on("error", () => undefined);
    try {
      await declareGroups(redis);
      while (!consuming.signal.aborted) {
        await takeOver(consuming, redis);
        const streams = NAMES.map((name) => \`events:\${name}\`);
        const found = (await redis.xreadgroup(
          "GROUP", GROUP, MEMBER, "COUNT", 50, "BLOCK", 2_000, "STREAMS", ...streams, ...NAMES.map(() => ">"),
        )) as readonly (readonly [string, readonly Entry[]])[] | null;
        for (const [stream, entries] of found ?? []) {
          for (const entry of entries) await settle(consuming, redis, stream, entry);
        }
      }
    } finally {
      redis.disconnect();
    }
  });

/** From the beginning, so that what was published before the service came is read too. */
async function declareGroups(redis: Redis): Promise<void> {
  for (const name of NAMES) {
    await redis.xgroup("CREATE", \`events:\${name}\`, GROUP, "0", "MKSTREAM").catch((error: Error) => {
      if (!error.message.startsWith("BUSYGROUP")) throw error;
    });
  }
}

/** Takes what a killed replica (or this one, before a restart) left unacknowledged. */
async function takeOver(consuming: Consuming, redis: Redis): Promise<void> {
  for (const name of NAMES) {
    const stream = \`events:\${name}\`;
    for (let start = "0-0"; ; ) {
      const [next, entries] = (await redis.xautoclaim(stream, GROUP, MEMBER, STALE, start, "COUNT", 50)) as [string, Entry[]];
      for (const entry of entries) await settle(consuming, redis, stream, entry);
      if (next === "0-0" || consuming.signal.aborted) break;
      start = next;
    }
  }
}

async function settle(consuming: Consuming, redis: Redis, stream: string, [id, fields]: Entry): Promise<void> {
  if (consuming.signal.aborted) return;
  const raw = fields[fields.indexOf("message") + 1] ?? "";
  try {
    await take(consuming, raw);
  } catch (error) {
    // Unacknowledged: the next replica takes it over.
    if (error instanceof Stopped) return;
    consuming.log.error({ stream, entry: id, error: String(error) }, "event to the dead-letter stream");
    await redis.xadd(\`\${stream}:dead:\${GROUP}\`, "*", "message", raw, "error", String(error), "entry", id);
  }
  await redis.xack(stream, GROUP, id);
}
`;
