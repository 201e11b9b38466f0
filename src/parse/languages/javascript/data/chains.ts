/** Reads what is called on the result of a call, and which model a chain of calls starts from. */
import type { Origin } from "../../../../model/file-facts.js";
import { isCall, isMember, memberName, type Node, unwrap } from "../ast.js";
import type { FrameworkContext } from "../framework.js";

/** A call further up the chain: `users().where(a).update(b)` seen from `users()` -> where, update. */
export interface ChainStep {
  readonly method: string;
  readonly args: readonly Node[];
  readonly node: Node;
}

const isTransparent = (node: Node): boolean =>
  node.type === "TSNonNullExpression" || node.type === "ParenthesizedExpression" || node.type === "TSAsExpression";

/** Methods called on the node's value in the same expression, in order. */
export function chainAfter(node: Node, context: FrameworkContext): readonly ChainStep[] {
  const steps: ChainStep[] = [];
  let current = node;
  const { ancestors } = context;
  for (let at = ancestors.length - 1; at >= 0; at--) {
    const parent = ancestors[at]!;
    if (isTransparent(parent)) current = parent;
    else if (isMember(parent) && parent.object === current) current = parent;
    else if (isCall(parent) && parent.callee === current && isMember(current)) {
      steps.push({ method: memberName(current) ?? "", args: parent.arguments.map(unwrap), node: parent });
      current = parent;
    } else break;
  }
  return steps;
}

/** The model at the start of a chain: `models.Card.findOne()` -> models.Card, and whether a record of it is meant. */
export function modelAt(origin: Origin): { readonly model: Origin; readonly record: boolean } | null {
  if (origin.kind === "unknown") return null;
  if (!("members" in origin) || origin.members === undefined) return { model: origin, record: false };
  const call = origin.members.indexOf("()");
  if (call < 0) return { model: origin, record: false };
  // `result.account.save()`: a part of a record is not of the record's model; its rows and positions are.
  const last = origin.members.at(-1)!;
  if (last !== "()" && !/^(\d+|rows)$/.test(last)) return null;
  const constructed = call === 0 || /^[A-Z]/.test(origin.members[call - 1]!);
  const members = origin.members.slice(0, constructed ? call : call - 1);
  const { members: _members, ...bare } = origin;
  return { model: members.length === 0 ? bare : { ...bare, members }, record: true };
}

/** Name that an origin ends in: the symbol a person would call it by. */
export function lastName(origin: Origin | null): string | null {
  if (origin === null || origin.kind === "unknown") return null;
  const members = "members" in origin ? (origin.members ?? []).filter((member) => member !== "()") : [];
  if (members.length > 0) return members.at(-1)!;
  if (origin.kind === "param") return null;
  const name = origin.name.slice(origin.name.lastIndexOf("/") + 1);
  if (origin.kind !== "import" || !["default", "*", "="].includes(name)) return name;
  return fileWord(origin.source);
}

const fileWord = (source: string): string => (source.split("/").at(-1) ?? source).replace(/\.[cm]?[jt]sx?$/, "");
