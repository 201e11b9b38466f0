/** Replays schema dumps and migrations into the tables that stand in the end. */
import type { Evidence } from "../../model/evidence.js";
import type { FileFacts } from "../../model/file-facts.js";
import type { ColumnFact, TableFragment } from "../../model/fragments.js";
import { byKeys } from "../../text/order.js";
import { isOwn, type Placed, placed } from "./sources.js";

export interface ReplayedTable {
  readonly name: string;
  readonly columns: readonly ColumnFact[];
  readonly foreignKeys: readonly { readonly column: string; readonly to: string; readonly evidence: Evidence }[];
  readonly evidence: readonly Evidence[];
}

interface Draft {
  name: string;
  columns: ColumnFact[];
  foreignKeys: { column: string; to: string; evidence: Evidence }[];
  evidence: Evidence[];
}

type Drafts = Map<string, Draft>;
type Step = Placed<TableFragment>;

/** A migration in the test folder of an engine still says what the app's tables are; one of a dummy app does not. */
export function replaySchema(
  facts: readonly FileFacts[],
  tableOf: (path: string, symbol: string) => string | null,
): readonly ReplayedTable[] {
  const steps = placed(facts.filter(isOwn), "table").map((step) => named(step, tableOf));
  const schema = replay(steps.filter(({ fragment }) => fragment.from === "schema"));
  const migrated = replay(steps.filter(({ fragment }) => fragment.from === "migration"));
  return [...merge(schema, migrated).values()].sort(byKeys((table) => table.name));
}

/** Tables that code states go by the name that their model has. */
function named({ path, fragment }: Step, tableOf: (path: string, symbol: string) => string | null): Step {
  const table = fragment.symbol === undefined ? null : tableOf(path, fragment.symbol);
  return { path, fragment: table === null ? fragment : { ...fragment, table } };
}

/** A dump states the end result: what only the migrations of the same tables made is gone by now. */
function merge(schema: Drafts, migrated: Drafts): Drafts {
  if (schema.size === 0) return migrated;
  const covered = [...migrated.keys()].filter((name) => schema.has(name)).length;
  if (covered * 2 >= migrated.size) return schema;
  return new Map([...migrated, ...schema]);
}

function replay(steps: readonly Step[]): Drafts {
  const tables: Drafts = new Map();
  for (const step of steps) apply(step, tables);
  return tables;
}

function apply({ path, fragment }: Step, tables: Drafts): void {
  const { op, table, to, line } = fragment;
  const evidence = { path, line };
  if (op === "create") create(fragment, path, tables);
  else if (op === "drop") tables.delete(table);
  else if (op === "rename" && to !== undefined) rename(table, to, tables);
  else change(fragment, draftOf(table, evidence, tables), path);
}

/** A table that is changed before anyone made it: the dump or the first migration is older than the repo. */
function draftOf(name: string, evidence: Evidence, tables: Drafts): Draft {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const draft: Draft = { name, columns: [], foreignKeys: [], evidence: [evidence] };
  tables.set(name, draft);
  return draft;
}

function create(fragment: TableFragment, path: string, tables: Drafts): void {
  const known = tables.get(fragment.table);
  const evidence = { path, line: fragment.line };
  const keys = fragment.foreignKeys.map(({ column, to, line }) => ({ column, to, evidence: { path, line } }));
  // `create table if not exists` over a table that is there changes nothing.
  if (known !== undefined && known.columns.length >= fragment.columns.length) {
    known.evidence.push(evidence);
    return;
  }
  tables.set(fragment.table, {
    name: fragment.table,
    columns: [...fragment.columns],
    foreignKeys: keys,
    evidence: [evidence],
  });
}

function rename(from: string, to: string, tables: Drafts): void {
  const draft = tables.get(from);
  if (draft === undefined) return;
  tables.delete(from);
  tables.set(to, { ...draft, name: to });
  for (const other of tables.values()) for (const key of other.foreignKeys) if (key.to === from) key.to = to;
}

function change(fragment: TableFragment, draft: Draft, path: string): void {
  const { op, column, to, columns, foreignKeys, line } = fragment;
  if (op === "add-column") for (const added of columns) put(draft, added);
  else if (op === "change-column") for (const changed of columns) put(draft, changed, true);
  else if (op === "drop-column") drop(draft, column ?? "");
  else if (op === "rename-column") renameColumn(draft, column ?? "", to ?? "");
  else if (op === "drop-foreign-key") {
    draft.foreignKeys = draft.foreignKeys.filter((key) => key.column !== column && key.to !== to);
  }
  if (op !== "drop-foreign-key") {
    for (const key of foreignKeys) addKey(draft, key.column, key.to, { path, line: key.line || line });
  }
}

function addKey(draft: Draft, column: string, to: string, evidence: Evidence): void {
  draft.foreignKeys = draft.foreignKeys.filter((key) => key.column !== column);
  draft.foreignKeys.push({ column, to, evidence });
}

/** A change states only what it changes: a type left out stays. */
function put(draft: Draft, column: ColumnFact, changes = false): void {
  const at = draft.columns.findIndex((one) => one.name === column.name);
  const before = draft.columns[at];
  if (before === undefined) draft.columns.push(column);
  else if (changes) {
    draft.columns[at] = {
      ...column,
      type: column.type || before.type,
      default: column.default ?? before.default,
      primaryKey: before.primaryKey || column.primaryKey,
    };
  }
}

function drop(draft: Draft, name: string): void {
  draft.columns = draft.columns.filter((one) => one.name !== name);
  draft.foreignKeys = draft.foreignKeys.filter((key) => key.column !== name);
}

function renameColumn(draft: Draft, from: string, to: string): void {
  draft.columns = draft.columns.map((one) => (one.name === from ? { ...one, name: to } : one));
  for (const key of draft.foreignKeys) if (key.column === from) key.column = to;
}
