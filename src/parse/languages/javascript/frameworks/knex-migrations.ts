/** Reads steps of Knex migrations. https://knexjs.org/guide/schema-builder.html */
import type { ColumnFact, TableFragment } from "../../../../model/fragments.js";
import { redact } from "../../../../text/secrets.js";
import { type CallNode, calleeName, isCall, isFunction, lineOf, type Node, receiverOf, unwrap } from "../ast.js";
import { isStepBack, settingOf } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

type ForeignKey = TableFragment["foreignKeys"][number];

interface Call {
  readonly name: string;
  readonly args: readonly Node[];
  readonly node: Node;
}

/** Calls on the builder, in order: `t.integer("a").notNullable()` -> integer, notNullable; null where it is no such chain. */
function chainOf(input: Node, builder: string): Call[] | null {
  const node = unwrap(input);
  if (node.type === "Identifier") return node.name === builder ? [] : null;
  if (node.type === "ThisExpression") return builder === "this" ? [] : null;
  const receiver = isCall(node) ? receiverOf(node) : null;
  if (!isCall(node) || receiver === null) return null;
  const before = chainOf(receiver, builder);
  return before === null ? null : [...before, { name: calleeName(node) ?? "", args: node.arguments.map(unwrap), node }];
}

const NOT_COLUMNS = new Set(
  "index unique foreign primary dropColumn dropColumns dropForeign dropIndex dropUnique dropPrimary dropTimestamps renameColumn comment engine charset collate inherits setNullable dropNullable check queryContext".split(
    " ",
  ),
);
const TIMESTAMPS = ["created_at", "updated_at"];

interface Body {
  readonly columns: ColumnFact[];
  readonly foreignKeys: ForeignKey[];
  readonly changed: Set<string>;
  readonly steps: Pick<TableFragment, "op" | "column" | "to">[];
}

function readChain(calls: readonly Call[], body: Body, context: FrameworkContext): void {
  const [first, ...rest] = calls;
  if (first === undefined) return;
  const text = (index: number) => context.string(first.args[index]) ?? "";
  if (first.name === "renameColumn") body.steps.push({ op: "rename-column", column: text(0), to: text(1) });
  else if (first.name === "dropColumn" || first.name === "dropColumns") dropColumns(first, body, context);
  else if (first.name === "dropTimestamps")
    for (const column of TIMESTAMPS) body.steps.push({ op: "drop-column", column });
  else if (first.name === "foreign") addForeign(first, rest, body, context);
  else if (first.name === "timestamps") {
    // `timestamps(useTimestamps, defaultToNow)`: with a default they are required.
    const required =
      context.literal(first.args[1]) === true ||
      context.literal(settingOf(first.args[0], "defaultToNow", context)) === true;
    for (const name of TIMESTAMPS) {
      body.columns.push({
        name,
        type: "timestamp",
        nullable: !required,
        default: required ? "now()" : null,
        primaryKey: false,
      });
    }
  } else if (!NOT_COLUMNS.has(first.name)) addColumn(first, rest, body, context);
}

function dropColumns(call: Call, body: Body, context: FrameworkContext): void {
  for (const value of call.args.flatMap((argument) => context.literal(argument))) {
    if (typeof value === "string") body.steps.push({ op: "drop-column", column: value });
  }
}

function addColumn(first: Call, rest: readonly Call[], body: Body, context: FrameworkContext): void {
  const increments = /increments$/i.test(first.name);
  const name = context.string(first.args[0]) ?? (increments && first.args.length === 0 ? "id" : null);
  if (name === null) return;
  const has = (method: string) => rest.some((one) => one.name === method);
  const fallback = context.literal(rest.find((one) => one.name === "defaultTo")?.args[0]);
  const primaryKey = increments || has("primary");
  body.columns.push({
    name,
    type: first.name === "specificType" ? (context.string(first.args[1]) ?? "") : first.name,
    nullable: !primaryKey && !has("notNullable"),
    default: fallback === undefined || fallback === null ? null : redact(String(fallback), name),
    primaryKey,
  });
  if (has("alter")) body.changed.add(name);
  const key = referenceOf(name, rest, first, context);
  if (key !== null) body.foreignKeys.push(key);
}

