/** Turns a service's needs into its PostgreSQL store. */
import { inboxTable, outboxTable, snake, type TypescriptService } from "../needs.js";
import { printStoreInterface } from "./shared.js";

export function printPostgresStore(typescript: TypescriptService): string {
  const { service, uses, consumes } = typescript;
  const schema = service.data === "own-schema" ? snake(service.name) : null;
  const tables = [
    ...(schema === null ? [] : [`CREATE SCHEMA IF NOT EXISTS "${schema}"`]),
    ...(uses.outbox
      ? [
          `CREATE TABLE IF NOT EXISTS ${outboxTable(typescript)} (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, job_id UUID NOT NULL UNIQUE, job TEXT NOT NULL, data JSONB NOT NULL, created_at TIMESTAMPTZ NOT NULL)`,
        ]
      : []),
    ...(consumes.length > 0
      ? [
          `CREATE TABLE IF NOT EXISTS ${inboxTable(typescript)} (message_id TEXT PRIMARY KEY, received_at TIMESTAMPTZ NOT NULL)`,
        ]
      : []),
  ];
  return `/** Keeps rows in PostgreSQL: one small pool, transactions, and what makes delivery safe. */
import pg from "pg";
import type { Settings } from "./config.js";

export type Transaction = pg.ClientBase;
${printStoreInterface(typescript)}
const TABLES: readonly string[] = ${JSON.stringify(tables, null, 2)};

export function openStore(settings: Settings): Store {
  const pool = new pg.Pool({
    connectionString: settings.DATABASE_URL,
    // Few, because the monolith shares the same limit.
    max: 10,
    connectionTimeoutMillis: 5_000,
    query_timeout: 20_000,${schema === null ? "" : `\n    options: '-c search_path="${schema}",public',`}
  });
  // A lost idle connection is no reason to die; the next query opens another.
  pool.on("error", () => undefined);

  async function transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("BEGIN");
      const result = await work(client);
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK").catch((lost: Error) => {
        broken = lost;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  return {
    transaction,
    ready: () =>
      pool.query("SELECT 1").then(
        () => true,
        () => false,
      ),
    async migrate() {
      for (const statement of TABLES) await pool.query(statement);
    },
    close: () => pool.end(),${
      consumes.length === 0
        ? ""
        : `
    async remember(tx, messageId) {
      const { rowCount } = await tx.query(
        "INSERT INTO ${inboxTable(typescript)} (message_id, received_at) VALUES ($1, now()) ON CONFLICT DO NOTHING",
        [messageId],
      );
      return rowCount === 1;
    },`
    }${
      uses.outbox
        ? `
    async keepJob(tx, { id, job, data, createdAt }) {
      await tx.query("INSERT INTO ${outboxTable(typescript)} (job_id, job, data, created_at) VALUES ($1, $2, $3, $4)", [
        id,
        job,
        JSON.stringify(data ?? null),
        createdAt,
      ]);
    },
    moveJobs: (deliver) =>
      transaction(async (tx) => {
        const { rows } = await tx.query<{ id: string; job_id: string; job: string; data: unknown; created_at: Date }>(
          "SELECT id, job_id, job, data, created_at FROM ${outboxTable(typescript)} ORDER BY id LIMIT 100 FOR UPDATE${uses.event ? "" : " SKIP LOCKED"}",
        );
        if (rows.length === 0) return 0;
        await deliver(rows.map((row) => ({ id: row.job_id, job: row.job, data: row.data, createdAt: row.created_at })));
        await tx.query("DELETE FROM ${outboxTable(typescript)} WHERE id = ANY($1)", [rows.map(({ id }) => id)]);
        return rows.length;
      }),`
        : ""
    }
  };
}
`;
}
