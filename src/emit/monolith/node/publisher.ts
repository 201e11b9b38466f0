/** Turns events that no single row tells into a publisher in the ORM's own transactions. */
import type { PlannedEvent } from "../../../model/plan.js";
import { type Dialect, OUTBOX } from "./outbox-sql.js";

type Orm = "sequelize" | "knex" | "typeorm" | "prisma" | "driver";

export function findOrm(locked: Readonly<Record<string, string>>): Orm {
  if ("sequelize" in locked || "sequelize-typescript" in locked) return "sequelize";
  if ("typeorm" in locked) return "typeorm";
  if ("@prisma/client" in locked) return "prisma";
  return "knex" in locked || "objection" in locked ? "knex" : "driver";
}

/** What "transaction" is called there. */
const PARAMETER: Readonly<Record<Orm, string>> = {
  sequelize: "transaction: the one that sequelize.transaction hands over",
  knex: "transaction: the one that knex.transaction hands over",
  typeorm: "transaction: the EntityManager that dataSource.transaction hands over",
  prisma: "transaction: the client that prisma.$transaction hands over",
  driver: "transaction: the connection on which BEGIN was said",
};

export function printPublisher(dialect: Dialect, orm: Orm, events: readonly PlannedEvent[]): string {
  const names = events.map(({ name, cut }) => {
    const places = cut.evidence.slice(0, 5).map(({ path, line }) => `${path}:${line ?? 1}`);
    return ` *   ${name}, today called at ${places.join(", ")}\n`;
  });
  const numbered = dialect === "postgres" && orm !== "sequelize" && orm !== "knex";
  const key = dialect === "mysql" ? "\\`key\\`" : "key";
  // PostgreSQL must be told what a parameter is.
  const types = dialect === "postgres" ? ["uuid", null, null, "jsonb", "timestamptz"] : [];
  const values = [0, 1, 2, 3, 4].map((i) => {
    const hole = numbered ? `$${i + 1}` : "?";
    return types[i] ? `CAST(${hole} AS ${types[i]})` : hole;
  });
  const statement = `INSERT INTO ${OUTBOX} (message_id, name, ${key}, data, created_at) VALUES (${values.join(", ")})`;
  return `/**
 * Tells an event by a row in the caller's own transaction: both commit, or neither does.
 *
 * ${PARAMETER[orm]}.
 * Call it where the work is done today:
${names.join("")} */
"use strict";

const { randomUUID } = require("node:crypto");

const INSERT = \`${statement}\`;

async function publish(transaction, name, key, data) {
  const values = [randomUUID(), name, String(key), JSON.stringify(data), new Date()];
  ${CALL[orm]}
}

module.exports = { publish };
`;
}

const CALL: Readonly<Record<Orm, string>> = {
  sequelize: "await transaction.sequelize.query(INSERT, { replacements: values, transaction });",
  knex: "await transaction.raw(INSERT, values);",
  typeorm: "await transaction.query(INSERT, values);",
  prisma: "await transaction.$executeRawUnsafe(INSERT, ...values);",
  driver: "await transaction.query(INSERT, values);",
};
