/** Turns a service's subscription into a Redis Streams loop in TypeScript. */
import { HOLD_LEASE, RELEASE_LEASE } from "../../../queues/redis-lease.js";

export const printRedisSource =
  (): string => `/** Reads the streams "events:<name>" as one of the group; where no accepted message may be lost, Redis runs with appendfsync always. */
import { hostname } from "node:os";
import { Redis } from "ioredis";
import { redisOptions } from "../redis-options.js";
import { type Consuming, keepReading, pause, Stopped, take } from "./consumer.js";
import { GROUP, NAMES } from "./messages.js";

/** Milliseconds that a killed replica's work waits for the next one. */
const LEASE = 10_000;
const LEASE_KEY = \`events:lease:\${GROUP}\`;
const MEMBER = \`\${hostname()}-\${process.pid}\`;
const TRIMMING = 60_000;

/** Takes the lease, or renews it for the member that has it. */
const HOLD = \`
${HOLD_LEASE}\`;

const RELEASE = \`
${RELEASE_LEASE}\`;

type Entry = readonly [id: string, fields: readonly string[]];

const streamOf = (name: string): string => \`events:\${name}\`;

export const runRedis = (consuming: Consuming, url: string): Promise<void> =>
  keepReading(consuming, async () => {
    const redis = new Redis({ ...redisOptions(url), maxRetriesPerRequest: 1, retryStrategy: () => null });
    redis.on("error", () => undefined);
    try {
      while (!consuming.signal.aborted) {
        if (await hold(redis)) await readLeased(consuming, redis);
        else await pause(LEASE / 5, consuming.signal);
      }
    } finally {
      redis.disconnect();
    }
  });

const hold = async (redis: Redis): Promise<boolean> => (await redis.eval(HOLD, 1, LEASE_KEY, MEMBER, LEASE)) === 1;

/** One replica reads, the others wait for its lease: that keeps the order. */
async function readLeased(consuming: Consuming, redis: Redis): Promise<void> {
  const lost = new AbortController();
  const renewing = setInterval(() => {
    hold(redis).then(
      (kept) => kept || lost.abort(),
      () => lost.abort(),
    );
  }, LEASE / 3);
  const leased = { ...consuming, signal: AbortSignal.any([consuming.signal, lost.signal]) };
  try {
    await declareGroups(redis);
    // First what was delivered and never acknowledged, by whomever: it is older than all that follows.
    await takeOver(leased, redis);
    await readNew(leased, redis);
  } finally {
    clearInterval(renewing);
    await redis.eval(RELEASE, 1, LEASE_KEY, MEMBER).catch(() => undefined);
  }
}

async function readNew(consuming: Consuming, redis: Redis): Promise<void> {
  for (let trimmed = 0; !consuming.signal.aborted; ) {
    if (Date.now() - trimmed > TRIMMING) {
      trimmed = Date.now();
      await trim(redis);
    }
    // Blocks for less than the lease needs to be renewed on the same connection.
    const found = (await redis.xreadgroup(
      "GROUP", GROUP, MEMBER, "COUNT", 50, "BLOCK", 2_000, "STREAMS", ...NAMES.map(streamOf), ...NAMES.map(() => ">"),
    )) as readonly (readonly [string, readonly Entry[]])[] | null;
    for (const [stream, entries] of found ?? []) {
      for (const entry of entries) await settle(consuming, redis, stream, entry);
    }
  }
}

/** From the beginning, so that what was published before the service came is read too. */
async function declareGroups(redis: Redis): Promise<void> {
  for (const name of NAMES) {
    await redis.xgroup("CREATE", streamOf(name), GROUP, "0", "MKSTREAM").catch((error: Error) => {
      if (!error.message.startsWith("BUSYGROUP")) throw error;
    });
  }
}

async function takeOver(consuming: Consuming, redis: Redis): Promise<void> {
  for (const stream of NAMES.map(streamOf)) {
    for (let start = "0-0"; ; ) {
      const [next, entries] = (await redis.xautoclaim(stream, GROUP, MEMBER, 0, start, "COUNT", 50)) as [string, Entry[]];
      for (const entry of entries) await settle(consuming, redis, stream, entry);
      if (next === "0-0" || consuming.signal.aborted) break;
      start = next;
    }
  }
}

/** Drops what every group has acknowledged: a stream keeps its entries for ever otherwise. */
async function trim(redis: Redis): Promise<void> {
  for (const stream of NAMES.map(streamOf)) {
    const groups = (await redis.xinfo("GROUPS", stream)) as readonly (readonly (string | number)[])[];
    const needed: string[] = [];
    for (const group of groups) {
      const [waiting, lowest] = (await redis.xpending(stream, String(fieldOf(group, "name")))) as [number, string | null];
      needed.push(waiting > 0 && lowest !== null ? lowest : String(fieldOf(group, "last-delivered-id")));
    }
    const oldest = needed.sort(byEntry)[0];
    if (oldest !== undefined && oldest !== "0-0") await redis.xtrim(stream, "MINID", "~", oldest);
  }
}

const fieldOf = (fields: readonly (string | number)[], name: string): string | number | undefined =>
  fields[fields.indexOf(name) + 1];

/** Ids of entries are "<milliseconds>-<number>". */
function byEntry(a: string, b: string): number {
  const [aTime = 0, aNumber = 0] = a.split("-").map(Number);
  const [bTime = 0, bNumber = 0] = b.split("-").map(Number);
  return aTime - bTime || aNumber - bNumber;
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
