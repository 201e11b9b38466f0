/** Turns a call's argument nodes into positional arguments, keyword options and block. */
import { textOf } from "./literals.js";
import {
  ArrayNode,
  AssocNode,
  argumentsOf,
  BlockArgumentNode,
  type BlockNode,
  blockOf,
  type CallNode,
  HashNode,
  KeywordHashNode,
  type Node,
} from "./nodes.js";

export interface CallArguments {
  readonly positional: readonly Node[];
  /** By the text of the key; a hash literal in last place counts as keywords too. */
  readonly keywords: ReadonlyMap<string, Node>;
  readonly block: BlockNode | null;
  /** `&:method` or `&handler`. */
  readonly blockArgument: Node | null;
}

const NONE: ReadonlyMap<string, Node> = new Map();

export function hashEntries(hash: HashNode | KeywordHashNode): Map<string, Node> {
  const entries = new Map<string, Node>();
  for (const element of hash.elements) {
    if (!(element instanceof AssocNode)) continue;
    const key = textOf(element.key);
    if (key !== null) entries.set(key, element.value);
  }
  return entries;
}

export function readArguments(call: CallNode): CallArguments {
  const nodes = argumentsOf(call);
  const last = nodes.at(-1);
  const trailing = last instanceof KeywordHashNode || last instanceof HashNode ? last : null;
  return {
    positional: trailing === null ? nodes : nodes.slice(0, -1),
    keywords: trailing === null ? NONE : hashEntries(trailing),
    block: blockOf(call),
    blockArgument: call.block instanceof BlockArgumentNode ? call.block.expression : null,
  };
}

/** Texts of `:a, :b`, `[:a, "b"]` or `%i[a b]`, flattened; what is not literal is left out. */
export function listOf(node: Node | null | undefined): readonly string[] {
  if (node instanceof ArrayNode) return node.elements.flatMap((element) => listOf(element));
  const text = textOf(node);
  return text === null ? [] : [text];
}
