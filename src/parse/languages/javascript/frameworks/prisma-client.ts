/** Reads the tables that calls of a Prisma client touch. https://www.prisma.io/docs/orm/reference/prisma-client-reference */
import { type CallNode, calleeName, isMember, lineOf, memberName, type Node, receiverOf, unwrap } from "../ast.js";
import { lastName } from "../data/chains.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const READ = new Set(
  "findUnique findUniqueOrThrow findFirst findFirstOrThrow findMany count aggregate groupBy findRaw aggregateRaw".split(
    " ",
  ),
);
const WRITE = new Set(
  "create createMany createManyAndReturn update updateMany updateManyAndReturn upsert delete deleteMany".split(" "),
);

/** Is it a client, or the one handed into `$transaction`? Told by its type's import, its name, or its methods' names. */
function isClient(node: Node, method: string, context: FrameworkContext): boolean {
  const origin = context.value(node);
  if (origin.kind === "import" && /prisma/i.test(`${origin.source} ${origin.name}`)) return true;
  const name =
    lastName(context.origin(node)) ?? (node.type === "Identifier" ? node.name : isMember(node) ? memberName(node) : "");
  if (/prisma|^(db|tx|trx|client|transaction|t)$/i.test(name ?? "")) return true;
  return /^(findUnique|findFirst|findMany|createMany|updateMany|deleteMany|upsert|groupBy)/.test(method);
}

function readCall(node: CallNode, context: FrameworkContext): void {
  const method = calleeName(node) ?? "";
  const mode = READ.has(method) ? "read" : WRITE.has(method) ? "write" : null;
  const delegate = receiverOf(node);
  if (mode === null || delegate === null || !isMember(delegate)) return;
  const name = memberName(delegate);
  if (name === null || !isClient(unwrap(delegate.object), method, context)) return;
  // The client calls `UserSession` `userSession`.
  const model = { kind: "string", name: `${name[0]!.toUpperCase()}${name.slice(1)}` } as const;
  context.table({ table: null, model, mode, via: "model", line: lineOf(node), within: context.within });
}

export const prismaClient = defineFramework({ id: "prisma-client", visit: { CallExpression: readCall } });
