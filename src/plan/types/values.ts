/** Turns literal expressions into the JSON values that they are, following constants of the same file. */
import { Node } from "ts-morph";

/** undefined where the value depends on the run. */
export function readLiteral(node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  if (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node)) return node.getLiteralValue();
  if (Node.isNumericLiteral(node)) return node.getLiteralValue();
  if (Node.isTrueLiteral(node)) return true;
  if (Node.isFalseLiteral(node)) return false;
  if (Node.isNullLiteral(node)) return null;
  if (Node.isAsExpression(node) || Node.isParenthesizedExpression(node) || Node.isSatisfiesExpression(node))
    return readLiteral(node.getExpression());
  if (Node.isPrefixUnaryExpression(node)) return negated(node.getText(), readLiteral(node.getOperand()));
  if (Node.isBinaryExpression(node))
    return product(node.getOperatorToken().getText(), readLiteral(node.getLeft()), readLiteral(node.getRight()));
  if (Node.isArrayLiteralExpression(node)) return allOf(node.getElements().map(readLiteral));
  if (Node.isObjectLiteralExpression(node)) return objectOf(node);
  return Node.isIdentifier(node) ? readLiteral(initializerOf(node)) : undefined;
}

const negated = (text: string, value: unknown): unknown =>
  typeof value === "number" && text.startsWith("-") ? -value : undefined;

/** "60 * 60 * 1000" is how people write an hour. */
const product = (operator: string, left: unknown, right: unknown): unknown => {
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  return operator === "*" ? left * right : operator === "+" ? left + right : undefined;
};

const allOf = (values: readonly unknown[]): unknown => (values.includes(undefined) ? undefined : values);

function objectOf(node: Node & { getProperties(): Node[] }): unknown {
  const entries: [string, unknown][] = [];
  for (const property of node.getProperties()) {
    const named = Node.isPropertyAssignment(property) || Node.isShorthandPropertyAssignment(property);
    const value = Node.isPropertyAssignment(property)
      ? readLiteral(property.getInitializer())
      : Node.isShorthandPropertyAssignment(property)
        ? readLiteral(initializerOf(property.getNameNode()))
        : undefined;
    // A function among the options cannot be carried over; the rest can.
    if (named && value !== undefined) entries.push([property.getName().replace(/^["']|["']$/g, ""), value]);
  }
  return Object.fromEntries(entries);
}

/** What a name was given where it was declared, across files where the project holds them. */
export function initializerOf(identifier: Node): Node | undefined {
  const symbol = identifier.getSymbol();
  const declaration = (symbol?.getAliasedSymbol() ?? symbol)?.getValueDeclaration();
  return declaration !== undefined && Node.isVariableDeclaration(declaration)
    ? declaration.getInitializer()
    : undefined;
}
