/** Counts the cognitive complexity of a method body. https://www.sonarsource.com/docs/CognitiveComplexity.pdf */
import {
  AndNode,
  BlockNode,
  CaseMatchNode,
  CaseNode,
  ElseNode,
  ForNode,
  IfNode,
  LambdaNode,
  type Node,
  OrNode,
  RescueModifierNode,
  RescueNode,
  UnlessNode,
  UntilNode,
  WhileNode,
} from "./nodes.js";

const NESTING_KINDS = new Set<unknown>([
  IfNode,
  UnlessNode,
  CaseNode,
  CaseMatchNode,
  ForNode,
  WhileNode,
  UntilNode,
  RescueNode,
  RescueModifierNode,
]);

/** Running count while the walk is inside a method; nested methods have a counter of their own. */
export interface ComplexityCounter {
  total: number;
  depth: number;
}

/** Adds the node's own cost and returns by how much its children are nested deeper. */
export function countComplexity(counter: ComplexityCounter, node: Node, parent: Node | null): number {
  if (NESTING_KINDS.has(node.constructor)) {
    const elsif = node instanceof IfNode && parent instanceof IfNode && parent.subsequent === node;
    counter.total += elsif ? 1 : 1 + counter.depth;
    return elsif ? 0 : 1;
  }
  if (node instanceof ElseNode) {
    // The `else` of a case is one of its branches and costs nothing more.
    if (parent instanceof IfNode || parent instanceof UnlessNode) counter.total += 1;
  } else if (node instanceof AndNode || node instanceof OrNode) {
    if (parent?.constructor !== node.constructor) counter.total += 1;
  } else if (node instanceof BlockNode || node instanceof LambdaNode) return 1;
  return 0;
}
