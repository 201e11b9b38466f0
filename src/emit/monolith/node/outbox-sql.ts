/** Turns events about rows into SQL: an outbox table, and triggers that write it inside whatever transaction changes a row. */
import type { PlannedEvent } from "../../../model/plan.js";

export type Dialect = "postgres" | "mysql" | "sqlite";

export interface OutboxSql {
  readonly up: readonly string[];
  readonly down: readonly string[];
}

export const OUTBOX = "valueline_outbox";

/**
 * Triggers, because every ORM has writes that pass its hooks by (bulk updates, raw SQL, other programs), and because a
 * hook without the caller's transaction would be a second write that can fail alone.
 */
export function printOutboxSql(dialect: Dialect, events: readonly PlannedEvent[]): OutboxSql {
  const told = events.flatMap((event) =>
    event.table === undefined ? [] : [triggersOf(dialect, event, event.table.name)],
  );
  const { table, indexes } = TABLES[dialect];
  return {
    up: [table, ...indexes, ...told.flatMap(({ up }) => up)],
    down: [...told.flatMap(({ down }) => down), `DROP TABLE ${OUTBOX}`],
  };
}

const TABLES: Readonly<Record<Dialect, { readonly table: string; readonly indexes: readonly string[] }>> = {
  postgres: {
    table: `CREATE TABLE ${OUTBOX} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  name text NOT NULL,
  key text NOT NULL,
  data jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  published_at timestamptz
)`,
    indexes: [`CREATE INDEX ${OUTBOX}_waiting ON ${OUTBOX} (id) WHERE published_at IS NULL`],
  },
  mysql: {
    table: `CREATE TABLE ${OUTBOX} (
  id BIGINT AUTO_INCREMENT PRIMARY KEY,
  message_id CHAR(36) NOT NULL UNIQUE,
  name VARCHAR(255) NOT NULL,
  \`key\` VARCHAR(255) NOT NULL,
  data LONGTEXT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  published_at DATETIME(6) NULL,
  INDEX ${OUTBOX}_waiting (published_at, id)
)`,
    indexes: [],
  },
  sqlite: {
    table: `CREATE TABLE ${OUTBOX} (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  data TEXT NOT NULL,
  created_at TEXT NOT NULL,
  published_at TEXT
)`,
    indexes: [`CREATE INDEX ${OUTBOX}_waiting ON ${OUTBOX} (published_at, id)`],
  },
};

interface Column {
  readonly name: string;
  /** As the contract says it: a decimal is text, so that no cent is lost. */
  readonly text: boolean;
  readonly moment: boolean;
}

const columnsOf = ({ payload }: PlannedEvent): readonly Column[] =>
  Object.entries(
    (payload as { properties?: Record<string, { type?: string | readonly string[]; format?: string }> }).properties ??
      {},
  ).map(([name, { type, format }]) => ({
    name,
    text: [type].flat().includes("string") && format === undefined,
    moment: format === "date-time",
  }));

function triggersOf(dialect: Dialect, event: PlannedEvent, table: string): OutboxSql {
  const base = `valueline_${event.name.replace(/[^a-z0-9]+/gi, "_")}`;
  const key = event.orderedBy ?? "id";
  return TRIGGERS[dialect]({ event: event.name, base, table, key, columns: columnsOf(event) });
}

