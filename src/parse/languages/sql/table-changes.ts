/** Turns one CREATE, ALTER or DROP TABLE statement into steps of the schema. */
import type { ColumnFact, TableFragment } from "../../../model/fragments.js";
import { redact } from "../../../text/secrets.js";
import type { Cursor } from "./cursor.js";

type From = TableFragment["from"];
type ForeignKey = TableFragment["foreignKeys"][number];
interface Column {
  readonly column: ColumnFact;
  readonly foreignKey: ForeignKey | null;
}

const CONSTRAINTS = new Set(
  "constraint primary foreign unique check exclude key index fulltext spatial like period".split(" "),
);
/** Words that end a column's type. */
const AFTER_TYPE = new Set(
  "not null default primary unique references check collate generated constraint auto_increment autoincrement comment on character charset identity as first after using stored virtual invisible deferrable encode".split(
    " ",
  ),
);

const step = (from: From, line: number, table: string, op: TableFragment["op"], rest: Partial<TableFragment> = {}) =>
  ({ kind: "table", op, from, table, columns: [], foreignKeys: [], line, ...rest }) satisfies TableFragment;

/** Steps of the statement, none where it changes no table. */
export function readTableChanges(cursor: Cursor, from: From): readonly TableFragment[] {
  if (cursor.accept("create")) return readCreate(cursor, from);
  if (cursor.accept("alter")) {
    cursor.accept("foreign");
    return cursor.accept("table") ? readAlter(cursor, from) : [];
  }
  if (cursor.accept("drop", "table")) return readDrop(cursor, from);
  if (cursor.accept("rename", "table")) return readRename(cursor, from);
  return [];
}

function readCreate(cursor: Cursor, from: From): readonly TableFragment[] {
  for (const word of ["or", "replace", "global", "local", "unlogged", "external", "foreign"]) cursor.accept(word);
  // A temporary table is nobody's data.
  if (!cursor.accept("table")) return [];
  cursor.accept("if", "not", "exists");
  const name = cursor.tableName();
  if (name?.name == null) return [];
  const body = cursor.group();
  if (body === null) return [];
  const columns: Column[] = [];
  const keys: ForeignKey[] = [];
  const primary = new Set<string>();
  for (const item of body.items()) {
    const token = item.peek()!;
    if (token.kind === "word" && CONSTRAINTS.has(token.text) && !isColumnNamed(item)) {
      const constraint = readConstraint(item);
      keys.push(...constraint.foreignKeys);
      for (const column of constraint.primary) primary.add(column);
    } else {
      const column = readColumn(item);
      if (column !== null) columns.push(column);
    }
  }
  const facts = columns.map(({ column }) =>
    primary.has(column.name) ? { ...column, primaryKey: true, nullable: false } : column,
  );
  for (const { foreignKey } of columns) if (foreignKey !== null) keys.push(foreignKey);
  return [step(from, name.line, name.name, "create", { columns: facts, foreignKeys: keys })];
}

/** `key text NOT NULL`: a column that is called like a constraint. */
function isColumnNamed(item: Cursor): boolean {
  const word = item.peek()?.text ?? "";
  const next = item.peek(1);
  if (!["key", "index", "period", "like", "unique", "check"].includes(word) || next?.kind !== "word") return false;
  return item.peek(2)?.text !== "(" || /^(var)?char|^(numeric|decimal|bit|timestamp)/.test(next.text);
}

function readConstraint(item: Cursor): { readonly foreignKeys: ForeignKey[]; readonly primary: readonly string[] } {
  if (item.accept("constraint") && !item.isWord("foreign") && !item.isWord("primary")) item.part();
  const line = item.peek()?.line ?? 0;
  if (item.accept("primary", "key")) return { foreignKeys: [], primary: names(item.group()) };
  if (!item.accept("foreign", "key")) return { foreignKeys: [], primary: [] };
  if (!item.isMark("(")) item.part();
  const columns = names(item.group());
  return { foreignKeys: readReferences(item, columns, line), primary: [] };
}

function readReferences(item: Cursor, columns: readonly string[], line: number): ForeignKey[] {
  if (!item.accept("references")) return [];
  const table = item.tableName();
  if (table?.name == null) return [];
  const to = table.name;
  const targets = names(item.group());
  return columns.map((column, index) => {
    const toColumn = targets[index];
    return { column, to, line, ...(toColumn === undefined ? {} : { toColumn }) };
  });
}

const names = (group: Cursor | null): string[] =>
  (group?.items() ?? []).map((item) => item.part()?.text ?? null).filter((name) => name !== null);

function readColumn(item: Cursor): Column | null {
  const name = item.part();
  if (name?.text == null) return null;
  const type = item.rest((at) => at.peek()?.kind === "word" && AFTER_TYPE.has(at.peek()!.text)).trim();
  let nullable = true;
  let primaryKey = false;
  let fallback: string | null = null;
  let foreignKey: ForeignKey | null = null;
  while (!item.done) {
    if (item.accept("not", "null")) nullable = false;
    else if (item.accept("primary")) {
      item.accept("key");
      primaryKey = true;
      nullable = false;
    } else if (item.accept("default")) fallback = readDefault(item);
    else if (item.isWord("references")) foreignKey = readReferences(item, [name.text], name.line)[0] ?? null;
    else if (item.isMark("(")) item.group();
    else item.at++;
  }
  if (/^(small|big)?serial\d?$/.test(type)) nullable = false;
  return { column: { name: name.text, type, nullable, default: fallback, primaryKey }, foreignKey };
}

