/** Turns the lines of a `create_table` block and their one-line forms into columns and foreign keys. */
import type { ColumnFact, TableFragment } from "../../../../model/fragments.js";
import { createInflector } from "../../../../text/inflections.js";
import { redact } from "../../../../text/secrets.js";
import { hashEntries, listOf, readArguments } from "../call-arguments.js";
import type { RubyFile } from "../framework.js";
import {
  type BlockNode,
  CallNode,
  childrenOf,
  FalseNode,
  HashNode,
  KeywordHashNode,
  LocalVariableReadNode,
  NilNode,
  type Node,
  TrueNode,
} from "../nodes.js";

const inflector = createInflector();

export interface ColumnStep {
  readonly op: "add" | "drop" | "change" | "rename";
  readonly columns: readonly ColumnFact[];
  readonly names: readonly string[];
  readonly to?: string;
  readonly foreignKeys: TableFragment["foreignKeys"];
}

type Options = ReadonlyMap<string, Node>;

export const referenceKey = (name: string): string => `${name}_id`;
export const namesIn = (nodes: readonly Node[], file: RubyFile): readonly string[] =>
  nodes.flatMap((node) => {
    const text = file.text(node);
    return text === null ? listOf(node) : [text];
  });

function defaultOf(options: Options, name: string, file: RubyFile): string | null {
  const node = options.get("default");
  if (node === undefined || node instanceof NilNode) return null;
  const literal = file.literal(node, name);
  if (literal === undefined || literal === null || typeof literal === "object")
    return redact(file.source(node).slice(0, 80));
  return String(literal);
}

const column = (name: string, type: string, options: Options, file: RubyFile): ColumnFact => ({
  name,
  type,
  nullable: !(options.get("null") instanceof FalseNode) && type !== "primary_key",
  default: defaultOf(options, name, file),
  primaryKey: type === "primary_key" || options.get("primary_key") instanceof TrueNode,
});

/** `id: :uuid`, `primary_key: "code"`, `id: false`. */
export function idColumn(options: Options, file: RubyFile): readonly ColumnFact[] {
  const id = options.get("id");
  if (id instanceof FalseNode) return [];
  const key = options.get("primary_key");
  // A composite key names columns that the block declares itself.
  if (key !== undefined && file.text(key) === null) return [];
  const type = file.text(id) ?? (id instanceof HashNode ? file.text(hashEntries(id).get("type")) : null);
  const name = file.text(key) ?? "id";
  return [{ name, type: type ?? "bigint", nullable: false, default: null, primaryKey: true }];
}

const NONE: Options = new Map();

function references(names: readonly string[], options: Options, file: RubyFile, line: number): ColumnStep {
  const type = file.text(options.get("type")) ?? "bigint";
  const polymorphic = options.get("polymorphic");
  const columns = names.flatMap((name) => [
    ...(polymorphic !== undefined && !(polymorphic instanceof FalseNode)
      ? [column(`${name}_type`, "string", withoutDefault(options), file)]
      : []),
    column(referenceKey(name), type, withoutDefault(options), file),
  ]);
  return {
    op: "add",
    columns,
    names: columns.map((one) => one.name),
    foreignKeys: names.flatMap((name) => keyOf(name, options, file, line)),
  };
}

const withoutDefault = (options: Options): Options => new Map([...options].filter(([key]) => key === "null"));

function keyOf(name: string, options: Options, file: RubyFile, line: number): TableFragment["foreignKeys"] {
  const given = options.get("foreign_key");
  if (given instanceof TrueNode) return [{ column: referenceKey(name), to: inflector.pluralize(name), line }];
  if (!(given instanceof HashNode || given instanceof KeywordHashNode)) return [];
  const entries = hashEntries(given);
  const to = file.text(entries.get("to_table")) ?? inflector.pluralize(name);
  return [{ column: file.text(entries.get("column")) ?? referenceKey(name), to, line }];
}

const STAMPS = ["created_at", "updated_at"];

/** One line's worth: what `add_column`, `t.column`, `add_reference` and their like say after the table. */
export function columnsOf(
  op: ColumnStep["op"],
  kind: "column" | "references" | "timestamps" | "names",
  positional: readonly Node[],
  options: Options,
  file: RubyFile,
  line: number,
): ColumnStep {
  const texts = namesIn(positional, file);
  if (kind === "references") return references(texts, options, file, line);
  if (kind === "timestamps") {
    const columns = STAMPS.map((name) => ({ ...column(name, "datetime", NONE, file), nullable: false }));
    return { op, columns, names: STAMPS, foreignKeys: [] };
  }
  if (kind === "names") {
    const type = file.text(options.get("type")) ?? "string";
    return { op, columns: texts.map((name) => column(name, type, options, file)), names: texts, foreignKeys: [] };
  }
  const [name, type] = texts;
  if (name === undefined) return { op, columns: [], names: [], foreignKeys: [] };
  return { op, columns: [column(name, type ?? "string", options, file)], names: [name], foreignKeys: [] };
}

const IGNORED = new Set([
  "index",
  "check_constraint",
  "unique_constraint",
  "exclusion_constraint",
  "remove_index",
  "foreign_key",
  "change_default",
  "change_null",
  "rename_index",
]);

function readLine(call: CallNode, file: RubyFile): ColumnStep | null {
  const { positional, keywords } = readArguments(call);
  const line = file.line(call);
  const read = (op: ColumnStep["op"], kind: Parameters<typeof columnsOf>[1]): ColumnStep =>
    columnsOf(op, kind, positional, keywords, file, line);
  if (call.name === "foreign_key") {
    const [to] = namesIn(positional, file);
    const key = file.text(keywords.get("column")) ?? `${inflector.singularize(to ?? "")}_id`;
    return to === undefined ? null : { op: "add", columns: [], names: [], foreignKeys: [{ column: key, to, line }] };
  }
  if (IGNORED.has(call.name)) return null;
  if (call.name === "references" || call.name === "belongs_to") return read("add", "references");
  if (call.name === "timestamps") return read("add", "timestamps");
  if (call.name === "column") return read("add", "column");
  if (call.name === "change") return read("change", "column");
  if (call.name === "remove") return read("drop", "names");
  if (call.name === "remove_references")
    return { op: "drop", columns: [], names: namesIn(positional, file).map(referenceKey), foreignKeys: [] };
  if (call.name === "rename") {
    const [from, to] = namesIn(positional, file);
    return from && to ? { op: "rename", columns: [], names: [from], to, foreignKeys: [] } : null;
  }
  return {
    op: "add",
    columns: namesIn(positional, file).map((name) => column(name, call.name, keywords, file)),
    names: [],
    foreignKeys: [],
  };
}

/** The `t.` lines of a block, conditions and loops around them looked through. */
export function readTableBlock(block: BlockNode | null, file: RubyFile): readonly ColumnStep[] {
  const steps: ColumnStep[] = [];
  const visit = (node: Node): void => {
    if (node instanceof CallNode && node.receiver instanceof LocalVariableReadNode) {
      const step = readLine(node, file);
      if (step !== null) steps.push(step);
      return;
    }
    for (const child of childrenOf(node)) visit(child);
  };
  if (block?.body) visit(block.body);
  return steps;
}
