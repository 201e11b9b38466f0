/** Reads Knex query builders: which table, read or written. https://knexjs.org/guide/query-builder.html */
import { type CallNode, calleeName, isFunction, lineOf, type Node, receiverOf } from "../ast.js";
import { chainAfter } from "../data/chains.js";
import { isStepBack } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const list = (text: string): ReadonlySet<string> => new Set(text.split(" "));
const BUILDER = list(
  "select where whereIn whereNot whereNull whereNotNull whereRaw andWhere orWhere join leftJoin innerJoin rightJoin insert update del delete first pluck count max min sum returning orderBy limit offset increment decrement truncate distinct onConflict groupBy column columns columnInfo as forUpdate upsert clearSelect whereExists whereBetween",
);
const WRITE = list("insert update del delete truncate increment decrement upsert batchInsert merge");
const DISTINCT =
  /^(where[A-Z]\w*|whereIn|insert|returning|onConflict|pluck|orderBy|leftJoin|innerJoin|columns|batchInsert|forUpdate)$/;
const SOURCES = list(
  "from table into join leftJoin innerJoin rightJoin fullOuterJoin leftOuterJoin rightOuterJoin crossJoin",
);

/** `accounts as a` names accounts; `public.accounts` too. */
const bare = (name: string): string =>
  name
    .trim()
    .split(/\s+(?:as\s+)?/i)[0]!
    .replace(/^public\./, "");

const isTableName = (name: string): boolean => /^[A-Za-z_][\w.]*(\s+(as\s+)?\w+)?$/i.test(name);

function use(name: string, mode: "read" | "write", node: Node, context: FrameworkContext): void {
  if (!isTableName(name)) return;
  const via = isStepBack(context) ? "migration" : "query-builder";
  context.table({ table: bare(name), model: null, mode, via, line: lineOf(node), within: context.within });
}

/** `knex("users").where(...)`, `trx("users").insert(...)`: told by what follows, so that any name will do. */
function readDirect(node: CallNode, context: FrameworkContext): void {
  const name = node.arguments.length <= 2 ? context.string(node.arguments[0]) : null;
  if (name === null || isFunction(context.follow(node.callee))) return;
  const chain = chainAfter(node, context);
  if (chain.length === 0 || !chain.some((step) => BUILDER.has(step.method))) return;
  if (!BUILDER.has(chain[0]!.method) || !isBuilder(node.callee, chain, context)) return;
  use(name, chain.some((step) => WRITE.has(step.method)) ? "write" : "read", node, context);
  readJoins(chain, context);
}

/** A function of another package ("createHmac") is none; one of the app is, by its name or by words that only builders have. */
function isBuilder(callee: Node, chain: ReturnType<typeof chainAfter>, context: FrameworkContext): boolean {
  const origin = context.value(callee);
  if (origin.kind === "global") return false;
  if (origin.kind === "import" && !/^[.~@#]|^knex$/.test(origin.source)) return false;
  const name = callee.type === "Identifier" ? callee.name : "";
  return (
    /knex|^db|db$|trx|^tx$|database|^pg$|conn|query|table|sql/i.test(name) ||
    chain.some((step) => DISTINCT.test(step.method))
  );
}

function readJoins(chain: ReturnType<typeof chainAfter>, context: FrameworkContext): void {
  for (const step of chain) {
    const joined = SOURCES.has(step.method) ? context.string(step.args[0]) : null;
    if (joined !== null && step.args.length > 1) use(joined, "read", step.node, context);
  }
}

/** `knex.select().from("users")`, `knex.insert(x).into("users")`, `db.table("users")`. */
function readSource(node: CallNode, method: string, context: FrameworkContext): void {
  const name = context.string(node.arguments[0]);
  const receiver = receiverOf(node);
  if (name === null || receiver === null) return;
  const before = methodsBefore(receiver);
  const after = chainAfter(node, context);
  const builder = [...before, ...after.map((step) => step.method)];
  if (!builder.some((one) => BUILDER.has(one)) || (method === "table" && after.length === 0)) return;
  if (/[Jj]oin/.test(method) && before.length === 0) return;
  const write = !/[Jj]oin/.test(method) && builder.some((one) => WRITE.has(one));
  use(name, write ? "write" : "read", node, context);
}

function methodsBefore(node: Node): string[] {
  const methods: string[] = [];
  let at: Node | null = node;
  while (at !== null && (at.type === "CallExpression" || at.type === "OptionalCallExpression")) {
    const name = calleeName(at);
    if (name !== null) methods.push(name);
    at = receiverOf(at);
  }
  return methods;
}

export const knex = defineFramework({
  id: "knex",
  visit: {
    CallExpression(node, context) {
      const method = calleeName(node);
      if (receiverOf(node) === null) readDirect(node, context);
      else if (method !== null && /^(from|into|table)$/.test(method)) readSource(node, method, context);
      else if (method !== null && SOURCES.has(method) && context.imports("knex")) readSource(node, method, context);
    },
  },
});
