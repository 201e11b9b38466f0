/** Turns literal nodes into plain values, secrets redacted; undefined for whatever must be run to be known. */
import type { Literal } from "../../../model/file-facts.js";
import { redact } from "../../../text/secrets.js";
import {
  ArrayNode,
  AssocNode,
  CallNode,
  FalseNode,
  FloatNode,
  HashNode,
  ImplicitNode,
  IntegerNode,
  InterpolatedStringNode,
  KeywordHashNode,
  NilNode,
  type Node,
  ParenthesesNode,
  StatementsNode,
  StringNode,
  SymbolNode,
  TrueNode,
} from "./nodes.js";

/** Text of a string or symbol literal, unredacted: for names only, never for a fact's value. */
export function textOf(node: Node | null | undefined): string | null {
  if (node instanceof StringNode || node instanceof SymbolNode) return node.unescaped.value;
  if (node instanceof InterpolatedStringNode) return joinParts(node);
  if (node instanceof CallNode && node.receiver !== null && (node.name === "freeze" || node.name === "to_s")) {
    return textOf(node.receiver);
  }
  return null;
}

/** Adjacent literals ("a" "b", squiggly heredocs) are one string; anything interpolated is none. */
function joinParts(node: InterpolatedStringNode): string | null {
  let text = "";
  for (const part of node.parts) {
    if (!(part instanceof StringNode)) return null;
    text += part.unescaped.value;
  }
  return text;
}

function literalHash(node: HashNode | KeywordHashNode): Literal {
  const entries: Record<string, Literal> = {};
  for (const element of node.elements) {
    if (!(element instanceof AssocNode)) continue;
    const key = textOf(element.key);
    if (key === null) continue;
    const value = element.value instanceof ImplicitNode ? undefined : literalOf(element.value, key);
    entries[key] = value;
  }
  return entries;
}

const unwrapped = (node: Node): Node | null => {
  if (node instanceof ParenthesesNode) return node.body;
  if (node instanceof StatementsNode && node.body.length === 1) return node.body[0] ?? null;
  if (node instanceof CallNode && node.name === "freeze" && node.arguments_ === null) return node.receiver;
  return null;
};

/** `name` is what the value is kept under, so that a secret is known by its name too. */
export function literalOf(node: Node | null | undefined, name = ""): Literal {
  if (node === null || node === undefined) return undefined;
  const text = textOf(node);
  if (text !== null) return redact(text, name);
  if (node instanceof IntegerNode || node instanceof FloatNode) return Number(node.value);
  if (node instanceof TrueNode) return true;
  if (node instanceof FalseNode) return false;
  if (node instanceof NilNode) return null;
  if (node instanceof ArrayNode) return node.elements.map((element) => literalOf(element, name));
  if (node instanceof HashNode || node instanceof KeywordHashNode) return literalHash(node);
  const inner = unwrapped(node);
  return inner === null ? undefined : literalOf(inner, name);
}
