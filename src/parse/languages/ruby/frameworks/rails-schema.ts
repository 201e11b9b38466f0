/** Turns db/schema.rb and migrations into steps of the schema. */
import type { ColumnFact, TableFragment } from "../../../../model/fragments.js";
import { createInflector } from "../../../../text/inflections.js";
import { readSql } from "../../sql/read-sql.js";
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import type { CallNode } from "../nodes.js";
import { type ColumnStep, columnsOf, idColumn, namesIn, readTableBlock, referenceKey } from "./schema-columns.js";

const inflector = createInflector();

/** Steps back undo the tables that the same file made. */
const goesBack = (file: RubyFile): boolean =>
  /[#.]down$/.test(file.within) || file.blocks.some((call) => call.name === "down" || call.name === "revert");

const fromOf = (file: RubyFile): TableFragment["from"] =>
  /(^|\/)[\w-]*schema\.rb$/.test(file.path) ? "schema" : "migration";

function add(
  file: RubyFile,
  call: CallNode,
  op: TableFragment["op"],
  table: string | null,
  more: Partial<Pick<TableFragment, "to" | "columns" | "foreignKeys" | "column">> = {},
): void {
  if (table === null) {
    if (fromOf(file) === "schema")
      file.addDiagnostic("table-name-computed", file.line(call), "A table's name is computed");
    return;
  }
  file.add({
    kind: "table",
    op,
    from: fromOf(file),
    table: table.replace(/^public\./, ""),
    columns: [],
    foreignKeys: [],
    ...more,
    line: file.line(call),
  });
}

function createTable(call: CallNode, file: RubyFile): void {
  if (goesBack(file)) return;
  const { positional, keywords, block } = readArguments(call);
  const steps = readTableBlock(block, file);
  add(file, call, "create", file.text(positional[0]), {
    columns: [...idColumn(keywords, file), ...steps.flatMap((step) => (step.op === "add" ? step.columns : []))],
    foreignKeys: steps.flatMap((step) => step.foreignKeys),
  });
}

/** Rails names it by both tables in order. https://api.rubyonrails.org/classes/ActiveRecord/ConnectionAdapters/SchemaStatements.html#method-i-create_join_table */
function createJoinTable(call: CallNode, file: RubyFile): void {
  if (goesBack(file)) return;
  const { positional, keywords, block } = readArguments(call);
  const [first, second] = positional.map((node) => file.text(node));
  if (!first || !second) return;
  const column = (table: string): ColumnFact => ({
    name: `${inflector.singularize(table)}_id`,
    type: "bigint",
    nullable: false,
    default: null,
    primaryKey: false,
  });
  const table = file.text(keywords.get("table_name")) ?? [first, second].sort().join("_");
  const more = readTableBlock(block, file).flatMap((step) => step.columns);
  add(file, call, "create", table, { columns: [column(first), column(second), ...more] });
}

function emitStep(step: ColumnStep, call: CallNode, table: string | null, file: RubyFile): void {
  if (step.op === "add") {
    if (step.columns.length > 0) add(file, call, "add-column", table, { columns: step.columns });
    if (step.foreignKeys.length > 0) add(file, call, "add-foreign-key", table, { foreignKeys: step.foreignKeys });
  } else if (step.op === "change") add(file, call, "change-column", table, { columns: step.columns });
  else for (const column of step.names) renameOrDrop(step, column, call, table, file);
}

function renameOrDrop(step: ColumnStep, column: string, call: CallNode, table: string | null, file: RubyFile): void {
  if (step.op === "rename") add(file, call, "rename-column", table, { column, to: step.to ?? column });
  else add(file, call, "drop-column", table, { column });
}

function changeTable(call: CallNode, file: RubyFile): void {
  if (goesBack(file)) return;
  const { positional, block } = readArguments(call);
  for (const step of readTableBlock(block, file)) emitStep(step, call, file.text(positional[0]), file);
}

/** `add_column :users, :name, :string`: the table, then what a `t.` line of a block says. */
const onColumns =
  (op: ColumnStep["op"], kind: "column" | "references" | "timestamps" | "names") =>
  (call: CallNode, file: RubyFile): void => {
    if (goesBack(file)) return;
    const { positional, keywords } = readArguments(call);
    const table = file.text(positional[0]);
    emitStep(columnsOf(op, kind, positional.slice(1), keywords, file, file.line(call)), call, table, file);
  };

function addForeignKey(call: CallNode, file: RubyFile): void {
  if (goesBack(file)) return;
  const { positional, keywords } = readArguments(call);
  const to = file.text(positional[1])?.replace(/^public\./, "") ?? null;
  if (to === null) return;
  const column = file.text(keywords.get("column")) ?? `${inflector.singularize(to.replace(/.*\./, ""))}_id`;
  const toColumn = file.text(keywords.get("primary_key"));
  const key = { column, to, ...(toColumn === null ? {} : { toColumn }), line: file.line(call) };
  add(file, call, "add-foreign-key", file.text(positional[0]), { foreignKeys: [key] });
}

function removeForeignKey(call: CallNode, file: RubyFile): void {
  if (goesBack(file)) return;
  const { positional, keywords } = readArguments(call);
  const to = file.text(positional[1]) ?? file.text(keywords.get("to_table"));
  const column = file.text(keywords.get("column")) ?? (to === null ? null : `${inflector.singularize(to)}_id`);
  if (column !== null) add(file, call, "drop-foreign-key", file.text(positional[0]), { column });
}

function changeColumn(call: CallNode, file: RubyFile): void {
  if (goesBack(file)) return;
  const { positional, keywords } = readArguments(call);
  const [table, ...rest] = positional;
  emitStep(columnsOf("change", "column", rest, keywords, file, file.line(call)), call, file.text(table), file);
}

function renameColumn(call: CallNode, file: RubyFile): void {
  if (goesBack(file)) return;
  const [table, column, to] = namesIn(readArguments(call).positional, file);
  if (table && column && to) add(file, call, "rename-column", table, { column, to });
}

function renameTable(call: CallNode, file: RubyFile): void {
  if (goesBack(file)) return;
  const [table, to] = namesIn(readArguments(call).positional, file);
  if (table && to) add(file, call, "rename", table, { to });
}

function dropTable(call: CallNode, file: RubyFile): void {
  if (goesBack(file)) return;
  for (const table of namesIn(readArguments(call).positional, file)) add(file, call, "drop", table);
}

function removeReference(call: CallNode, file: RubyFile): void {
  if (goesBack(file)) return;
  const [table, name] = namesIn(readArguments(call).positional, file);
  if (table && name) add(file, call, "drop-column", table, { column: referenceKey(name) });
}

function execute(call: CallNode, file: RubyFile): void {
  if (goesBack(file)) return;
  const text = file.text(readArguments(call).positional[0]);
  if (text === null) return;
  const first = file.line(call);
  for (const change of readSql(text, "migration").changes) file.add({ ...change, line: first + change.line - 1 });
}

export const railsSchema = defineRubyFramework({
  id: "rails-schema",
  reads: (path) => /(^|\/)db\/.*\.rb$/.test(path) && !/(^|\/)db\/seeds/.test(path),
  calls: {
    create_table: createTable,
    create_join_table: createJoinTable,
    change_table: changeTable,
    add_column: onColumns("add", "column"),
    add_columns: onColumns("add", "names"),
    add_reference: onColumns("add", "references"),
    add_belongs_to: onColumns("add", "references"),
    add_timestamps: onColumns("add", "timestamps"),
    remove_column: onColumns("drop", "column"),
    remove_columns: onColumns("drop", "names"),
    remove_timestamps: onColumns("drop", "timestamps"),
    remove_reference: removeReference,
    remove_belongs_to: removeReference,
    change_column: changeColumn,
    rename_column: renameColumn,
    rename_table: renameTable,
    drop_table: dropTable,
    drop_join_table: (call, file) => {
      const names = namesIn(readArguments(call).positional, file);
      if (!goesBack(file) && names.length > 1) add(file, call, "drop", [...names].slice(0, 2).sort().join("_"));
    },
    add_foreign_key: addForeignKey,
    remove_foreign_key: removeForeignKey,
    execute,
  },
});
