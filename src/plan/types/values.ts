/** Turns literal expressions into the JSON values that they are, following constants of the same file. */
import { type BindingElement, Node } from "ts-morph";

/** Further than this, a name leads back to itself: `var app = app || {}`. */
const FURTHEST = 24;

/** undefined where the value depends on the run. */
export const readLiteral = (node: Node | undefined): unknown => readAt(node, 0);

function readAt(node: Node | undefined, depth: number): unknown {
  if (node === undefined || depth > FURTHEST) return undefined;
  const inner = (next: Node | undefined): unknown => readAt(next, depth + 1);
  if (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node)) return node.getLiteralValue();
  if (Node.isNumericLiteral(node)) return node.getLiteralValue();
  if (Node.isTrueLiteral(node)) return true;
  if (Node.isFalseLiteral(node)) return false;
  if (Node.isNullLiteral(node)) return null;
  if (Node.isAsExpression(node) || Node.isParenthesizedExpression(node) || Node.isSatisfiesExpression(node))
    return inner(node.getExpression());
  if (Node.isPrefixUnaryExpression(node)) return negated(node.getText(), inner(node.getOperand()));
  if (Node.isBinaryExpression(node))
    return computed(node.getOperatorToken().getText(), () => [inner(node.getLeft()), inner(node.getRight())]);
  if (Node.isArrayLiteralExpression(node)) return allOf(node.getElements().map(inner));
  if (Node.isObjectLiteralExpression(node)) return objectOf(node, inner);
  if (Node.isPropertyAccessExpression(node)) return inner(initializerOf(node.getNameNode()));
  return Node.isIdentifier(node) ? inner(initializerOf(node)) : undefined;
}

const negated = (text: string, value: unknown): unknown =>
  typeof value === "number" && text.startsWith("-") ? -value : undefined;

/** "60 * 60 * 1000" is how people write an hour. */
function computed(operator: string, sides: () => readonly unknown[]): unknown {
  if (operator !== "*" && operator !== "+") return undefined;
  const [left, right] = sides();
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  return operator === "*" ? left * right : left + right;
}

const allOf = (values: readonly unknown[]): unknown => (values.includes(undefined) ? undefined : values);

function objectOf(node: Node & { getProperties(): Node[] }, inner: (node: Node | undefined) => unknown): unknown {
  const entries: [string, unknown][] = [];
  for (const property of node.getProperties()) {
    const named = Node.isPropertyAssignment(property) || Node.isShorthandPropertyAssignment(property);
    const value = Node.isPropertyAssignment(property)
      ? inner(property.getInitializer())
      : Node.isShorthandPropertyAssignment(property)
        ? inner(initializerOf(property.getNameNode()))
        : undefined;
    // A function among the options cannot be carried over; the rest can.
    if (named && value !== undefined) entries.push([property.getName().replace(/^["']|["']$/g, ""), value]);
  }
  return Object.fromEntries(entries);
}

/** What a name was given where it was declared, across files where the project holds them. */
export function initializerOf(identifier: Node): Node | undefined {
  const symbol = identifier.getSymbol();
  return valueAt((symbol?.getAliasedSymbol() ?? symbol)?.getValueDeclaration());
}

/** A constant's value, a property's, or what is assigned to `exports.name`. */
function valueAt(declaration: Node | undefined): Node | undefined {
  if (Node.isVariableDeclaration(declaration) || Node.isPropertyAssignment(declaration))
    return declaration.getInitializer();
  if (Node.isShorthandPropertyAssignment(declaration)) {
    const named = declaration.getValueSymbol();
    return valueAt((named?.getAliasedSymbol() ?? named)?.getValueDeclaration());
  }
  if (Node.isBindingElement(declaration)) return boundValue(declaration);
  const assigned = Node.isBinaryExpression(declaration) ? declaration : declaration?.getParent();
  return Node.isBinaryExpression(assigned) && assigned.getOperatorToken().getText() === "="
    ? assigned.getRight()
    : undefined;
}

/** `const { create } = require("./schemas")`, where the file is known. */
function boundValue(element: BindingElement): Node | undefined {
  const name = element.getPropertyNameNode()?.getText() ?? element.getName();
  const whole = element.getParent().getType().getProperty(name);
  return valueAt(whole?.getValueDeclaration());
}
