/** Turns a jbuilder template into the shape of the JSON that it writes. https://github.com/rails/jbuilder */
import type { ValueShape } from "../../../../model/fragments.js";
import { listOf, readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { type BlockNode, CallNode, childrenOf, LocalVariableReadNode, type Node } from "../nodes.js";
import { shapeOf } from "./value-shapes.js";

const NO_LOCALS = new Map<string, Node>();
const WRAPPERS = new Set(["cache!", "cache_if!", "cache_root!"]);
const SILENT = new Set(["ignore_nil!", "key_format!", "deep_format_keys!", "attributes!", "target!"]);

const isJson = (node: Node | null): boolean =>
  (node instanceof CallNode && node.name === "json" && node.receiver === null) ||
  (node instanceof LocalVariableReadNode && node.name === "json");

const extracted = (nodes: readonly Node[]): ValueShape => ({
  type: "object",
  properties: Object.fromEntries(nodes.flatMap((node) => listOf(node)).map((name) => [name, { column: true }])),
});

/** What the statements below a node write; several write into one object. */
function written(node: Node | null | undefined, file: RubyFile): ValueShape | null {
  if (node === null || node === undefined) return null;
  if (node instanceof CallNode && isJson(node.receiver)) return writtenBy(node, file);
  const parts = childrenOf(node).flatMap((child) => written(child, file) ?? []);
  return parts.length > 1 ? { all: parts } : (parts[0] ?? null);
}

const inBlock = (block: BlockNode, file: RubyFile): ValueShape => written(block.body, file) ?? { type: "object" };

function writtenBy(call: CallNode, file: RubyFile): ValueShape | null {
  const { positional, keywords, block } = readArguments(call);
  const partial = file.text(keywords.get("partial"));
  if (SILENT.has(call.name)) return null;
  if (WRAPPERS.has(call.name)) return block === null ? null : inBlock(block, file);
  if (call.name === "extract!" || call.name === "call") return extracted(positional.slice(1));
  if (call.name === "partial!") {
    const name = file.text(positional[0]) ?? partial;
    return { type: "object", ...(name === null ? {} : { partials: [name] }) };
  }
  if (call.name === "array!") return { type: "array", items: itemOf(positional, partial, block, file) };
  const [first] = positional;
  const key = call.name === "set!" ? file.text(first) : call.name.endsWith("!") ? null : call.name;
  if (key === null) return { type: "object" };
  const rest = call.name === "set!" ? positional.slice(1) : positional;
  return { type: "object", properties: { [key]: keptIn(rest, partial, block, file) } };
}

function itemOf(
  positional: readonly Node[],
  partial: string | null,
  block: BlockNode | null,
  file: RubyFile,
): ValueShape {
  if (block !== null) return inBlock(block, file);
  if (partial !== null) return { type: "object", partials: [partial] };
  return positional.length > 1 ? extracted(positional.slice(1)) : {};
}

function keptIn(
  positional: readonly Node[],
  partial: string | null,
  block: BlockNode | null,
  file: RubyFile,
): ValueShape {
  if (block !== null && positional.length === 0) return inBlock(block, file);
  if (block !== null) return { type: "array", items: inBlock(block, file) };
  // Of one record or of a list, as the value is at run time.
  if (partial !== null || positional.length > 1) return { ...itemOf(positional, partial, null, file), many: "maybe" };
  return shapeOf(positional[0], NO_LOCALS);
}

export const jbuilderShapes = defineRubyFramework({
  id: "jbuilder-shapes",
  reads: (path) => path.endsWith(".jbuilder"),
  enterFile(program, file) {
    const gives = written(program.statements, file);
    if (gives !== null) {
      file.add({ kind: "shape", of: "template", name: file.path, takes: null, gives, calls: [], line: 1 });
    }
  },
});
