/** Turns branches, loops and nesting into cognitive complexity. https://www.sonarsource.com/docs/CognitiveComplexity.pdf */
import type { Node } from "./ast.js";

export interface ComplexityFrame {
  total: number;
  nesting: number;
}

const NESTING = new Set([
  "IfStatement",
  "ConditionalExpression",
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "WhileStatement",
  "DoWhileStatement",
  "CatchClause",
  "SwitchStatement",
]);

/** Types of nodes that `enterComplexity` has something to say on. */
export const WEIGHS: ReadonlySet<string> = new Set([
  ...NESTING,
  "LogicalExpression",
  "BreakStatement",
  "ContinueStatement",
]);

/** Adds what the node costs; true where its children nest one deeper (the caller then takes `nesting` back). */
export function enterComplexity(frame: ComplexityFrame, node: Node, parent: Node | undefined): boolean {
  if (NESTING.has(node.type)) {
    const elseIf = node.type === "IfStatement" && parent?.type === "IfStatement" && parent.alternate === node;
    frame.total += elseIf ? 1 : 1 + frame.nesting;
    if (node.type === "IfStatement" && node.alternate && node.alternate.type !== "IfStatement") frame.total += 1;
    if (elseIf) return false;
    frame.nesting++;
    return true;
  }
  if (node.type === "LogicalExpression") {
    if (parent?.type !== "LogicalExpression" || parent.operator !== node.operator) frame.total += 1;
  } else if ((node.type === "BreakStatement" || node.type === "ContinueStatement") && node.label) {
    frame.total += 1;
  }
  return false;
}