interface Trigger {
  readonly event: string;
  readonly base: string;
  readonly table: string;
  readonly key: string;
  readonly columns: readonly Column[];
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const TRIGGERS: Readonly<Record<Dialect, (trigger: Trigger) => OutboxSql>> = {
  postgres({ event, base, table, key, columns }) {
    const quoted = table
      .split(".")
      .map((part) => `"${part}"`)
      .join(".");
    const value = (row: string, { name, text, moment }: Column): string => {
      if (moment) return `to_char(${row}."${name}"::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
      return text ? `${row}."${name}"::text` : `to_jsonb(${row}."${name}")`;
    };
    const object = (row: string): string =>
      `jsonb_build_object(${columns.map((column) => `${literal(column.name)}, ${value(row, column)}`).join(", ")})`;
    return {
      up: [
        `CREATE FUNCTION ${base}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO ${OUTBOX} (name, key, data) VALUES (${literal(event)}, OLD."${key}"::text, jsonb_build_object(${literal(key)}, to_jsonb(OLD."${key}"), 'deleted', true));
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' AND ${object("OLD")} = ${object("NEW")} THEN
    RETURN NEW;
  END IF;
  INSERT INTO ${OUTBOX} (name, key, data) VALUES (${literal(event)}, NEW."${key}"::text, ${object("NEW")});
  RETURN NEW;
END $$`,
        `CREATE TRIGGER ${base} AFTER INSERT OR UPDATE OR DELETE ON ${quoted} FOR EACH ROW EXECUTE FUNCTION ${base}()`,
      ],
      down: [`DROP TRIGGER ${base} ON ${quoted}`, `DROP FUNCTION ${base}()`],
    };
  },
  mysql({ event, base, table, key, columns }) {
    const value = (row: string, { name, text, moment }: Column): string => {
      if (moment) return `DATE_FORMAT(${row}.\`${name}\`, '%Y-%m-%dT%H:%i:%s.%fZ')`;
      return text ? `CAST(${row}.\`${name}\` AS CHAR)` : `${row}.\`${name}\``;
    };
    const object = (row: string): string =>
      `JSON_OBJECT(${columns.map((column) => `${literal(column.name)}, ${value(row, column)}`).join(", ")})`;
    const insert = (row: string, data: string): string =>
      `INSERT INTO ${OUTBOX} (message_id, name, \`key\`, data, created_at) VALUES (UUID(), ${literal(event)}, ${row}.\`${key}\`, ${data}, UTC_TIMESTAMP(6))`;
    const made = (what: string, body: string): string =>
      `CREATE TRIGGER ${base}_${what.toLowerCase()} AFTER ${what} ON \`${table}\` FOR EACH ROW ${body}`;
    const same = columns.map(({ name }) => `OLD.\`${name}\` <=> NEW.\`${name}\``).join(" AND ");
    return {
      up: [
        made("INSERT", insert("NEW", object("NEW"))),
        made("UPDATE", `IF NOT (${same}) THEN ${insert("NEW", object("NEW"))}; END IF`),
        made("DELETE", insert("OLD", `JSON_OBJECT(${literal(key)}, OLD.\`${key}\`, 'deleted', TRUE)`)),
      ],
      down: ["insert", "update", "delete"].map((what) => `DROP TRIGGER ${base}_${what}`),
    };
  },
  sqlite({ event, base, table, key, columns }) {
    const value = (row: string, { name, text }: Column): string =>
      text ? `CAST(${row}."${name}" AS TEXT)` : `${row}."${name}"`;
    const object = (row: string): string =>
      `json_object(${columns.map((column) => `${literal(column.name)}, ${value(row, column)}`).join(", ")})`;
    const insert = (row: string, data: string): string =>
      `INSERT INTO ${OUTBOX} (message_id, name, key, data, created_at) VALUES (lower(hex(randomblob(16))), ${literal(event)}, CAST(${row}."${key}" AS TEXT), ${data}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`;
    const made = (what: string, when: string, body: string): string =>
      `CREATE TRIGGER ${base}_${what.toLowerCase()} AFTER ${what} ON "${table}"${when} BEGIN ${body}; END`;
    return {
      up: [
        made("INSERT", "", insert("NEW", object("NEW"))),
        made("UPDATE", ` WHEN ${object("OLD")} IS NOT ${object("NEW")}`, insert("NEW", object("NEW"))),
        made("DELETE", "", insert("OLD", `json_object(${literal(key)}, OLD."${key}", 'deleted', json('true'))`)),
      ],
      down: ["insert", "update", "delete"].map((what) => `DROP TRIGGER ${base}_${what}`),
    };
  },
};
