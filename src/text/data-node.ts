/** Turns JSON and YAML text into one kind of tree that knows the line of every value. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

export interface DataNode {
  readonly line: number;
  /** A plain string, number, boolean or null; undefined for maps and lists. */
  readonly scalar: string | number | boolean | null | undefined;
  /** Keys in the order written; empty for anything but a map. */
  readonly entries: readonly DataEntry[];
  readonly items: readonly DataNode[];
  readonly kind: "map" | "list" | "scalar";
}

export interface DataEntry {
  readonly key: string;
  readonly line: number;
  readonly value: DataNode;
}

export interface DataError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface DataDocument {
  readonly root: DataNode | null;
  readonly errors: readonly DataError[];
}

export const scalarNode = (scalar: DataNode["scalar"], line: number): DataNode => ({
  kind: "scalar",
  scalar,
  line,
  entries: [],
  items: [],
});

export const field = (node: DataNode | null, key: string): DataNode | null =>
  node?.entries.findLast((entry) => entry.key === key)?.value ?? null;

export function textOf(node: DataNode | null): string | null {
  const value = node?.scalar;
  return value === undefined || value === null ? null : String(value);
}

/** YAML 1.2, first document; JSON files go through `parseJson`, which is as strict as Heroku. */
export function parseYaml(text: string): DataDocument {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: false, logLevel: "silent" });
  const errors = document.errors.map((error) => {
    const { line, col } = counter.linePos(error.pos[0]);
    return { line, column: col, message: error.message.split("\n", 1)[0]!.replace(/ at line .*$/, "") };
  });
  const lineOf = (node: Node): number => (node.range ? counter.linePos(node.range[0]).line : 1);
  let left = MOST_ALIASES;
  const targetOf = (node: unknown): unknown => {
    if (!isAlias(node)) return node;
    left -= 1;
    return left < 0 ? null : node.resolve(document);
  };
  return { root: document.contents === null ? null : toDataNode(document.contents, { lineOf, targetOf }), errors };
}

/** A file that says more of them is out to fill the memory, or names itself. */
const MOST_ALIASES = 500;

interface Reading {
  readonly lineOf: (node: Node) => number;
  /** What `*default` stands for. */
  readonly targetOf: (node: unknown) => unknown;
}

function toDataNode(written: unknown, reading: Reading): DataNode {
  const node = reading.targetOf(written);
  const { lineOf } = reading;
  if (isMap(node)) {
    const entries = node.items.map((pair) => {
      const line = lineOf(pair.key as Node);
      const value = pair.value === null ? scalarNode(null, line) : toDataNode(pair.value, reading);
      return { key: isScalar(pair.key) ? String(pair.key.value) : "", line, value };
    });
    return { kind: "map", scalar: undefined, line: lineOf(node), entries, items: [] };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => toDataNode(item, reading));
    return { kind: "list", scalar: undefined, line: lineOf(node), entries: [], items };
  }
  if (isScalar(node)) return scalarNode(toScalar(node.value), lineOf(node));
  return scalarNode(null, 1);
}

function toScalar(value: unknown): string | number | boolean | null {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value === null || value === undefined ? null : String(value);
}
