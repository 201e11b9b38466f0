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

type Quote = (name: string) => string;

/** Every name is quoted, for a table may be called order and a column createdAt; the backslash is for the shell's own quotes. */
const quoteWith =
  (mark: string): Quote =>
  (name) =>
    name
      .split(".")
      .map((part) => `\\${mark}${part}\\${mark}`)
      .join(".");
const inPostgres = quoteWith('"');
const inMysql = quoteWith("`");

const keyOf = (table: Table): string => table.columns.find(({ primaryKey }) => primaryKey)?.name ?? "id";

/** A key that grows tells where a copy stopped; a random one does not. */
const grows = (table: Table): boolean =>
  /int|serial/i.test(table.columns.find(({ name }) => name === keyOf(table))?.type ?? "bigint");

function backfillStep({ monolith }: StepInput, service: PlannedService): PlannedStep {
  const { name, tables } = service;
  const commands =
    monolith.database === "mysql"
      ? copyMysql(tables)
      : service.data === "own-database"
        ? copyBetween(tables)
        : copyInto(variableOf(name), tables);
  const [here, there] =
    monolith.database === "mysql"
      ? ["mysql $MONOLITH_DB -e", "mysql $SERVICE_DB -e"]
      : service.data === "own-database"
        ? ['psql "$MONOLITH_URL" -c', 'psql "$SERVICE_URL" -c']
        : ['psql "$DATABASE_URL" -c', 'psql "$DATABASE_URL" -c'];
  const quote = monolith.database === "mysql" ? inMysql : inPostgres;
  const apart = monolith.database === "mysql" || service.data === "own-database" ? "" : `${quote(variableOf(name))}.`;
  const count = (table: Table, prefix: string): string =>
    `"SELECT count(*)${grows(table) ? `, max(${quote(keyOf(table))})` : ""} FROM ${prefix}${quote(table.name)}"`;
  return step("backfill", `Copy the rows of ${name}`, {
    needs: [
      "changes since the start of the copy arrive by events, or writes to these tables stop for the last round",
      "disk for a second copy",
      ...(monolith.database === "mysql" ? ["~/.my.cnf names the host and a user who may read both databases"] : []),
    ],
    commands,
    watch: [
      ...tables.map((table) => `${here} ${count(table, "")}; ${there} ${count(table, apart)}   # equal`),
      "replication lag and write latency of the monolith: make the batches smaller when they rise",
    ],
    rollback: ["drop the copy; the monolith still owns the data"],
    because: ["by primary key in batches, so that no lock is held for long"],
  });
}

/** Within one database; the copy's default keeps drawing from the monolith's sequence, so that keys cannot clash. */
const copyInto = (schema: string, tables: readonly Table[]): readonly string[] => [
  `psql "$DATABASE_URL" -c "CREATE SCHEMA IF NOT EXISTS ${inPostgres(schema)}"`,
  ...tables.flatMap((table) => {
    const [key, here] = [inPostgres(keyOf(table)), inPostgres(table.name)];
    const there = `${inPostgres(schema)}.${here}`;
    return [
      `psql "$DATABASE_URL" -c "CREATE TABLE IF NOT EXISTS ${there} (LIKE ${here} INCLUDING DEFAULTS INCLUDING INDEXES)"`,
      `psql "$DATABASE_URL" -c "INSERT INTO ${there} SELECT * FROM ${here} old_row WHERE NOT EXISTS (SELECT 1 FROM ${there} new_row WHERE new_row.${key} = old_row.${key}) ORDER BY ${key} LIMIT 10000"   # again until INSERT 0 0`,
    ];
  }),
];

const copyBetween = (tables: readonly Table[]): readonly string[] => [
  `pg_dump --schema-only --no-owner ${tables.map((table) => `-t "${inPostgres(table.name)}"`).join(" ")} "$MONOLITH_URL" | psql "$SERVICE_URL"   # foreign keys to tables that stay are refused: the next step replaces them`,
  ...tables.flatMap((table) => {
    const [key, from] = [inPostgres(keyOf(table)), inPostgres(table.name)];
    const into = `psql "$SERVICE_URL" -c "\\copy ${from} FROM STDIN"`;
    if (!grows(table))
      return [
        `psql "$MONOLITH_URL" -c "\\copy ${from} TO STDOUT" | ${into}   # once: its keys do not grow, so there are no rounds`,
      ];
    return [
      `LAST=$(psql "$SERVICE_URL" -Atc "SELECT coalesce(max(${key}), 0) FROM ${from}"); psql "$MONOLITH_URL" -c "\\copy (SELECT * FROM ${from} WHERE ${key} > $LAST ORDER BY ${key} LIMIT 10000) TO STDOUT" | ${into}   # again until COPY 0`,
      `psql "$SERVICE_URL" -c "SELECT setval(pg_get_serial_sequence('${from}', '${keyOf(table)}'), (SELECT coalesce(max(${key}), 0) FROM ${from}) + 10000)"   # where the key is a sequence`,
    ];
  }),
];

