/** Turns planned enqueues into the TypeScript outbox whose relay hands jobs to BullMQ by the library itself. */
import type { PlannedEnqueue, PlannedService } from "../../../model/plan.js";

const table = ({ name }: PlannedService): string => `${name.replaceAll("-", "_")}_outbox`;
const isBullmq = ({ wire }: PlannedEnqueue): boolean => wire === "bullmq";

export function printServicesFile(service: PlannedService): string {
  const bullmq = service.enqueues.some(isBullmq);
  return `/** Opens what operations need: the database${bullmq ? ", and the outbox of the monolith's jobs" : ""}. */
import pg from "pg";
import type { Settings } from "./config.js";
${bullmq ? 'import { createOutbox, type Outbox } from "./outbox.js";\n' : ""}
export interface Services {
  readonly database: pg.Pool;
${bullmq ? "  readonly jobs: Outbox;\n  migrate(): Promise<void>;\n" : ""}  ready(): Promise<boolean>;
  close(): Promise<void>;
}

export function openServices(settings: Settings): Services {
  // Few, because the monolith shares the same limit.
  const database = new pg.Pool({ connectionString: settings.DATABASE_URL, max: 10, connectionTimeoutMillis: 5_000 });
  // A lost idle connection is no reason to die; the next query opens another.
  database.on("error", () => undefined);
${bullmq ? "  const jobs = createOutbox(database, settings.REDIS_URL);\n" : ""}  return {
    database,
${bullmq ? "    jobs,\n    migrate: () => jobs.migrate(),\n" : ""}    ready: () =>
      database.query("SELECT 1").then(
        () => true,
        () => false,
      ),
    close: async () => {
${bullmq ? "      await jobs.close();\n" : ""}      await database.end();
    },
  };
}
`;
}

export const printOutboxFile = (service: PlannedService): string => {
  const jobs = service.enqueues.filter(isBullmq);
  return `/** Keeps jobs in the database until BullMQ has them: written in the caller's transaction, at least once, one job id. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import type pg from "pg";

/** Jobs of the monolith as it names them: "queue:name", or the queue where every name is one worker's. */
export const JOBS = {
${jobs.map(({ job, because, evidence }) => `  /** ${because}. Enqueued today at ${evidence[0]?.path ?? ""}:${evidence[0]?.line ?? 1}. */\n  ${JSON.stringify(job)}: { queue: ${JSON.stringify(job.split(":")[0])}, name: ${JSON.stringify(job.split(":")[1] ?? job)} },\n`).join("")}} as const;

export interface Outbox {
  /** Pushed if, and only if, the client's transaction commits. */
  enqueue(client: pg.ClientBase, job: keyof typeof JOBS, data: unknown): Promise<string>;
  migrate(): Promise<void>;
  close(): Promise<void>;
}

interface Row {
  readonly id: string;
  readonly job_id: string;
  readonly queue: string;
  readonly name: string;
  readonly data: unknown;
}

export function createOutbox(database: pg.Pool, redisUrl: string): Outbox {
  const queues = new Map<string, Queue>();
  const queueOf = (name: string): Queue => {
    const open = queues.get(name) ?? new Queue(name, { connection: { url: redisUrl, maxRetriesPerRequest: 1 } });
    open.on("error", () => undefined);
    queues.set(name, open);
    return open;
  };
  let running = true;
  const relay = (async () => {
    for (let wait = 200; running; ) {
      try {
        const moved = await move(database, queueOf);
        wait = 200;
        if (moved === 0) await sleep(wait);
      } catch {
        // Waited out, with jitter, so that replicas do not come back all at once.
        wait = Math.min(wait * 2, 30_000);
        await sleep(wait / 2 + Math.random() * (wait / 2));
      }
    }
  })();
  return {
    async enqueue(client, job, data) {
      const id = randomUUID();
      const { queue, name } = JOBS[job];
      await client.query("INSERT INTO ${table(service)} (job_id, queue, name, data) VALUES ($1, $2, $3, $4)", [
        id,
        queue,
        name,
        JSON.stringify(data),
      ]);
      return id;
    },
    async migrate() {
      await database.query(
        "CREATE TABLE IF NOT EXISTS ${table(service)} (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, job_id UUID NOT NULL, queue TEXT NOT NULL, name TEXT NOT NULL, data JSONB NOT NULL)",
      );
    },
    async close() {
      running = false;
      await relay;
      for (const queue of queues.values()) await queue.close();
    },
  };
}

/** One batch; a crash before the commit adds again under the same job id, which BullMQ ignores. */
async function move(database: pg.Pool, queueOf: (name: string) => Queue): Promise<number> {
  const client = await database.connect();
  try {
    await client.query("BEGIN");
    const { rows } = await client.query<Row>("SELECT * FROM ${table(service)} ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED");
    for (const row of rows) await queueOf(row.queue).add(row.name, row.data, { jobId: row.job_id });
    await client.query("DELETE FROM ${table(service)} WHERE id = ANY($1)", [rows.map(({ id }) => id)]);
    await client.query("COMMIT");
    return rows.length;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
`;
};
