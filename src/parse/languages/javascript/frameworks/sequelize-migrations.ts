/** Reads steps of Sequelize migrations. https://sequelize.org/docs/v6/other-topics/query-interface/ */
import type { TableFragment } from "../../../../model/fragments.js";
import { type CallNode, calleeName, lineOf, type Node, receiverOf } from "../ast.js";
import { lastName } from "../data/chains.js";
import { entriesOf, isStepBack, settingOf } from "../data/objects.js";
import { readColumn } from "../data/sequelize-columns.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

type Step = Omit<TableFragment, "kind" | "from" | "line" | "columns" | "foreignKeys"> &
  Partial<Pick<TableFragment, "columns" | "foreignKeys">>;

/** `"users"` or `{ tableName: "users", schema: "billing" }`. */
function tableName(node: Node | undefined, context: FrameworkContext): string | null {
  if (node === undefined) return null;
  const schema = context.string(settingOf(node, "schema", context));
  const name = context.string(node) ?? context.string(settingOf(node, "tableName", context));
  return name === null || schema === null || schema === "public" ? name : `${schema}.${name}`;
}

function columnStep(
  op: "add-column" | "change-column",
  table: string,
  node: CallNode,
  context: FrameworkContext,
): Step | null {
  const name = context.string(node.arguments[1]);
  const spec = node.arguments[2];
  if (name === null) return null;
  const read = spec === undefined ? null : readColumn(name, spec, context);
  const columns = read === null ? [] : [read.column];
  return { op, table, column: name, columns, foreignKeys: read?.foreignKey ? [read.foreignKey] : [] };
}

function createStep(table: string, node: CallNode, context: FrameworkContext): Step {
  const columns = entriesOf(node.arguments[1], context).map((entry) => readColumn(entry.name, entry.value, context));
  const foreignKeys = columns.map((column) => column.foreignKey).filter((key) => key !== null);
  return { op: "create", table, columns: columns.map(({ column }) => column), foreignKeys };
}

/** `addConstraint(table, { type: "foreign key", fields, references: { table, field } })`; v5 passes the fields before. */
function constraintStep(table: string, node: CallNode, context: FrameworkContext): Step | null {
  const options = node.arguments.at(-1);
  if (!/^foreign key$/i.test(context.string(settingOf(options, "type", context)) ?? "")) return null;
  const references = settingOf(options, "references", context);
  const to = tableName(settingOf(references, "table", context) ?? undefined, context);
  const fields = context.literal(settingOf(options, "fields", context) ?? node.arguments[1]);
  const column = Array.isArray(fields) && typeof fields[0] === "string" ? fields[0] : null;
  if (to === null || column === null) return null;
  return { op: "add-foreign-key", table, foreignKeys: [{ column, to, line: lineOf(node) }] };
}

function stepOf(method: string, node: CallNode, context: FrameworkContext): Step | null {
  const table = tableName(node.arguments[0] as Node | undefined, context);
  if (table === null) return null;
  switch (method) {
    case "createTable":
      return createStep(table, node, context);
    case "dropTable":
      return { op: "drop", table };
    case "renameTable": {
      const to = tableName(node.arguments[1] as Node | undefined, context);
      return to === null ? null : { op: "rename", table, to };
    }
    case "addColumn":
      return columnStep("add-column", table, node, context);
    case "changeColumn":
      return columnStep("change-column", table, node, context);
    case "removeColumn": {
      const column = context.string(node.arguments[1]);
      return column === null ? null : { op: "drop-column", table, column };
    }
    case "renameColumn": {
      const [column, to] = [context.string(node.arguments[1]), context.string(node.arguments[2])];
      return column === null || to === null ? null : { op: "rename-column", table, column, to };
    }
    case "addConstraint":
      return constraintStep(table, node, context);
    default:
      return null;
  }
}

export const sequelizeMigrations = defineFramework({
  id: "sequelize-migrations",
  visit: {
    CallExpression(node, context) {
      const method = calleeName(node);
      const receiver = receiverOf(node);
      if (method === null || receiver === null || !/^(create|drop|rename|add|remove|change)[A-Z]/.test(method)) return;
      const name = lastName(context.origin(receiver)) ?? (receiver.type === "Identifier" ? receiver.name : "");
      if (!/query|^(qi|q|migration|migrator|context)$/i.test(name)) return;
      const step = isStepBack(context) ? null : stepOf(method, node, context);
      if (step === null) return;
      context.emit({ kind: "table", from: "migration", columns: [], foreignKeys: [], ...step, line: lineOf(node) });
    },
  },
});
