/** Names the identifier that a node introduces or reads, for the words of a file. */
import {
  InstanceVariableReadNode,
  InstanceVariableWriteNode,
  LocalVariableReadNode,
  LocalVariableWriteNode,
  type Node,
  OptionalKeywordParameterNode,
  OptionalParameterNode,
  RequiredKeywordParameterNode,
  RequiredParameterNode,
  SymbolNode,
} from "./nodes.js";

const NAMED = new Set<unknown>([
  InstanceVariableReadNode,
  InstanceVariableWriteNode,
  LocalVariableReadNode,
  LocalVariableWriteNode,
  OptionalKeywordParameterNode,
  OptionalParameterNode,
  RequiredKeywordParameterNode,
  RequiredParameterNode,
]);

export function nameIn(node: Node): string | null {
  if (node instanceof SymbolNode) return node.unescaped.value;
  return NAMED.has(node.constructor) ? (node as { name: string }).name : null;
}
