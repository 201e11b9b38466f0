/** Reads Drizzle tables and relations. https://orm.drizzle.team/docs/sql-schema-declaration */

import type { Origin } from "../../../../model/file-facts.js";
import type { AssociationFact, ColumnFact, TableFragment } from "../../../../model/fragments.js";
import { redact } from "../../../../text/secrets.js";
import {
  type CallNode,
  calleeName,
  isCall,
  isFunction,
  isMember,
  lineOf,
  memberName,
  type Node,
  receiverOf,
  unwrap,
} from "../ast.js";
import { chainAfter, lastName } from "../data/chains.js";
import { entriesOf, keptAs, lazyTarget, returnedObject, settingOf } from "../data/objects.js";
import { tableNamed } from "../data/table-names.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const TABLE = /^(pg|mysql|sqlite|singlestore)Table$/;
const CREATOR = /^(pg|mysql|sqlite|singlestore)TableCreator$/;

/** The builder calls of a column, innermost first: `text("a").notNull().references(() => x.id)`. */
function callsOf(input: Node): { readonly name: string; readonly args: readonly Node[] }[] {
  const node = unwrap(input);
  if (!isCall(node)) return [];
  const receiver = receiverOf(node);
  const own = { name: calleeName(node) ?? "", args: node.arguments.map(unwrap) };
  return receiver !== null && isCall(receiver) ? [...callsOf(receiver), own] : [own];
}

function readColumn(property: string, value: Node, context: FrameworkContext) {
  const [first, ...rest] = callsOf(value);
  if (first === undefined) return null;
  const has = (name: string) => rest.some((one) => one.name === name);
  const fallback = context.literal(rest.find((one) => one.name === "default")?.args[0]);
  const column: ColumnFact = {
    name: context.string(first.args[0]) ?? property,
    type: first.name,
    nullable: !has("notNull") && !has("primaryKey"),
    default: fallback === undefined || fallback === null ? null : redact(String(fallback), property),
    primaryKey: has("primaryKey"),
  };
  const target = lazyTarget(rest.find((one) => one.name === "references")?.args[0]);
  return { column, target: target !== null && isMember(target) ? target : null };
}

interface Reference {
  readonly column: string;
  readonly table: Origin;
  readonly line: number;
}

interface Naming {
  /** Symbol of the creator that the app has of its own. */
  readonly creator?: Origin;
  readonly schema?: string;
}

function readTable(node: CallNode, naming: Naming, context: FrameworkContext): void {
  const [first, columns] = node.arguments;
  const named = tableNamed(first, context);
  if ((named.table === null && named.tableParts === undefined) || columns === undefined) return;
  const table = named.table ?? "";
  const read = entriesOf(returnedObject(unwrap(columns)), context).flatMap(({ name, value }) => {
    const one = readColumn(name, value, context);
    return one === null ? [] : [one];
  });
  const references = read.flatMap(({ column, target }): Reference[] =>
    target === null ? [] : [{ column: column.name, table: context.origin(target.object), line: lineOf(target) }],
  );
  const origin = keptThrough(node, table, context);
  context.emit({
    kind: "model",
    orm: "drizzle",
    name: lastName(origin) ?? table,
    origin,
    ...named,
    ...naming,
    base: null,
    abstract: false,
    columns: read.map(({ column }) => column),
    associations: [],
    line: lineOf(node),
  });
  context.emit(
    schemaOf(
      table,
      origin,
      read.map(({ column }) => column),
      references,
      node,
    ),
  );
}

/** Tables that a reference names are symbols: `to` carries the symbol's name until `detect/` knows its table. */
function schemaOf(
  table: string,
  origin: Origin,
  columns: readonly ColumnFact[],
  references: readonly Reference[],
  node: Node,
): TableFragment {
  const foreignKeys = references.map(({ column, table: to, line }) => ({ column, to: lastName(to) ?? "", line }));
  const symbol = "name" in origin ? { symbol: origin.name } : {};
  return { kind: "table", op: "create", from: "schema", table, ...symbol, columns, foreignKeys, line: lineOf(node) };
}

/** The symbol that a table is kept under, also behind `.enableRLS()`. */
function keptThrough(node: CallNode, table: string, context: FrameworkContext): Origin {
  const declared = context.ancestors.findLast((one) => one.type === "VariableDeclarator");
  const chained = chainAfter(node, context).length > 0;
  const holds = chained && declared?.type === "VariableDeclarator" && declared.id.type === "Identifier";
  return holds ? context.origin(declared.id) : keptAs(context, table);
}

/** `pgTableCreator((name) => `acme_${name}`)` */
function readCreator(node: CallNode, context: FrameworkContext): void {
  const build = node.arguments[0] === undefined ? null : context.follow(node.arguments[0]);
  const parts = build !== null && isFunction(build) ? context.returnedParts(build) : null;
  if (parts !== null) context.emit({ kind: "table-creator", origin: keptAs(context, ""), parts, line: lineOf(node) });
}

