/** Names the prism tree for the rest of the Ruby folder; nothing outside it sees a node. */
export type { ParseResult } from "@ruby/prism/src/deserialize.js";
export * from "@ruby/prism/src/nodes.js";

import type { ArgumentsNode, BlockNode, CallNode, Node } from "@ruby/prism/src/nodes.js";
import {
  ArrayPatternNode,
  BlockNode as Block,
  BlockParametersNode,
  CaseMatchNode,
  CaseNode,
  FindPatternNode,
  HashPatternNode,
  MultiTargetNode,
  MultiWriteNode,
  ParametersNode,
  RescueNode,
  WhenNode,
} from "@ruby/prism/src/nodes.js";

/** Nodes whose compactChildNodes() forgets its lists in @ruby/prism 1.9.0 (`compact.concat(list)` without keeping the result). */
const FORGETFUL = new Set<unknown>([
  ArrayPatternNode,
  BlockParametersNode,
  CaseMatchNode,
  CaseNode,
  FindPatternNode,
  HashPatternNode,
  MultiTargetNode,
  MultiWriteNode,
  ParametersNode,
  RescueNode,
  WhenNode,
]);

/** Children in source order. */
export const childrenOf = (node: Node): Node[] =>
  FORGETFUL.has(node.constructor)
    ? node.childNodes().filter((child): child is Node => child !== null)
    : node.compactChildNodes();

export const argumentsOf = (call: { arguments_: ArgumentsNode | Node | null }): readonly Node[] =>
  (call.arguments_ as ArgumentsNode | null)?.arguments_ ?? [];

/** The literal block `do … end` or `{ … }` of a call. */
export const blockOf = (call: CallNode): BlockNode | null => (call.block instanceof Block ? call.block : null);
