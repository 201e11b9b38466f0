/** Turns Babel's nodes into the few shapes that readers of JavaScript ask for: names, unwrapped values, lines. */
import type * as t from "@babel/types";

export type Node = t.Node;
export type FunctionNode =
  | t.FunctionDeclaration
  | t.FunctionExpression
  | t.ArrowFunctionExpression
  | t.ObjectMethod
  | t.ClassMethod
  | t.ClassPrivateMethod;
export type CallNode = t.CallExpression | t.OptionalCallExpression;
export type MemberNode = t.MemberExpression | t.OptionalMemberExpression;
export type ClassNode = t.ClassDeclaration | t.ClassExpression;
export type MaybeNode = Node | null | undefined;

export const lineOf = (node: Node): number => node.loc?.start.line ?? 0;
export const endLineOf = (node: Node): number => node.loc?.end.line ?? 0;

export const isFunction = (node: MaybeNode): node is FunctionNode =>
  node != null &&
  (node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression" ||
    node.type === "ObjectMethod" ||
    node.type === "ClassMethod" ||
    node.type === "ClassPrivateMethod");
export const isClass = (node: MaybeNode): node is ClassNode =>
  node?.type === "ClassDeclaration" || node?.type === "ClassExpression";
export const isCall = (node: MaybeNode): node is CallNode =>
  node?.type === "CallExpression" || node?.type === "OptionalCallExpression";
export const isMember = (node: MaybeNode): node is MemberNode =>
  node?.type === "MemberExpression" || node?.type === "OptionalMemberExpression";

/** The value below casts, non-null marks, parentheses and `await`. */
export function unwrap(node: Node): Node {
  let value = node;
  for (;;) {
    switch (value.type) {
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "TSTypeAssertion":
      case "TSInstantiationExpression":
      case "TypeCastExpression":
      case "ParenthesizedExpression":
        value = value.expression;
        break;
      case "AwaitExpression":
        value = value.argument;
        break;
      default:
        return value;
    }
  }
}

/** Name of a property, parameter or key where it is fixed; null for computed ones. */
export function keyName(key: Node, computed: boolean): string | null {
  if (!computed && key.type === "Identifier") return key.name;
  if (key.type === "StringLiteral") return key.value;
  if (key.type === "NumericLiteral") return String(key.value);
  if (key.type === "PrivateName") return `#${key.id.name}`;
  if (key.type === "TemplateLiteral" && key.expressions.length === 0) return key.quasis[0]?.value.cooked ?? null;
  return null;
}

export const memberName = (node: MemberNode): string | null => keyName(node.property, node.computed);

/** Name of the method called (`x.get(...)` -> "get") or the function (`get(...)` -> "get"). */
export function calleeName(node: CallNode | t.NewExpression): string | null {
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier") return callee.name;
  return isMember(callee) ? memberName(callee) : null;
}

/** The object a method is called on: `x.get(...)` -> x. */
export function receiverOf(node: CallNode): Node | null {
  const callee = unwrap(node.callee);
  return isMember(callee) ? unwrap(callee.object) : null;
}

/** The value (or method) of a property of an object literal, spreads left aside. */
export function propertyOf(object: MaybeNode, name: string): Node | null {
  if (object?.type !== "ObjectExpression") return null;
  for (let index = object.properties.length - 1; index >= 0; index--) {
    const property = object.properties[index]!;
    if (property.type === "SpreadElement" || keyName(property.key, property.computed) !== name) continue;
    return property.type === "ObjectMethod" ? property : unwrap(property.value);
  }
  return null;
}

/** Arguments of a call, casts removed; spreads stay as they are. */
export const argumentsOf = (node: CallNode | t.NewExpression): Node[] => node.arguments.map(unwrap);

/** Stable name of a function that has none of its own. */
export const anonymousName = (node: Node): string => `fn@${lineOf(node)}:${node.loc?.start.column ?? 0}`;
