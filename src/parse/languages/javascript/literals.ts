/** Turns an expression into its value where the file alone fixes it: literals, constants, templates, enums, simple path calls. */
import type * as t from "@babel/types";
import type { Literal } from "../../../model/file-facts.js";
import { redact } from "../../../text/secrets.js";
import { type ClassNode, isClass, isMember, keyName, memberName, type Node, unwrap } from "./ast.js";
import { followNode } from "./follow.js";
import { lookup, type Scope } from "./scopes.js";

const MAX_DEPTH = 12;
const MAX_ITEMS = 200;

export function literalOf(input: Node, scope: Scope, depth = 0): Literal | undefined {
  const node = unwrap(input);
  if (depth > MAX_DEPTH) return undefined;
  switch (node.type) {
    case "StringLiteral":
      return node.value.length < 8 ? node.value : redact(node.value);
    case "NumericLiteral":
    case "BooleanLiteral":
      return node.value;
    case "NullLiteral":
      return null;
    case "UnaryExpression": {
      const value = literalOf(node.argument, scope, depth + 1);
      if (node.operator === "-" && typeof value === "number") return -value;
      return node.operator === "!" && value !== undefined ? !value : undefined;
    }
    case "TemplateLiteral":
      return templateValue(node, scope, depth);
    case "BinaryExpression":
      return binaryValue(node, scope, depth);
    case "ArrayExpression":
      return node.elements
        .slice(0, MAX_ITEMS)
        .map((element) =>
          element === null || element.type === "SpreadElement" ? undefined : literalOf(element, scope, depth + 1),
        );
    case "ObjectExpression":
      return objectValue(node, scope, depth);
    case "LogicalExpression":
      return literalOf(node.left, scope, depth + 1) ?? literalOf(node.right, scope, depth + 1);
    case "Identifier":
    case "MemberExpression":
    case "OptionalMemberExpression":
      return namedValue(node, scope, depth);
    case "CallExpression":
      return calledValue(node, scope, depth);
    default:
      return undefined;
  }
}

function templateValue(node: t.TemplateLiteral, scope: Scope, depth: number): string | undefined {
  let text = "";
  for (let index = 0; index < node.quasis.length; index++) {
    text += node.quasis[index]!.value.cooked ?? "";
    const expression = node.expressions[index];
    if (expression === undefined) break;
    const value = literalOf(expression, scope, depth + 1);
    if (typeof value !== "string" && typeof value !== "number") return undefined;
    text += String(value);
  }
  return redact(text);
}

function binaryValue(node: t.BinaryExpression, scope: Scope, depth: number): Literal | undefined {
  if (node.left.type === "PrivateName") return undefined;
  const left = literalOf(node.left, scope, depth + 1);
  const right = literalOf(node.right, scope, depth + 1);
  if (typeof left === "number" && typeof right === "number") {
    if (node.operator === "*") return left * right;
    if (node.operator === "+") return left + right;
    if (node.operator === "-") return left - right;
    return node.operator === "/" && right !== 0 ? left / right : undefined;
  }
  const printable = (value: Literal | undefined) => typeof value === "string" || typeof value === "number";
  return node.operator === "+" && printable(left) && printable(right) ? redact(`${left}${right}`) : undefined;
}

function objectValue(node: t.ObjectExpression, scope: Scope, depth: number): Literal {
  const value: Record<string, Literal> = {};
  for (const property of node.properties.slice(0, MAX_ITEMS)) {
    if (property.type === "SpreadElement") {
      const spread = literalOf(property.argument, scope, depth + 1);
      if (spread !== null && typeof spread === "object" && !Array.isArray(spread)) Object.assign(value, spread);
      continue;
    }
    const name = keyName(property.key, property.computed) ?? computedName(property.key, scope, depth);
    if (name === null || name === "__proto__") continue;
    const inner = property.type === "ObjectMethod" ? undefined : literalOf(property.value, scope, depth + 1);
    value[name] = typeof inner === "string" ? redact(inner, name) : inner;
  }
  return value;
}