function readDefault(item: Cursor): string {
  const stop = (at: Cursor) => at.peek()?.kind === "word" && AFTER_TYPE.has(at.peek()!.text);
  // `DEFAULT NULL`: the word itself would end it.
  if (item.accept("null")) return "null";
  return redact(item.rest(stop));
}

function readDrop(cursor: Cursor, from: From): readonly TableFragment[] {
  cursor.accept("if", "exists");
  const steps: TableFragment[] = [];
  for (const item of cursor.items()) {
    const name = item.tableName();
    if (name?.name != null) steps.push(step(from, name.line, name.name, "drop"));
  }
  return steps;
}

/** MySQL: `RENAME TABLE a TO b, c TO d`. */
function readRename(cursor: Cursor, from: From): readonly TableFragment[] {
  const steps: TableFragment[] = [];
  for (const item of cursor.items()) {
    const name = item.tableName();
    const to = item.accept("to") ? item.tableName() : null;
    if (name?.name != null && to?.name != null) steps.push(step(from, name.line, name.name, "rename", { to: to.name }));
  }
  return steps;
}

function readAlter(cursor: Cursor, from: From): readonly TableFragment[] {
  cursor.accept("if", "exists");
  const name = cursor.tableName();
  if (name?.name == null) return [];
  const table = name.name;
  return cursor.items().flatMap((item) => readAction(item, from, table));
}

function readAction(item: Cursor, from: From, table: string): readonly TableFragment[] {
  const line = item.peek()?.line ?? 0;
  if (item.accept("add")) return readAdd(item, from, table, line);
  if (item.accept("drop")) return readDropPart(item, from, table, line);
  if (item.accept("rename")) return readRenamePart(item, from, table, line);
  if (item.accept("alter")) return readChange(item, from, table, line);
  if (item.accept("modify")) {
    item.accept("column");
    return changed(readColumn(item), from, table, line);
  }
  if (item.accept("change")) return readMysqlChange(item, from, table, line);
  return [];
}

function readAdd(item: Cursor, from: From, table: string, line: number): readonly TableFragment[] {
  const token = item.peek();
  if (token?.kind === "word" && CONSTRAINTS.has(token.text) && !isColumnNamed(item)) {
    const { foreignKeys } = readConstraint(item);
    return foreignKeys.length === 0 ? [] : [step(from, line, table, "add-foreign-key", { foreignKeys })];
  }
  item.accept("column");
  item.accept("if", "not", "exists");
  const group = item.group();
  const columns = (group === null ? [item] : group.items()).map(readColumn).filter((column) => column !== null);
  return columns.map(({ column, foreignKey }) =>
    step(from, line, table, "add-column", {
      columns: [column],
      foreignKeys: foreignKey === null ? [] : [foreignKey],
      column: column.name,
    }),
  );
}

function readDropPart(item: Cursor, from: From, table: string, line: number): readonly TableFragment[] {
  if (item.accept("constraint") || item.accept("foreign", "key") || item.accept("index") || item.accept("primary"))
    return [];
  item.accept("column");
  item.accept("if", "exists");
  const column = item.part()?.text;
  return column == null ? [] : [step(from, line, table, "drop-column", { column })];
}

function readRenamePart(item: Cursor, from: From, table: string, line: number): readonly TableFragment[] {
  if (item.accept("to") || item.accept("as")) {
    const to = item.tableName()?.name;
    return to == null ? [] : [step(from, line, table, "rename", { to })];
  }
  if (item.isWord("constraint") || item.isWord("index") || item.isWord("key")) return [];
  item.accept("column");
  const column = item.part()?.text;
  const to = item.accept("to") ? item.part()?.text : null;
  return column == null || to == null ? [] : [step(from, line, table, "rename-column", { column, to })];
}

/** `ALTER COLUMN x TYPE y`, `... SET NOT NULL`, `... DROP NOT NULL`; what is not said stays "". */
function readChange(item: Cursor, from: From, table: string, line: number): readonly TableFragment[] {
  item.accept("column");
  const name = item.part()?.text;
  if (name == null) return [];
  const type = item.accept("set", "data", "type") || item.accept("type") ? item.rest((at) => at.isWord("using")) : "";
  const required = item.accept("set", "not", "null");
  const optional = item.accept("drop", "not", "null");
  if (type === "" && !required && !optional) return [];
  const column = { name, type, nullable: !required, default: null, primaryKey: false };
  return [step(from, line, table, "change-column", { columns: [column], column: name })];
}

function changed(column: Column | null, from: From, table: string, line: number): readonly TableFragment[] {
  if (column === null) return [];
  return [step(from, line, table, "change-column", { columns: [column.column], column: column.column.name })];
}

function readMysqlChange(item: Cursor, from: From, table: string, line: number): readonly TableFragment[] {
  item.accept("column");
  const column = item.part()?.text;
  const next = readColumn(item);
  if (column == null || next === null) return [];
  const to = next.column.name;
  const renamed = to === column ? [] : [step(from, line, table, "rename-column", { column, to })];
  return [...renamed, ...changed(next, from, table, line)];
}