function addForeign(first: Call, rest: readonly Call[], body: Body, context: FrameworkContext): void {
  const value = context.literal(first.args[0]);
  const column = Array.isArray(value) ? value[0] : value;
  const key = typeof column === "string" ? referenceOf(column, rest, first, context) : null;
  if (key !== null) body.foreignKeys.push(key);
}

/** `.references("id").inTable("users")`, `.references("users.id")`. */
function referenceOf(
  column: string,
  calls: readonly Call[],
  first: Call,
  context: FrameworkContext,
): ForeignKey | null {
  const literal = context.literal(calls.find((one) => one.name === "references")?.args[0]);
  const target = Array.isArray(literal) ? literal[0] : literal;
  const table = context.string(calls.find((one) => one.name === "inTable")?.args[0]);
  if (typeof target !== "string") return null;
  const [left, right] = target.split(".");
  const to = table ?? (right === undefined ? null : left!);
  return to === null ? null : { column, to, toColumn: right ?? left!, line: lineOf(first.node) };
}

/** Every chain on the builder in the callback, nested statements and loops included. */
function readBody(build: Node, context: FrameworkContext): Body {
  const body: Body = { columns: [], foreignKeys: [], changed: new Set(), steps: [] };
  if (!isFunction(build)) return body;
  const parameter = build.params[0];
  const builder = parameter?.type === "Identifier" ? parameter.name : "this";
  const visit = (node: Node): void => {
    if (node.type === "ExpressionStatement") readExpression(node.expression);
    else if (node.type === "BlockStatement") node.body.forEach(visit);
    else if (node.type === "ForOfStatement") visit(node.body);
    else if (node.type === "IfStatement") {
      for (const one of [node.consequent, node.alternate]) if (one) visit(one);
    }
  };
  const readExpression = (node: Node): void => {
    const calls = chainOf(node, builder);
    if (calls !== null) readChain(calls, body, context);
  };
  if (build.body.type === "BlockStatement") visit(build.body);
  else readExpression(build.body);
  return body;
}

const isSchema = (node: CallNode): boolean => {
  for (let at: Node | null = receiverOf(node); at !== null; at = isCall(at) ? receiverOf(at) : null) {
    if (at.type === "Identifier") return at.name === "schema" || at.name === "t" || at.name === "knexSchema";
    if (at.type === "MemberExpression" && at.property.type === "Identifier" && at.property.name === "schema")
      return true;
  }
  return false;
};

function emitTable(
  op: "create" | "change",
  table: string,
  build: Node,
  node: CallNode,
  context: FrameworkContext,
): void {
  const body = readBody(build, context);
  const base = { kind: "table", from: "migration", table, line: lineOf(node) } as const;
  const { columns, foreignKeys } = body;
  if (op === "create") {
    context.emit({ ...base, op: "create", columns, foreignKeys });
    return;
  }
  for (const column of columns) {
    const changed = body.changed.has(column.name);
    context.emit({
      ...base,
      op: changed ? "change-column" : "add-column",
      column: column.name,
      columns: [column],
      foreignKeys: [],
    });
  }
  for (const step of body.steps) context.emit({ ...base, ...step, columns: [], foreignKeys: [] });
  if (foreignKeys.length > 0) context.emit({ ...base, op: "add-foreign-key", columns: [], foreignKeys });
}

function readCall(node: CallNode, context: FrameworkContext): void {
  const method = calleeName(node) ?? "";
  if (!/^(create|drop|rename|alter)?table/i.test(method) || !isSchema(node) || isStepBack(context)) return;
  const table = context.string(node.arguments[0]) ?? context.string(settingOf(node.arguments[0], "name", context));
  const build = node.arguments.at(-1);
  if (table === null || build === undefined) return;
  const base = { kind: "table", from: "migration", table, columns: [], foreignKeys: [], line: lineOf(node) } as const;
  if (/^createTable/.test(method)) emitTable("create", table, unwrap(build as Node), node, context);
  else if (/^(alterTable|table)$/.test(method)) emitTable("change", table, unwrap(build as Node), node, context);
  else if (/^dropTable/.test(method)) context.emit({ ...base, op: "drop" });
  else if (method === "renameTable") {
    const to = context.string(node.arguments[1]);
    if (to !== null) context.emit({ ...base, op: "rename", to });
  }
}

export const knexMigrations = defineFramework({ id: "knex-migrations", visit: { CallExpression: readCall } });
