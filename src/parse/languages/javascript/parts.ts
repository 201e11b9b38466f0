/** Turns a text put together from several values into its fixed pieces and the origins of the rest. */
import type { Origin } from "../../../model/file-facts.js";
import { isCall, isMember, memberName, type Node, unwrap } from "./ast.js";
import { followNode } from "./follow.js";
import type { Parts } from "./framework.js";
import { literalOf } from "./literals.js";
import { type OriginRules, originOf } from "./origins.js";
import type { Scope } from "./scopes.js";

/** Fixed pieces and origins of a text; null where a piece is neither. */
export function partsOf(input: Node, scope: Scope, rules: OriginRules): Parts | null {
  const fixed = literalOf(input, scope);
  if (typeof fixed === "string" || typeof fixed === "number") return [String(fixed)];
  const node = unwrap(input);
  if (node.type === "TemplateLiteral") {
    const pieces = node.quasis.flatMap((quasi, index): Node[] | (string | Node)[] => {
      const expression = node.expressions[index];
      return expression === undefined ? [quasi.value.cooked ?? ""] : [quasi.value.cooked ?? "", expression];
    });
    return gather(pieces, scope, rules);
  }
  if (node.type === "BinaryExpression" && node.operator === "+" && node.left.type !== "PrivateName") {
    return gather([node.left, node.right], scope, rules);
  }
  if (node.type === "LogicalExpression") return partsOf(node.right, scope, rules);
  if (isCall(node) && isMember(node.callee) && memberName(node.callee) === "concat") {
    return gather([node.callee.object, ...node.arguments], scope, rules);
  }
  if (node.type !== "Identifier" && !isMember(node)) return null;
  const target = followNode(node, scope);
  if (target.node !== node && target.node.type !== "Identifier" && !isMember(target.node)) {
    return partsOf(target.node, target.scope, rules);
  }
  const origin: Origin = originOf(node, scope, rules);
  return origin.kind === "import" || origin.kind === "param" || origin.kind === "local" ? [origin] : null;
}

function gather(pieces: readonly (string | Node)[], scope: Scope, rules: OriginRules): Parts | null {
  const parts: (string | Origin)[] = [];
  for (const piece of pieces) {
    const inner = typeof piece === "string" ? [piece] : partsOf(piece, scope, rules);
    if (inner === null) return null;
    for (const part of inner) {
      const last = parts.at(-1);
      if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
      else if (part !== "") parts.push(part);
    }
  }
  return parts;
}
