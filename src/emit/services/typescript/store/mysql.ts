/** Turns a service's needs into its MySQL or MariaDB store. */
import { inboxTable, outboxTable, type TypescriptService } from "../needs.js";
import { printStoreInterface } from "./shared.js";

export function printMysqlStore(typescript: TypescriptService): string {
  const { uses, consumes } = typescript;
  const tables = [
    ...(uses.outbox
      ? [
          `CREATE TABLE IF NOT EXISTS ${outboxTable(typescript)} (id BIGINT AUTO_INCREMENT PRIMARY KEY, job_id CHAR(36) NOT NULL UNIQUE, job VARCHAR(255) NOT NULL, data LONGTEXT NOT NULL, created_at DATETIME(3) NOT NULL)`,
        ]
      : []),
    ...(consumes.length > 0
      ? [
          `CREATE TABLE IF NOT EXISTS ${inboxTable(typescript)} (message_id VARCHAR(64) PRIMARY KEY, received_at DATETIME(3) NOT NULL)`,
        ]
      : []),
  ];
  const rows = uses.outbox ? ", type RowDataPacket" : "";
  const results = consumes.length > 0 ? ", type ResultSetHeader" : "";
  return `/** Keeps rows in MySQL or MariaDB: one small pool, transactions, and what makes delivery safe. */
import mysql, { type PoolConnection${results}${rows} } from "mysql2/promise";
import type { Settings } from "./config.js";

export type Transaction = PoolConnection;
${printStoreInterface(typescript)}
const TABLES: readonly string[] = ${JSON.stringify(tables, null, 2)};

export function openStore(settings: Settings): Store {
  const pool = mysql.createPool({
    // Rails writes the scheme mysql2.
    uri: settings.DATABASE_URL.replace(/^mysql2:/, "mysql:"),
    // Few, because the monolith shares the same limit.
    connectionLimit: 10,
    connectTimeout: 5_000,
    timezone: "Z",
    supportBigNumbers: true,
  });

  async function transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const connection = await pool.getConnection();
    try {
      await connection.beginTransaction();
      const result = await work(connection);
      await connection.commit();
      connection.release();
      return result;
    } catch (error) {
      // A connection that cannot even roll back is not given back.
      await connection.rollback().then(
        () => connection.release(),
        () => connection.destroy(),
      );
      throw error;
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
      const [{ affectedRows }] = await tx.query<ResultSetHeader>(
        "INSERT IGNORE INTO ${inboxTable(typescript)} (message_id, received_at) VALUES (?, UTC_TIMESTAMP(3))",
        [messageId],
      );
      return affectedRows === 1;
    },`
    }${
      uses.outbox
        ? `
    async keepJob(tx, { id, job, data, createdAt }) {
      await tx.query("INSERT INTO ${outboxTable(typescript)} (job_id, job, data, created_at) VALUES (?, ?, ?, ?)", [
        id,
        job,
        JSON.stringify(data ?? null),
        createdAt,
      ]);
    },
    moveJobs: (deliver) =>
      transaction(async (tx) => {
        const [rows] = await tx.query<RowDataPacket[]>(
          "SELECT id, job_id, job, data, created_at FROM ${outboxTable(typescript)} ORDER BY id LIMIT 100 FOR UPDATE${uses.event ? "" : " SKIP LOCKED"}",
        );
        if (rows.length === 0) return 0;
        await deliver(
          rows.map((row) => ({
            id: String(row["job_id"]),
            job: String(row["job"]),
            data: JSON.parse(String(row["data"])) as unknown,
            createdAt: row["created_at"] as Date,
          })),
        );
        await tx.query("DELETE FROM ${outboxTable(typescript)} WHERE id IN (?)", [rows.map((row) => row["id"] as number)]);
        return rows.length;
      }),`
        : ""
    }
  };
}
`;
}
