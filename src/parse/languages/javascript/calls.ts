/** Turns calls of imported and global functions, and of injected services, into CallFacts with their literal arguments. */

import type * as t from "@babel/types";
import type { CallFact, Literal, Origin } from "../../../model/file-facts.js";
import { type CallNode, isCall, isMember, lineOf, memberName, type Node, unwrap } from "./ast.js";
import type { FileContext } from "./context.js";

/** Globals that no rule asks about. */
const PLAIN = new Set(
  "Array Boolean BigInt Error JSON Map Math Number Object Promise Reflect RegExp Set String Symbol TypeError WeakMap WeakSet console parseInt parseFloat isNaN require import exports describe it test expect beforeEach afterEach beforeAll afterAll jest vi cy this super Intl document window undefined encodeURIComponent decodeURIComponent $ jQuery".split(
    " ",
  ),
);
const MAX_TEXT = 80;
const MAX_ARGS = 6;

export function readCall(node: CallNode | t.NewExpression, context: FileContext): CallFact | null {
  const given = context.value(node.callee);
  const callee = given.kind === "local" ? (context.declared(node.callee) ?? given) : given;
  if (callee.kind !== "import" && callee.kind !== "global") return null;
  if (callee.kind === "global" && PLAIN.has(callee.name)) return null;
  const text = `${node.type === "NewExpression" ? "new " : ""}${textOf(node.callee)}`.slice(0, MAX_TEXT);
  const args = node.arguments.slice(0, MAX_ARGS).map((argument) => clip(context.literal(argument)));
  while (args.length > 0 && args.at(-1) === undefined) args.pop();
  return {
    callee: shorten(callee),
    text,
    args: args.map((arg) => arg ?? null),
    line: lineOf(node),
    within: context.within,
  };
}

const shorten = (origin: Origin): Origin =>
  "members" in origin && origin.members && origin.members.length > 8
    ? { ...origin, members: origin.members.slice(0, 8) }
    : origin;

/** Callee as written, calls inside shown as "()". */
export function textOf(input: Node): string {
  const node = unwrap(input);
  if (node.type === "Identifier") return node.name;
  if (node.type === "ThisExpression") return "this";
  if (node.type === "Super") return "super";
  if (isMember(node)) return `${textOf(node.object)}.${memberName(node) ?? "[]"}`;
  if (isCall(node)) return `${textOf(node.callee)}()`;
  if (node.type === "NewExpression") return `new ${textOf(node.callee)}()`;
  return "…";
}

/** Long texts and lists are cut: rules look at shapes and names. */
function clip(value: Literal | undefined, depth = 0): Literal | undefined {
  if (typeof value === "string") return value.length > 200 ? value.slice(0, 200) : value;
  if (value === null || typeof value !== "object") return value;
  if (depth > 3) return undefined;
  if (Array.isArray(value)) return value.slice(0, 20).map((one) => clip(one as Literal, depth + 1) ?? null);
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 30)
      .map(([key, inner]) => [key, clip(inner as Literal, depth + 1) ?? null]),
  );
}
