/** Turns plain values into YAML text that every YAML reader, 1.1 or 1.2, reads back as the same values. */
import { Document, Pair, parse, Scalar, YAMLMap, YAMLSeq } from "yaml";

/** A value with a comment above it: where the value comes from. */
export class Commented {
  constructor(
    readonly comment: string,
    readonly value: unknown,
  ) {}
}

export const commented = (comment: string, value: unknown): unknown =>
  comment === "" ? value : new Commented(comment, value);

/** One document. Undefined values are left out; key order is the caller's. */
export function printYaml(value: unknown, header = ""): string {
  const document = new Document();
  document.contents = toNode(value) as NonNullable<typeof document.contents>;
  if (header !== "") document.commentBefore = asComment(header);
  return document.toString({ lineWidth: 0 });
}

/** Several documents in one text. */
export const printYamlDocuments = (values: readonly unknown[], header = ""): string =>
  values.map((value, index) => printYaml(value, index === 0 ? header : "")).join("---\n");

const asComment = (text: string): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? "" : ` ${line}`))
    .join("\n");

function toNode(value: unknown): unknown {
  if (value instanceof Commented) {
    const node = toNode(value.value) as { commentBefore?: string };
    node.commentBefore = asComment(value.comment);
    return node;
  }
  if (Array.isArray(value)) return toList(value);
  if (typeof value === "object" && value !== null) return toMap(value as Readonly<Record<string, unknown>>);
  return toScalar(value);
}

function toList(values: readonly unknown[]): YAMLSeq {
  const list = new YAMLSeq();
  list.items = values.filter((item) => item !== undefined).map(toNode);
  return list;
}

function toMap(values: Readonly<Record<string, unknown>>): YAMLMap {
  const map = new YAMLMap();
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const name = toScalar(key);
    if (value instanceof Commented) name.commentBefore = asComment(value.comment);
    map.items.push(new Pair(name, toNode(value instanceof Commented ? value.value : value)));
  }
  return map;
}

function toScalar(value: unknown): Scalar {
  const scalar = new Scalar(value);
  if (typeof value === "string" && !isPlain(value))
    scalar.type = value.includes("\n") ? "BLOCK_LITERAL" : "QUOTE_SINGLE";
  return scalar;
}

/** Sexagesimal numbers ("12:30") and the one-letter booleans exist in old readers only; ports are where they bite. */
const OLD_READERS = /^[-+]?[0-9][0-9_,:.eE+-]*$|:[0-9]+$|^(?:y|n|yes|no|on|off|true|false|null|~)$/i;

/** Go's YAML reader knows 1.1's words, others only 1.2's: plain only where both see the same text. */
function isPlain(text: string): boolean {
  if (OLD_READERS.test(text) || text.trim() !== text) return false;
  return readsAs(text, "core") && readsAs(text, "yaml-1.1");
}

function readsAs(text: string, schema: "core" | "yaml-1.1"): boolean {
  try {
    return parse(text, { schema, logLevel: "silent" }) === text;
  } catch {
    return false;
  }
}
