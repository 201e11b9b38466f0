/** Replays schema dumps and migrations into tables, and joins who reads and writes each. */
import type { Model, Table, TableAccess } from "../model/app-model.js";
import type { Evidence } from "../model/evidence.js";
import type { ColumnFact } from "../model/fragments.js";
import { byKeys } from "../text/order.js";
import { lineage } from "./data/associations.js";
import { columnIn, impliedKeys } from "./data/foreign-keys.js";
import { type ModelEntry, modelIndexOf } from "./data/model-index.js";
import { modelTablesOf } from "./data/model-tables.js";
import { replaySchema } from "./data/schema-replay.js";
import { resolvedUses } from "./data/table-uses.js";
import type { DetectInput } from "./input.js";
import { detectRubyAccess } from "./ruby/access.js";
import { detectRubyForeignKeys } from "./ruby/foreign-keys.js";

interface Draft {
  readonly name: string;
  columns: readonly ColumnFact[];
  /** No schema states it: its columns are what the models say. */
  readonly modelled?: boolean;
  readonly keys: { column: string; to: string; enforced: boolean; evidence: Evidence[] }[];
  readonly access: Map<string, TableAccess>;
  readonly evidence: Evidence[];
}

export function detectTables(input: DetectInput, models: readonly Model[]): readonly Table[] {
  const tables = new Tables();
  const isColumn = columnTest(input);
  for (const { foreignKeys, columns, ...table } of replaySchema(input.facts, symbolTable(input))) {
    const keys = foreignKeys.map(({ column, to, evidence }) => ({ column, to, enforced: true, evidence: [evidence] }));
    tables.add({ ...table, columns: columns.filter(isColumn), keys, access: new Map(), evidence: [...table.evidence] });
  }
  addModelTables(tables, input, models, isColumn);
  for (const use of resolvedUses(input)) {
    if (use.via !== "migration")
      tables.access(use.table, { path: use.path, mode: use.mode, via: use.via, line: use.line });
  }
  for (const { table, path, mode, via, line } of detectRubyAccess(input.facts))
    tables.access(table, { path, mode, via, line });
  tables.nameKeys(symbolTables(input));
  for (const { table, column, to, evidence } of impliedKeys(input)) tables.imply(table, column, to, evidence);
  for (const { table, column, to, path, line } of detectRubyForeignKeys(input.facts))
    tables.imply(table, column, to, { path, line });
  const databases = databasesOf(models);
  return tables.finish().map((table) => withDatabase(table, databases));
}

type IsColumn = (column: ColumnFact) => boolean;

/** A field of a split Prisma schema whose type another file declares as a model is no column. */
function columnTest(input: DetectInput): IsColumn {
  const entries = modelIndexOf(input).entries.filter(({ fragment }) => fragment.orm === "prisma");
  const models = new Set(entries.map(({ fragment }) => fragment.name));
  return ({ type }) => !models.has(type.replace("[]", ""));
}

const databasesOf = (models: readonly Model[]): ReadonlyMap<string | null, string> =>
  new Map(models.flatMap(({ table, database }) => (database === undefined ? [] : [[table, database] as const])));

/** Rails dumps and migrates each further database in files of its own name. https://guides.rubyonrails.org/active_record_multiple_databases.html */
const DATABASE_FILE = /(?:^|\/)db\/(\w+)_(?:schema\.rb|structure\.sql|migrate\/[^/]+)$/;

function withDatabase(table: Table, databases: ReadonlyMap<string | null, string>): Table {
  const file = table.evidence.flatMap(({ path }) => DATABASE_FILE.exec(path)?.[1] ?? [])[0];
  const database = databases.get(table.name) ?? file;
  return database === undefined ? table : { ...table, database };
}

/** Tables that only a model speaks of: no dump, no migration, `sync()` or a document store. */
function addModelTables(tables: Tables, input: DetectInput, models: readonly Model[], isColumn: IsColumn): void {
  const modelTables = modelTablesOf(input);
  const joins = new Set(models.flatMap((model) => model.associations.map((one) => one.through)));
  for (const entry of modelIndexOf(input).entries) {
    const name = entry.fragment.abstract ? null : modelTables.tableOf(entry);
    if (name === null) continue;
    const columns = withKey(entry, columnsOf(entry, input, isColumn), joins);
    if (tables.has(name)) {
      tables.widen(name, columns);
      continue;
    }
    const evidence = [{ path: entry.path, line: entry.fragment.line }];
    tables.add({ name, modelled: true, columns: distinctColumns(columns), keys: [], access: new Map(), evidence });
  }
  for (const { table, evidence } of models) {
    if (table !== null && !tables.has(table))
      tables.add({ name: table, columns: [], keys: [], access: new Map(), evidence: [...evidence] });
  }
}

