/** Turns a service's data step into the moves of its tables: copy, compare, foreign keys that break, the turn of ownership. */
import type { Table } from "../../model/app-model.js";
import type { PlannedService, PlannedStep } from "../../model/plan.js";
import { type StepInput, step, variableOf } from "./step.js";

interface Key {
  readonly table: string;
  readonly column: string;
  readonly to: string;
  readonly enforced: boolean;
}

export function dataSteps(input: StepInput, service: PlannedService): readonly PlannedStep[] {
  const keys = brokenKeys(input, service);
  if (service.tables.length === 0) return [];
  if (service.data === "shared-schema") return [sharedStep(service, keys)];
  return [backfillStep(input, service), keysStep(input, service, keys), ownStep(service)];
}

/** In both directions: what the service's tables point at, and what points at them. */
function brokenKeys({ app }: StepInput, { tables }: PlannedService): readonly Key[] {
  const mine = new Set(tables.map(({ name }) => name));
  return app.tables.flatMap(({ name, foreignKeys }) =>
    foreignKeys
      .filter(({ to }) => mine.has(name) !== mine.has(to))
      .map(({ column, to, enforced }) => ({ table: name, column, to, enforced })),
  );
}

const sharedStep = ({ name, tables }: PlannedService, keys: readonly Key[]): PlannedStep =>
  step("expand", `Leave the tables of ${name} where they are`, {
    needs: ["one owner of the schema: its migrations stay with the monolith"],
    commands: [
      `# agree in the pull request: a change of ${tables.map((table) => table.name).join(", ")} is reviewed by both teams`,
    ],
    watch: ["connections and locks: both sides write to the same tables"],
    rollback: ["nothing was moved"],
    because: [
      "decided as shared schema for now: no data moves, foreign keys hold",
      ...keys.map(({ table, column, to }) => `${table}.${column} -> ${to} would break with a schema of its own`),
    ],
  });

function backfillStep({ monolith }: StepInput, service: PlannedService): PlannedStep {
  const { name, tables } = service;
  const mysql = monolith.database === "mysql";
  const own = service.data === "own-database";
  const schema = variableOf(name);
  const key = (table: Table): string => table.columns.find(({ primaryKey }) => primaryKey)?.name ?? "id";
  const copy = (table: Table): readonly string[] => {
    if (mysql)
      return [
        `mysqldump --single-transaction --where="${key(table)} > $LAST" $MONOLITH_DB ${table.name} | mysql $SERVICE_DB   # again with the new $LAST until nothing is left`,
      ];
    if (own)
      return [
        `psql "$MONOLITH_URL" -c "\\copy (SELECT * FROM ${table.name} WHERE ${key(table)} > $LAST ORDER BY ${key(table)} LIMIT 10000) TO STDOUT" | psql "$SERVICE_URL" -c "\\copy ${table.name} FROM STDIN"   # again with the new $LAST until nothing is left`,
      ];
    return [
      `psql "$DATABASE_URL" -c "CREATE TABLE ${schema}.${table.name} (LIKE ${table.name} INCLUDING DEFAULTS INCLUDING INDEXES)"`,
      `psql "$DATABASE_URL" -c "INSERT INTO ${schema}.${table.name} SELECT * FROM ${table.name} WHERE ${key(table)} > $LAST ORDER BY ${key(table)} LIMIT 10000"   # again until INSERT 0 0`,
    ];
  };
  const sequence = (table: Table): readonly string[] =>
    mysql
      ? []
      : [
          `psql "$SERVICE_URL" -c "SELECT setval(pg_get_serial_sequence('${table.name}', '${key(table)}'), (SELECT max(${key(table)}) FROM ${table.name}) + 10000)"   # where the key is a sequence`,
        ];
  const count = (table: Table): string => `SELECT count(*), max(${key(table)}) FROM ${table.name}   -- both sides`;
  return step("backfill", `Copy the rows of ${name}`, {
    needs: [
      "changes since the start of the copy arrive by events, or writes to these tables stop for the last round",
      "disk for a second copy",
    ],
    commands: [
      ...(own || mysql
        ? [
            mysql
              ? `mysqldump --no-data --single-transaction $MONOLITH_DB ${tables.map((table) => table.name).join(" ")} | mysql $SERVICE_DB`
              : `pg_dump --schema-only --no-owner ${tables.map((table) => `-t ${table.name}`).join(" ")} "$MONOLITH_URL" | psql "$SERVICE_URL"`,
          ]
        : [`psql "$DATABASE_URL" -c "CREATE SCHEMA IF NOT EXISTS ${schema}"`]),
      ...tables.flatMap((table) => [...copy(table), ...sequence(table)]),
    ],
    watch: [
      ...tables.map(count),
      "replication lag and write latency of the monolith: make the batches smaller when they rise",
    ],
    rollback: ["drop the copy; the monolith still owns the data"],
    because: ["by primary key in batches, so that no lock is held for long"],
  });
}

