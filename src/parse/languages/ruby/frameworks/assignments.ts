/** Finds what a variable was assigned in its own method. */
import {
  ClassNode,
  childrenOf,
  type DefNode,
  InstanceVariableOrWriteNode,
  InstanceVariableWriteNode,
  LocalVariableOrWriteNode,
  LocalVariableWriteNode,
  type Node,
  ParenthesesNode,
} from "../nodes.js";

type Assigned = ReadonlyMap<string, Node>;

const byMethod = new WeakMap<DefNode, Assigned>();

function collect(node: Node, into: Map<string, Node>): void {
  if (node instanceof ClassNode) return;
  if (
    node instanceof LocalVariableWriteNode ||
    node instanceof InstanceVariableWriteNode ||
    node instanceof LocalVariableOrWriteNode ||
    node instanceof InstanceVariableOrWriteNode
  ) {
    const value = node.value instanceof ParenthesesNode && node.value.body ? node.value.body : node.value;
    if (!into.has(node.name)) into.set(node.name, value);
  }
  for (const child of childrenOf(node)) collect(child, into);
}

function assignedIn(method: DefNode): Assigned {
  const known = byMethod.get(method);
  if (known !== undefined) return known;
  const found = new Map<string, Node>();
  if (method.body !== null) collect(method.body, found);
  byMethod.set(method, found);
  return found;
}

/** The first value a variable gets in the method. */
export const assignedValue = (name: string, method: DefNode): Node | null => assignedIn(method).get(name) ?? null;