function computedName(key: Node, scope: Scope, depth: number): string | null {
  const name = literalOf(key, scope, depth + 1);
  return typeof name === "string" ? name : null;
}

function namedValue(node: Node, scope: Scope, depth: number): Literal | undefined {
  if (isMember(node)) {
    const member = declaredMember(node, scope, depth);
    if (member !== undefined) return member;
  }
  const value = followNode(node, scope);
  if (value.node === node) return undefined;
  if (value.node.type === "Identifier" || isMember(value.node)) return undefined;
  return isFixed(node, scope) ? literalOf(value.node, value.scope, depth + 1) : undefined;
}

/** A `let` that is assigned again has no one value. */
function isFixed(node: Node, scope: Scope): boolean {
  if (isMember(node)) return isFixed(unwrap(node.object), scope);
  if (node.type !== "Identifier") return true;
  const binding = lookup(scope, node.name);
  return binding === null || binding.assigned === undefined || binding.current !== undefined;
}

/** A member of an enum, or a static field of a class. */
function declaredMember(node: Node, scope: Scope, depth: number): Literal | undefined {
  if (!isMember(node)) return undefined;
  const name = memberName(node);
  const object = unwrap(node.object);
  if (object.type !== "Identifier" || name === null) return undefined;
  const declaration = lookup(scope, object.name)?.node;
  if (isClass(declaration)) return staticValue(declaration, name, scope, depth);
  if (declaration?.type !== "TSEnumDeclaration") return undefined;
  const members = declaration.members ?? declaration.body?.members ?? [];
  const index = members.findIndex((one) => keyName(one.id, false) === name);
  const member = members[index];
  if (member === undefined) return undefined;
  return member.initializer ? literalOf(member.initializer, scope, depth + 1) : index;
}

function staticValue(node: ClassNode, name: string, scope: Scope, depth: number): Literal | undefined {
  for (const member of node.body.body) {
    if (member.type !== "ClassProperty" || !member.static || !member.value) continue;
    if (keyName(member.key, member.computed === true) === name) return literalOf(member.value, scope, depth + 1);
  }
  return undefined;
}

/** `path.join("a", "b")`, `["a"].join("/")`, `"x".concat(y)`, `x.toString()`, `String(x)`, `Object.freeze(x)`. */
function calledValue(node: t.CallExpression, scope: Scope, depth: number): Literal | undefined {
  const callee = unwrap(node.callee);
  const args = node.arguments.map((argument) => literalOf(argument, scope, depth + 1));
  if (callee.type === "Identifier") {
    return callee.name === "String" && args[0] !== undefined ? String(args[0]) : undefined;
  }
  if (!isMember(callee)) return undefined;
  const name = memberName(callee);
  const object = unwrap(callee.object);
  if (name === "freeze") return args[0];
  if (name === "join" && object.type === "Identifier" && /^(path|posix)$/i.test(object.name)) {
    return args.every((one) => typeof one === "string") ? joinPath(args as string[]) : undefined;
  }
  const self = ["toString", "concat", "join", "toLowerCase"].includes(name ?? "")
    ? literalOf(object, scope, depth + 1)
    : undefined;
  if (self === undefined) return undefined;
  if (name === "join" && Array.isArray(self) && typeof (args[0] ?? ",") === "string") {
    return self.every((one) => typeof one === "string") ? self.join(String(args[0] ?? ",")) : undefined;
  }
  if (typeof self !== "string") return undefined;
  if (name === "concat")
    return args.every((one) => typeof one === "string") ? self.concat(...(args as string[])) : undefined;
  return name === "toLowerCase" ? self.toLowerCase() : self;
}

const joinPath = (parts: readonly string[]): string =>
  parts
    .filter(Boolean)
    .join("/")
    .replace(/\/{2,}/g, "/");
