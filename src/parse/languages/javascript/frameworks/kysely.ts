/** Reads Kysely queries and schema steps. https://kysely.dev/docs/getting-started */
import type { TableUse } from "../../../../model/file-facts.js";
import type { ColumnFact, TableFragment } from "../../../../model/fragments.js";
import { type CallNode, calleeName, isCall, isFunction, lineOf, type Node, receiverOf, unwrap } from "../ast.js";
import { type ChainStep, chainAfter } from "../data/chains.js";
import { isStepBack } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const MODES: Readonly<Record<string, "read" | "write">> = {
  selectFrom: "read",
  insertInto: "write",
  replaceInto: "write",
  updateTable: "write",
  deleteFrom: "write",
  mergeInto: "write",
};
const JOIN = /^(inner|left|right|full|cross)(Lateral)?Join$/;

interface Found {
  readonly uses: TableUse[];
  /** Names given to common table expressions: `db.with("recent", ...)`. */
  readonly ctes: Set<string>;
}

const found = new WeakMap<FrameworkContext, Found>();
function foundIn(context: FrameworkContext): Found {
  const known = found.get(context) ?? { uses: [], ctes: new Set<string>() };
  found.set(context, known);
  return known;
}

/** Kept to the end of the file: only then are the names of its common table expressions known. */
const keepUse = (context: FrameworkContext, use: TableUse): void => void foundIn(context).uses.push(use);

/** `"User as u"` names User; a list names each. */
function namesIn(node: Node | undefined, context: FrameworkContext): string[] {
  const value = context.literal(node);
  const names = Array.isArray(value) ? value : [value];
  return names
    .filter((one) => typeof one === "string")
    .map((one) => one.split(/\s+as\s+/i)[0]!.replace(/^public\./, ""));
}

function readQuery(node: CallNode, mode: "read" | "write", context: FrameworkContext): void {
  const place = { model: null, via: "query-builder", within: context.within };
  for (const table of namesIn(node.arguments[0] as Node, context))
    keepUse(context, { table, mode, line: lineOf(node), ...place });
  for (const step of chainAfter(node, context)) {
    if (!JOIN.test(step.method) && !(step.method === "using" || (step.method === "from" && mode === "write"))) continue;
    for (const table of namesIn(step.args[0], context))
      keepUse(context, { table, mode: "read", line: lineOf(step.node), ...place });
  }
}

function columnOf(
  step: ChainStep,
  context: FrameworkContext,
): { column: ColumnFact; key: [string, string] | null } | null {
  const name = context.string(step.args[0]);
  if (name === null) return null;
  const build = step.args[2];
  const calls = build && isFunction(build) && build.body.type !== "BlockStatement" ? callsOf(build.body) : [];
  const has = (method: string) => calls.some((one) => one.name === method);
  const reference = calls.find((one) => one.name === "references");
  const target = reference === undefined ? null : context.string(reference.args[0]);
  const [table, toColumn] = target?.split(".") ?? [];
  const column = {
    name,
    type: context.string(step.args[1]) ?? "",
    nullable: !has("notNull") && !has("primaryKey"),
    default: null,
    primaryKey: has("primaryKey"),
  };
  return { column, key: table === undefined ? null : [table, toColumn ?? "id"] };
}

function callsOf(input: Node): { readonly name: string; readonly args: readonly Node[] }[] {
  const node = unwrap(input);
  const receiver = isCall(node) ? receiverOf(node) : null;
  if (!isCall(node) || receiver === null) return [];
  return [...callsOf(receiver), { name: calleeName(node) ?? "", args: node.arguments.map(unwrap) }];
}

/** `db.schema.createTable("a").addColumn("id", "serial", (c) => c.primaryKey())` */
function readSchema(node: CallNode, method: string, context: FrameworkContext): void {
  const [table] = namesIn(node.arguments[0] as Node, context);
  if (table === undefined || isStepBack(context)) return;
  const line = lineOf(node);
  const base = { kind: "table", from: "migration", table, columns: [], foreignKeys: [], line } as const;
  const chain = chainAfter(node, context);
  if (method === "dropTable") {
    context.emit({ ...base, op: "drop" });
    return;
  }
  const added = chain
    .filter((step) => step.method === "addColumn")
    .map((step) => columnOf(step, context))
    .filter((one) => one !== null);
  const foreignKeys = added.flatMap(({ column, key }) =>
    key === null ? [] : [{ column: column.name, to: key[0], toColumn: key[1], line }],
  );
  for (const step of chain) {
    if (step.method !== "addForeignKeyConstraint") continue;
    const [column] = namesIn(step.args[1], context);
    const [to] = namesIn(step.args[2], context);
    if (column !== undefined && to !== undefined) foreignKeys.push({ column, to, toColumn: "id", line });
  }
  const columns = added.map(({ column }) => column);
  if (method === "createTable") context.emit({ ...base, op: "create", columns, foreignKeys });
  else readAlter(chain, base, columns, foreignKeys, context);
}

function readAlter(
  chain: readonly ChainStep[],
  step: Pick<TableFragment, "kind" | "from" | "table" | "columns" | "foreignKeys" | "line">,
  columns: readonly ColumnFact[],
  foreignKeys: readonly { column: string; to: string; toColumn: string; line: number }[],
  context: FrameworkContext,
): void {
  for (const column of columns) context.emit({ ...step, op: "add-column", column: column.name, columns: [column] });
  if (foreignKeys.length > 0) context.emit({ ...step, op: "add-foreign-key", foreignKeys });
  for (const { method, args } of chain) {
    const [column, to] = [context.string(args[0]), context.string(args[1])];
    if (method === "dropColumn" && column !== null) context.emit({ ...step, op: "drop-column", column });
    if (method === "renameColumn" && column !== null && to !== null)
      context.emit({ ...step, op: "rename-column", column, to });
    if (method === "renameTo" && column !== null) context.emit({ ...step, op: "rename", to: column });
  }
}

export const kysely = defineFramework({
  id: "kysely",
  visit: {
    CallExpression(node, context) {
      const method = calleeName(node) ?? "";
      if (receiverOf(node) === null) return;
      const mode = Object.hasOwn(MODES, method) ? MODES[method]! : null;
      if (/^with(Recursive)?$/.test(method)) {
        const name = context.string(node.arguments[0]);
        if (name !== null) foundIn(context).ctes.add(name.split("(")[0]!);
      } else if (mode !== null) readQuery(node, mode, context);
      else if (
        /^(create|alter|drop)Table$/.test(method) &&
        (context.imports("kysely") || chainAfter(node, context).some((step) => step.method === "execute"))
      ) {
        readSchema(node, method, context);
      }
    },
  },
  finish(context) {
    const { uses, ctes } = foundIn(context);
    for (const use of uses) if (!ctes.has(use.table ?? "")) context.table(use);
  },
});