/** mysqldump drops and makes each table anew unless it is told not to, which would empty the copy. */
const copyMysql = (tables: readonly Table[]): readonly string[] => [
  `mysqldump --no-data --skip-add-drop-table --skip-triggers --single-transaction $MONOLITH_DB ${tables.map((table) => table.name).join(" ")} | sed 's/^CREATE TABLE /CREATE TABLE IF NOT EXISTS /' | mysql --init-command="SET foreign_key_checks=0" $SERVICE_DB`,
  ...tables.map((table) => {
    const dump = "mysqldump --no-create-info --insert-ignore --skip-triggers --single-transaction";
    const into = `mysql --init-command="SET foreign_key_checks=0" $SERVICE_DB`;
    if (!grows(table)) return `${dump} $MONOLITH_DB ${table.name} | ${into}   # again: rows that are there stay`;
    const key = inMysql(keyOf(table));
    return `LAST=$(mysql $SERVICE_DB -Ne "SELECT COALESCE(MAX(${key}), 0) FROM ${inMysql(table.name)}"); ${dump} --where="${key} > $LAST" $MONOLITH_DB ${table.name} | ${into}   # again until the counts are equal`;
  }),
];

/** What replaces a foreign key: an event that keeps a copy, or a question over HTTP. */
function keysStep({ app, events, monolith }: StepInput, service: PlannedService, keys: readonly Key[]): PlannedStep {
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
  const mysql = monolith.database === "mysql";
  const quote = mysql ? inMysql : inPostgres;
  // MySQL's copy keeps keys to tables that are not there, and refuses every row for them; PostgreSQL's was refused them.
  const sql = (table: string, text: string): string =>
    mysql
      ? `mysql ${mine.has(table) ? "$SERVICE_DB" : "$MONOLITH_DB"} -e "${text}"`
      : `psql "${service.data === "own-database" ? "$MONOLITH_URL" : "$DATABASE_URL"}" -c "${text}"`;
  const idOf = (name: string): string => {
    const table = app.tables.find((one) => one.name === name);
    return table === undefined ? "id" : keyOf(table);
  };
  const find = (table: string): string =>
    mysql
      ? sql(
          table,
          `SELECT CONSTRAINT_NAME, COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '${table}' AND REFERENCED_TABLE_NAME IS NOT NULL`,
        )
      : sql(
          table,
          `SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = '${quote(table)}'::regclass`,
        );
  const drop = mysql ? "DROP FOREIGN KEY" : "DROP CONSTRAINT";
  const enforced = keys.filter((key) => key.enforced);
  const back = (mysql ? enforced.filter(({ table }) => !mine.has(table)) : enforced).map(
    ({ table, column, to }) =>
      `${sql(table, `ALTER TABLE ${quote(table)} ADD FOREIGN KEY (${quote(column)}) REFERENCES ${quote(to)} (${quote(idOf(to))})${mysql ? "" : " NOT VALID"}`)}${mysql ? "" : "   # NOT VALID looks at new rows only: VALIDATE CONSTRAINT afterwards"}`,
  );
  return step("backfill", `Replace the foreign keys that ${service.name} breaks`, {
    needs: ["the replacement of each key is in the code and tested"],
    commands: [
      ...[...new Set(enforced.map(({ table }) => table))].map(find),
      ...enforced.map(
        ({ table, column, to }) =>
          `KEY=...; ${sql(table, `ALTER TABLE ${quote(table)} ${drop} ${quote("$KEY")}`)}   # the name found above of ${column} -> ${to}`,
      ),
    ],
    watch: (mysql ? keys.filter(({ table }) => !mine.has(table)) : keys).map(
      ({ table, column, to }) =>
        `${sql(table, `SELECT count(*) FROM ${quote(table)} WHERE ${quote(column)} IS NOT NULL AND ${quote(column)} NOT IN (SELECT ${quote(idOf(to))} FROM ${quote(to)})`)}   # stays 0, on a copy of ${to}`,
    ),
    rollback: back.length === 0 ? ["nothing to undo: the monolith's own keys stay as they are"] : back,
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
