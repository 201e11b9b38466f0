/** Turns a text put together from several values into its fixed pieces and the origins of the rest. */
import type { Origin } from "../../../model/file-facts.js";
import {
  type CallNode,
  type FunctionNode,
  isCall,
  isFunction,
  isMember,
  memberName,
  type Node,
  unwrap,
} from "./ast.js";
import { followNode } from "./follow.js";
import type { Parts } from "./framework.js";
import { literalOf } from "./literals.js";
import { functionKey, type OriginRules, originOf } from "./origins.js";
import { openFunction, type Scope } from "./scopes.js";

const MAX_DEPTH = 24;

/** Fixed pieces and origins of a text; null where a piece is neither. */
export function partsOf(input: Node, scope: Scope, rules: OriginRules, depth = 0): Parts | null {
  if (depth > MAX_DEPTH) return null;
  const fixed = literalOf(input, scope);
  if (typeof fixed === "string" || typeof fixed === "number") return [String(fixed)];
  const node = unwrap(input);
  if (node.type === "TemplateLiteral") {
    const pieces = node.quasis.flatMap((quasi, index): Node[] | (string | Node)[] => {
      const expression = node.expressions[index];
      return expression === undefined ? [quasi.value.cooked ?? ""] : [quasi.value.cooked ?? "", expression];
    });
    return gather(pieces, scope, rules, depth + 1);
  }
  if (node.type === "BinaryExpression" && node.operator === "+" && node.left.type !== "PrivateName") {
    return gather([node.left, node.right], scope, rules, depth + 1);
  }
  if (node.type === "LogicalExpression") return partsOf(node.right, scope, rules, depth + 1);
  if (isCall(node) && isMember(node.callee) && memberName(node.callee) === "concat") {
    return gather([node.callee.object, ...node.arguments], scope, rules, depth + 1);
  }
  if (isCall(node) && node.callee.type === "Identifier") return returnedParts(node, scope, rules, depth + 1);
  if (node.type !== "Identifier" && !isMember(node)) return null;
  const target = followNode(node, scope);
  if (target.node !== node && target.node.type !== "Identifier" && !isMember(target.node)) {
    return partsOf(target.node, target.scope, rules, depth + 1);
  }
  const origin: Origin = originOf(node, scope, rules);
  return origin.kind === "import" || origin.kind === "param" || origin.kind === "local" ? [origin] : null;
}

/** What a function of this file that only puts a text together gives back: `const v1 = (path) => "/api/v1" + path`. */
function returnedParts(call: CallNode, scope: Scope, rules: OriginRules, depth: number): Parts | null {
  const callee = followNode(call.callee, scope);
  if (!isFunction(callee.node)) return null;
  const owner = functionKey(callee.node, callee.scope);
  const parts = partsReturned(callee.node, callee.scope, rules, depth);
  const given: (string | Origin)[] = [];
  for (const part of parts ?? []) {
    if (typeof part === "string" || part.kind !== "param" || part.function !== owner) {
      given.push(part);
      continue;
    }
    const argument = part.members === undefined ? call.arguments[part.index] : undefined;
    const inner = argument === undefined ? null : partsOf(argument, scope, rules, depth);
    if (inner === null) return null;
    given.push(...inner);
  }
  return parts === null ? null : given;
}

/** The text that a function only puts together, in which its parameters stay open. */
export function partsReturned(node: FunctionNode, scope: Scope, rules: OriginRules, depth = 0): Parts | null {
  const text = onlyReturn(node);
  return text === null ? null : partsOf(text, openFunction(node, scope, functionKey(node, scope)), rules, depth);
}

function onlyReturn(node: FunctionNode): Node | null {
  if (node.body.type !== "BlockStatement") return node.body;
  const [only, ...more] = node.body.body;
  return only?.type === "ReturnStatement" && more.length === 0 ? (only.argument ?? null) : null;
}

function gather(pieces: readonly (string | Node)[], scope: Scope, rules: OriginRules, depth: number): Parts | null {
  const parts: (string | Origin)[] = [];
  for (const piece of pieces) {
    const inner = typeof piece === "string" ? [piece] : partsOf(piece, scope, rules, depth);
    if (inner === null) return null;
    for (const part of inner) {
      const last = parts.at(-1);
      if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
      else if (part !== "") parts.push(part);
    }
  }
  return parts;
}
