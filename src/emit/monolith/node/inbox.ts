/** Turns a database into the Node app's inbox: ids of events that had their effect, each in its effect's transaction. */
import type { Dialect, OutboxSql } from "./outbox-sql.js";

const INBOX = "valueline_inbox";

const COLUMNS: Readonly<Record<Dialect, string>> = {
  postgres: "message_id text PRIMARY KEY,\n  created_at timestamptz NOT NULL DEFAULT now()",
  mysql: "message_id VARCHAR(64) PRIMARY KEY,\n  created_at DATETIME(6) NOT NULL",
  sqlite: "message_id TEXT PRIMARY KEY,\n  created_at TEXT NOT NULL",
};

export const printInboxSql = (dialect: Dialect): OutboxSql => ({
  up: [
    `CREATE TABLE ${INBOX} (\n  ${COLUMNS[dialect]}\n)`,
    `CREATE INDEX ${INBOX}_created_at ON ${INBOX} (created_at)`,
  ],
  down: [`DROP TABLE ${INBOX}`],
});

export const printNodeInbox = (dialect: Dialect): string => INBOXES[dialect];

const INBOXES: Readonly<Record<Dialect, string>> = {
  postgres: `/** Remembers in PostgreSQL which events had their effect. */
"use strict";

const { Pool } = require("pg");

function openInbox() {
  // PGSSLMODE=no-verify accepts Heroku's own certificate: https://devcenter.heroku.com/articles/connecting-heroku-postgres
  const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 2, connectionTimeoutMillis: 5_000, query_timeout: 20_000 });
  // A lost idle connection is no reason to die; the next query opens another.
  pool.on("error", () => undefined);
  return {
    async once(messageId, effect) {
      const client = await pool.connect();
      let broken;
      try {
        await client.query("BEGIN");
        const { rowCount } = await client.query("INSERT INTO ${INBOX} (message_id) VALUES ($1) ON CONFLICT DO NOTHING", [messageId]);
        if (rowCount === 1) await effect(client);
        await client.query("COMMIT");
      } catch (error) {
        await client.query("ROLLBACK").catch((lost) => {
          broken = lost;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    ready: () =>
      pool.query("SELECT 1").then(
        () => true,
        () => false,
      ),
    close: () => pool.end(),
  };
}

module.exports = { openInbox };
`,
  mysql: `/** Remembers in MySQL or MariaDB which events had their effect. */
"use strict";

const mysql = require("mysql2/promise");

function openInbox() {
  const uri = (process.env.DATABASE_URL ?? process.env.JAWSDB_URL ?? process.env.CLEARDB_DATABASE_URL ?? "").replace(/^mysql2:/, "mysql:");
  const pool = mysql.createPool({ uri, timezone: "Z", connectTimeout: 5_000, connectionLimit: 2 });
  return {
    async once(messageId, effect) {
      const connection = await pool.getConnection();
      try {
        await connection.beginTransaction();
        const [{ affectedRows }] = await connection.query("INSERT IGNORE INTO ${INBOX} (message_id, created_at) VALUES (?, UTC_TIMESTAMP(6))", [messageId]);
        if (affectedRows === 1) await effect(connection);
        await connection.commit();
        connection.release();
      } catch (error) {
        // A transaction that cannot be rolled back ends with its connection.
        await connection.rollback().then(
          () => connection.release(),
          () => connection.destroy(),
        );
        throw error;
      }
    },
    ready: () =>
      pool.query("SELECT 1").then(
        () => true,
        () => false,
      ),
    close: () => pool.end(),
  };
}

module.exports = { openInbox };
`,
  sqlite: `/** Remembers in the app's SQLite file which events had their effect; run it where the file is. */
"use strict";

const Database = require("better-sqlite3");

function openInbox() {
  const file = process.env.DATABASE_FILE ?? (process.env.DATABASE_URL ?? "").replace(/^(sqlite3?:(\\/\\/)?|file:)/, "");
  const database = new Database(file, { fileMustExist: true, timeout: 5_000 });
  const remember = database.prepare("INSERT OR IGNORE INTO ${INBOX} (message_id, created_at) VALUES (?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))");
  return {
    async once(messageId, effect) {
      database.exec("BEGIN IMMEDIATE");
      try {
        if (remember.run(messageId).changes === 1) await effect(database);
        database.exec("COMMIT");
      } catch (error) {
        if (database.inTransaction) database.exec("ROLLBACK");
        throw error;
      }
    },
    ready: async () => database.open,
    close: async () => database.close(),
  };
}

module.exports = { openInbox };
`,
};