/** What replaces a foreign key: an event that keeps a copy, or a question over HTTP. */
function keysStep({ events, monolith }: StepInput, service: PlannedService, keys: readonly Key[]): PlannedStep {
  const mine = new Set(service.tables.map(({ name }) => name));
  const told = new Map(
    events.flatMap((event) => (event.table === undefined ? [] : [[event.table.name, event.name] as const])),
  );
  const replacement = ({ table, column, to, enforced }: Key): string => {
    const event = told.get(to);
    const how =
      event === undefined
        ? `ask the owner of ${to} by its API before a row is written`
        : `keep the id; ${event} keeps what is needed of ${to} up to date`;
    const cascade = mine.has(table)
      ? "a deleted row arrives as an event with deleted: true"
      : "check for rows without an owner every night";
    return `${table}.${column} -> ${to}${enforced ? "" : " (an association only)"}: ${how}; ${cascade}`;
  };
  const find = (table: string): string =>
    monolith.database === "mysql"
      ? `mysql -e "SELECT CONSTRAINT_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_NAME = '${table}' AND REFERENCED_TABLE_NAME IS NOT NULL"`
      : `psql "$DATABASE_URL" -c "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = '${table}'::regclass"`;
  const drop = monolith.database === "mysql" ? "DROP FOREIGN KEY" : "DROP CONSTRAINT";
  const enforced = keys.filter((key) => key.enforced);
  return step("backfill", `Replace the foreign keys that ${service.name} breaks`, {
    needs: ["the replacement of each key is in the code and tested"],
    commands: [
      ...[...new Set(enforced.map(({ table }) => table))].map(find),
      ...enforced.map(({ table, column, to }) => `ALTER TABLE ${table} ${drop} <name>   -- ${column} -> ${to}`),
    ],
    watch: keys.map(
      ({ table, column, to }) =>
        `SELECT count(*) FROM ${table} WHERE ${column} IS NOT NULL AND ${column} NOT IN (SELECT id FROM ${to})   -- stays 0, on a copy of ${to}`,
    ),
    rollback: enforced.map(
      ({ table, column, to }) =>
        `ALTER TABLE ${table} ADD FOREIGN KEY (${column}) REFERENCES ${to}   -- NOT VALID first on a large table`,
    ),
    because: keys.length === 0 ? ["no foreign key crosses the cut"] : keys.map(replacement),
  });
}

const ownStep = ({ name, tables }: PlannedService): PlannedStep =>
  step("switch", `Hand the rows over to ${name}`, {
    needs: ["counts and maxima are equal on both sides", "the last round of the copy is a minute old at most"],
    commands: [
      `# stop writes: routes of ${name} answer 503 at the gateway, workers that write ${tables.map((table) => table.name).join(", ")} are scaled to 0`,
      "# the last round of the copy, then the counts again",
      `# start ${name} on its own data, then the workers, then the routes`,
    ],
    watch: ["minutes without writes; say beforehand how many are allowed"],
    rollback: ["before the first write on the new side: switch back. After it: copy the new rows back first"],
    because: [
      "two owners of one row are none: for a moment nobody writes",
      "from here on the gateway may not fall back to the monolith for these routes",
    ],
  });