/** Which function made the table: Drizzle's own, one of a schema, one of the app; null where it is no table. */
function namingOf(node: CallNode, context: FrameworkContext): Naming | null {
  const callee = context.value(node.callee);
  const name = calleeName(node) ?? "";
  const receiver = receiverOf(node);
  const steps =
    callee.kind === "import" && callee.source.startsWith("drizzle-orm")
      ? [callee.name, ...(callee.members ?? [])]
      : null;
  if (steps !== null && TABLE.test(steps.at(-1) ?? "")) return {};
  // https://orm.drizzle.team/docs/schemas
  const schema = receiver === null || name !== "table" ? null : context.follow(receiver);
  if (isCall(schema) && /^(pg|mysql)Schema$/.test(calleeName(schema) ?? "")) {
    const named = context.string(schema.arguments[0]);
    return named === null ? {} : { schema: named };
  }
  if (name === "table" && context.imports("drizzle-orm")) return {};
  const creator = context.origin(node.callee);
  const own = CREATOR.test(steps?.at(-2) ?? "") || (/Table$/.test(name) && context.imports("drizzle-orm"));
  const imported = creator.kind === "import" && context.imports("drizzle-orm") && receiver === null;
  return own || imported ? { creator } : null;
}

/** `relations(users, ({ one, many }) => ({ posts: many(posts) }))` */
function readRelations(node: CallNode, context: FrameworkContext): void {
  const [model, build] = node.arguments.map(unwrap);
  if (model === undefined || build === undefined || !isFunction(build)) return;
  for (const { name, value } of entriesOf(returnedObject(build), context)) {
    if (!isCall(value) || value.arguments[0] === undefined) continue;
    const method = calleeName(value);
    if (method !== "one" && method !== "many") continue;
    const association: AssociationFact = {
      kind:
        method === "many" ? "has-many" : settingOf(value.arguments[1], "fields", context) ? "belongs-to" : "has-one",
      name,
      target: context.origin(value.arguments[0]),
      through: null,
      polymorphic: false,
      foreignKey: fieldOf(settingOf(value.arguments[1], "fields", context)),
      line: lineOf(value),
    };
    context.emit({ kind: "associate", orm: "drizzle", model: context.origin(model), association });
  }
}

/** `x("name", {...})`, `x(NAMES.users, (t) => ({...}))`: what makers of tables take. */
function isNamedObject(node: CallNode, context: FrameworkContext): boolean {
  const [name, columns] = node.arguments.map(unwrap);
  if (name === undefined || columns === undefined || isFunction(name) || name.type === "ObjectExpression") return false;
  const given = context.follow(columns);
  return given.type === "ObjectExpression" || isFunction(given);
}

function fieldOf(fields: Node | null): string | null {
  const first = fields?.type === "ArrayExpression" ? fields.elements[0] : null;
  return first && isMember(first) ? memberName(first) : null;
}

const MODES: Readonly<Record<string, "read" | "write">> = {
  from: "read",
  innerJoin: "read",
  leftJoin: "read",
  rightJoin: "read",
  fullJoin: "read",
  insert: "write",
  update: "write",
  delete: "write",
};

/** `db.insert(users)`, `db.select().from(users)`, `db.query.users.findMany()`. */
function readUse(node: CallNode, context: FrameworkContext): void {
  const method = calleeName(node) ?? "";
  const receiver = receiverOf(node);
  if (receiver === null) return;
  const place = { line: lineOf(node), within: context.within, via: "query-builder" };
  const argument = node.arguments[0];
  if (
    MODES[method] !== undefined &&
    argument !== undefined &&
    node.arguments.length === (/Join$/.test(method) ? 2 : 1)
  ) {
    const model = context.origin(argument as Node);
    if (model.kind === "import" || model.kind === "local")
      context.table({ table: null, model, mode: MODES[method]!, ...place });
  }
  if (/^find(Many|First)$/.test(method) && isMember(receiver) && isMember(unwrap(receiver.object))) {
    const outer = unwrap(receiver.object);
    const name = memberName(receiver);
    if (isMember(outer) && memberName(outer) === "query" && name !== null) {
      context.table({ table: null, model: { kind: "string", name }, mode: "read", ...place });
    }
  }
}

export const drizzle = defineFramework({
  id: "drizzle",
  visit: {
    CallExpression(node, context) {
      const callee = context.value(node.callee);
      const fromDrizzle = callee.kind === "import" && callee.source.startsWith("drizzle-orm");
      const name = calleeName(node) ?? "";
      if (name === "relations" && fromDrizzle) return readRelations(node, context);
      if (CREATOR.test(name) && fromDrizzle) return readCreator(node, context);
      const naming = namingOf(node, context);
      if (naming !== null && isNamedObject(node, context)) readTable(node, naming, context);
      else readUse(node, context);
    },
  },
});
