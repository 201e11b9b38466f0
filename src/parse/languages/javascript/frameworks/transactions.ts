/** Reads where database transactions begin and end, whichever library opens them. */
import type { Origin, TransactionFact } from "../../../../model/file-facts.js";
import {
  type CallNode,
  type ClassNode,
  calleeName,
  endLineOf,
  isCall,
  isFunction,
  isMember,
  lineOf,
  type Node,
  receiverOf,
} from "../ast.js";
import { lastName } from "../data/chains.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

/** Sequelize, Prisma, Knex, TypeORM, Mongoose, MikroORM, Objection, Kysely, pg-promise, postgres.js, Drizzle. */
const OPENS =
  /^(transaction|\$transaction|withTransaction|transactional|inTransaction|runInTransaction|runTransaction|tx|startTransaction|beginTransaction)$/;
/** Words that other things use too: only with a callback. */
const NEEDS_CALLBACK = /^(tx|begin)$/;

type ArrayExpression = Extract<Node, { type: "ArrayExpression" }>;

interface Open {
  readonly node: Node;
  readonly calls: { readonly origin: Origin; readonly line: number }[];
}

const open = new WeakMap<FrameworkContext, Open[]>();
const openOf = (context: FrameworkContext): Open[] => {
  const known = open.get(context) ?? [];
  open.set(context, known);
  return known;
};

const hasBody = (node: CallNode, context: FrameworkContext): boolean =>
  node.arguments.some(
    (argument) => isFunction(argument) || argument.type === "ArrayExpression" || isFunction(context.follow(argument)),
  );

/** `db.transaction().execute(async (trx) => ...)`: the call that holds the body. */
function bodyOf(node: CallNode, context: FrameworkContext): Node | null {
  if (hasBody(node, context)) return node;
  let current: Node = node;
  for (let at = context.ancestors.length - 1; at >= 0; at--) {
    const parent = context.ancestors[at]!;
    if (isMember(parent) || (isCall(parent) && parent.callee === current)) current = parent;
    else break;
    if (isCall(current) && calleeName(current) === "execute" && hasBody(current, context)) return current;
  }
  return null;
}

const isDatabase = (node: CallNode, method: string, context: FrameworkContext): boolean => {
  const receiver = receiverOf(node);
  if (receiver === null) return /^(transaction|withTransaction|runInTransaction|inTransaction)$/.test(method);
  const name = lastName(context.origin(receiver)) ?? "";
  // IndexedDB's and payment providers' own "transaction".
  return !/^(stripe|paypal|braintree|idb|indexedDB|store|ethers|web3|sentry|Sentry|hub|apm|newrelic)$/.test(name);
};

/** `const operations = [...]; prisma.$transaction(operations)`: the array, which may be pushed to until the call. */
function heldArray(node: CallNode, context: FrameworkContext): ArrayExpression | null {
  const [first] = node.arguments;
  const held = first === undefined ? null : context.follow(first);
  return held?.type === "ArrayExpression" ? held : null;
}

/** `[...cleanup(prisma), seed(prisma)]`: functions of the app that make the writes. */
function callsIn({ elements }: ArrayExpression, context: FrameworkContext): Open["calls"] {
  const made = elements.map((element) => (element?.type === "SpreadElement" ? element.argument : element));
  return made.flatMap((call) => {
    if (call == null || !isCall(call)) return [];
    const origin = context.declared(call.callee) ?? context.value(call.callee);
    return origin.kind === "import" || origin.kind === "local" ? [{ origin, line: lineOf(call) }] : [];
  });
}

function readOpening(node: CallNode, method: string, context: FrameworkContext): void {
  if (!isDatabase(node, method, context)) return;
  const body = bodyOf(node, context);
  if (body !== null) {
    openOf(context).push({ node: body, calls: [] });
    return;
  }
  if (NEEDS_CALLBACK.test(method)) return;
  const held = heldArray(node, context);
  if (held !== null) {
    emit(lineOf(held), endLineOf(node), callsIn(held, context), context);
    return;
  }
  // Unmanaged: `const t = await sequelize.transaction()` holds to the end of the function.
  const around = context.ancestors.findLast(isFunction);
  if (around === undefined || isAwaitedElsewhere(node, context)) return;
  emit(lineOf(node), endLineOf(around), [], context);
}

/** A call whose result is thrown away or read at once opens nothing. */
function isAwaitedElsewhere(node: CallNode, context: FrameworkContext): boolean {
  const method = calleeName(node);
  if (method === "startTransaction" || method === "beginTransaction") return false;
  const parent = context.ancestors.findLast((one) => one.type !== "AwaitExpression");
  return (
    parent?.type !== "VariableDeclarator" &&
    parent?.type !== "AssignmentExpression" &&
    parent?.type !== "ReturnStatement"
  );
}

function emit(line: number, endLine: number, calls: Open["calls"], context: FrameworkContext): void {
  const fact: TransactionFact = { line, endLine, within: context.within, writes: [] };
  context.transaction(calls.length === 0 ? fact : { ...fact, calls });
}

/** `@Transactional() async transfer() {}`: the whole method. */
function readDecorated(node: ClassNode, context: FrameworkContext): void {
  for (const member of node.body.body) {
    if (member.type !== "ClassMethod") continue;
    const names = (member.decorators ?? []).map((one) =>
      lastName(context.origin(isCall(one.expression) ? one.expression.callee : one.expression)),
    );
    if (!names.includes("Transactional") && !names.includes("Transaction")) continue;
    emit(lineOf(member), endLineOf(member), [], context);
  }
}

function readCall(node: CallNode, context: FrameworkContext): void {
  const method = calleeName(node);
  if (method !== null && (OPENS.test(method) || (method === "begin" && hasBody(node, context))))
    readOpening(node, method, context);
  const stack = openOf(context);
  if (stack.length === 0) return;
  const origin = context.declared(node.callee) ?? context.value(node.callee);
  if (origin.kind !== "import" && origin.kind !== "local") return;
  for (const one of stack) if (one.node !== node) one.calls.push({ origin, line: lineOf(node) });
}

function leaveCall(node: CallNode, context: FrameworkContext): void {
  const stack = openOf(context);
  while (stack.at(-1)?.node === node) {
    const done = stack.pop()!;
    emit(lineOf(node), endLineOf(node), done.calls, context);
  }
}

export const transactions = defineFramework({
  id: "transactions",
  visit: { CallExpression: readCall, ClassDeclaration: (node, context) => readDecorated(node, context) },
  leave: { CallExpression: leaveCall },
});
