/** Turns the path argument of a route or mount into texts, parts that other files know, or a regular expression. */
import type { Origin } from "../../../../../model/file-facts.js";
import { isCall, isMember, memberName, type Node, unwrap } from "../../ast.js";
import { textOf } from "../../calls.js";
import type { FrameworkContext, Parts } from "../../framework.js";

export interface PathValue {
  /** Fixed text, or null where `parts` say. */
  readonly path: string | null;
  readonly parts: Parts | null;
}

/** Values that are set when the app is deployed: `nconf.get("url")`, `config.prefix`, `process.env.BASE`. */
export const CONFIGURED = "config:";
const CONFIG_NAME = /(^|\.)(_?config(uration|Service)?|nconf|settings|env|options|opts)(\.|$)/i;

/** Paths a node gives; [] where it is no path at all. */
export function pathsOf(input: Node, context: FrameworkContext): PathValue[] {
  const node = unwrap(input);
  const target = node.type === "Identifier" || isMember(node) ? context.follow(node) : node;
  if (target.type === "ArrayExpression") {
    return target.elements.flatMap((element) => (element === null ? [] : pathsOf(element, context)));
  }
  if (target.type === "RegExpLiteral") return [{ path: `/${target.pattern}/`, parts: null }];
  const fixed = context.literal(node);
  if (typeof fixed === "string") return [{ path: fixed, parts: null }];
  if (Array.isArray(fixed))
    return fixed.filter((one) => typeof one === "string").map((path) => ({ path, parts: null }));
  const parts = partsWithConfig(node, context) ?? builtText(node);
  return parts === null ? [] : [{ path: null, parts }];
}

const BUILDERS = /^(join|concat|replace|replaceAll|toLowerCase|toUpperCase|trim|resolve|slice|substring|padStart)$/;

/** A text that is put together of what nothing here tells: it is a path all the same. */
function builtText(node: Node): Parts | null {
  const built =
    node.type === "TemplateLiteral" ||
    (node.type === "BinaryExpression" && node.operator === "+") ||
    (node.type === "ConditionalExpression" && isText(node.consequent) && isText(node.alternate)) ||
    (isCall(node) && isMember(node.callee) && BUILDERS.test(memberName(node.callee) ?? ""));
  return built ? [{ kind: "unknown", name: textOf(node) }] : null;
}

const isText = (node: Node): boolean =>
  node.type === "StringLiteral" || node.type === "TemplateLiteral" || node.type === "BinaryExpression";

/** Like `context.parts`, with a mark for what only the deployment knows. */
export function partsWithConfig(input: Node, context: FrameworkContext): Parts | null {
  const node = unwrap(input);
  if (node.type === "TemplateLiteral") {
    const parts: (string | Origin)[] = [];
    for (const [index, quasi] of node.quasis.entries()) {
      if (quasi.value.cooked) parts.push(quasi.value.cooked);
      const expression = node.expressions[index];
      if (expression === undefined) continue;
      const inner = partsWithConfig(expression, context);
      if (inner === null) return null;
      parts.push(...inner);
    }
    return parts;
  }
  if (node.type === "BinaryExpression" && node.operator === "+" && node.left.type !== "PrivateName") {
    const left = partsWithConfig(node.left, context);
    const right = partsWithConfig(node.right, context);
    return left === null || right === null ? null : [...left, ...right];
  }
  const configured = configuredName(node, context);
  return configured === null ? context.parts(node) : [{ kind: "unknown", name: CONFIGURED + configured }];
}

function configuredName(input: Node, context: FrameworkContext): string | null {
  if (typeof context.literal(input) === "string") return null;
  const value = context.value(input);
  if (value.kind === "global" && value.name === "process" && value.members?.[0] === "env")
    return `process.env.${value.members[1] ?? ""}`;
  let node: Node = unwrap(input);
  if (node.type === "Identifier") {
    const init = context.binding(node.name)?.init;
    if (init) node = unwrap(init);
  }
  if (node.type === "LogicalExpression") node = unwrap(node.left);
  if (isCall(node) && isMember(node.callee)) {
    const name = context.string(node.arguments[0]);
    return name !== null && CONFIG_NAME.test(textOf(node.callee)) ? name : null;
  }
  return null;
}

/** A first argument that can only be a path. */
export const looksLikePath = (value: PathValue): boolean =>
  value.path === null || value.path === "" || /^[/*({:]/.test(value.path);