/** Columns of the model and of the abstract classes it extends, under the names that the table has. */
function columnsOf(entry: ModelEntry, input: DetectInput, isColumn: IsColumn): readonly ColumnFact[] {
  const tables = modelTablesOf(input);
  return lineage(entry, input).flatMap(({ fragment }) =>
    fragment.columns
      .filter(isColumn)
      .map((column) => ({ ...column, name: tables.columnOf(fragment.orm, column.name) })),
  );
}

/** Sequelize gives a model without a key an `id`; a join table has its two foreign keys. */
function withKey(
  entry: ModelEntry,
  columns: readonly ColumnFact[],
  joins: ReadonlySet<string | null>,
): readonly ColumnFact[] {
  const { orm, name } = entry.fragment;
  if (orm !== "sequelize" || joins.has(name) || columns.some((column) => column.primaryKey)) return columns;
  return [{ name: "id", type: "INTEGER", nullable: false, default: null, primaryKey: true }, ...columns];
}

function distinctColumns(columns: readonly ColumnFact[]): readonly ColumnFact[] {
  const byName = new Map<string, ColumnFact>();
  for (const column of columns) if (!byName.has(column.name)) byName.set(column.name, column);
  return [...byName.values()];
}

/** Foreign keys of schemas written in code name symbols and models: their tables. */
function symbolTables(input: DetectInput): ReadonlyMap<string, string> {
  const modelTables = modelTablesOf(input);
  const names = new Map<string, string>();
  for (const entry of modelIndexOf(input).entries) {
    const table = modelTables.tableOf(entry);
    if (table !== null) names.set(entry.fragment.name, table);
  }
  return names;
}

/** The table of the model that a file keeps under a symbol. */
function symbolTable(input: DetectInput): (path: string, symbol: string) => string | null {
  const tables = modelTablesOf(input);
  const names = new Map(
    modelIndexOf(input).entries.map((entry) => {
      const { origin } = entry.fragment;
      return [`${entry.path}\n${"name" in origin ? origin.name : ""}`, tables.tableOf(entry)] as const;
    }),
  );
  return (path, symbol) => names.get(`${path}\n${symbol}`) ?? null;
}

class Tables {
  readonly #tables = new Map<string, Draft>();
  /** SQL folds names that are not quoted. */
  readonly #folded = new Map<string, string>();

  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  add(draft: Draft): void {
    this.#tables.set(draft.name, draft);
    this.#folded.set(draft.name.toLowerCase(), draft.name);
  }

  #find(name: string): Draft | undefined {
    return this.#tables.get(name) ?? this.#tables.get(this.#folded.get(name.toLowerCase()) ?? "");
  }

  access(name: string, access: TableAccess): void {
    const { path, line } = access;
    if (!this.has(name)) this.add({ name, columns: [], keys: [], access: new Map(), evidence: [{ path, line }] });
    const { access: known } = this.#find(name)!;
    const key = `${path}\n${access.mode}\n${access.via}\n${line}`;
    known.set(key, access);
  }

  /** Several models in one table: single-table inheritance. */
  widen(name: string, columns: readonly ColumnFact[]): void {
    const table = this.#find(name);
    if (table?.modelled) table.columns = distinctColumns([...table.columns, ...columns]);
  }

  nameKeys(symbols: ReadonlyMap<string, string>): void {
    for (const table of this.#tables.values()) {
      for (const key of table.keys) key.to = this.#find(key.to)?.name ?? symbols.get(key.to) ?? key.to;
    }
  }

  imply(name: string, column: string, to: string, evidence: Evidence): void {
    const table = this.#find(name);
    if (table === undefined) return;
    const own = columnIn(new Set(table.columns.map((one) => one.name)), column);
    const target = this.#find(to)?.name ?? to;
    const known = table.keys.find((key) => key.column === own);
    // The ORM makes the column of an association; no property states it.
    if (table.modelled) {
      const made = { name: own, type: "", nullable: true, default: null, primaryKey: false };
      table.columns = distinctColumns([...table.columns, made]);
    }
    if (known === undefined) table.keys.push({ column: own, to: target, enforced: false, evidence: [evidence] });
  }

  finish(): readonly Table[] {
    return [...this.#tables.values()].map(toTable).sort(byKeys((table) => table.name));
  }
}

function toTable({ name, columns, keys, access, evidence }: Draft): Table {
  return {
    name,
    columns,
    foreignKeys: [...keys].sort(
      byKeys(
        (key) => key.column,
        (key) => key.to,
      ),
    ),
    access: [...access.values()].sort(
      byKeys(
        (one) => one.path,
        (one) => one.line,
        (one) => one.mode,
        (one) => one.via,
      ),
    ),
    evidence,
  };
}
