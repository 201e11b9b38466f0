/** Turns methods of controllers into what they take (`params`) and give (`render json:`), and serializers into their attributes. */
import type { ValueShape } from "../../../../model/fragments.js";
import { listOf, readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import { CallNode, childrenOf, DefNode, IntegerNode, LocalVariableWriteNode, type Node } from "../nodes.js";
import { readParameters } from "./strong-parameters.js";
import { narrowed, shapeOf } from "./value-shapes.js";

const SUCCESS = new Set([
  "ok",
  "created",
  "accepted",
  "non_authoritative_information",
  "partial_content",
  "multi_status",
]);

interface Found {
  readonly takes: ValueShape[];
  readonly gives: ValueShape[];
  readonly calls: Set<string>;
}

/** What an error looks like is no answer of the action. */
function isSuccess(status: Node | undefined, file: RubyFile): boolean {
  if (status instanceof IntegerNode) return Number(status.value) < 300;
  const text = file.text(status);
  return text === null || SUCCESS.has(text);
}

function renderedBy(call: CallNode, file: RubyFile, locals: ReadonlyMap<string, Node>): ValueShape | null {
  const { keywords } = readArguments(call);
  const json = keywords.get("json");
  if (call.name !== "render" || call.receiver !== null || json === undefined) return null;
  if (!isSuccess(keywords.get("status"), file)) return null;
  const one = constantName(keywords.get("serializer") ?? null)?.replace(/^::/, "");
  if (one !== undefined) return { serializer: one };
  const each = constantName(keywords.get("each_serializer") ?? null)?.replace(/^::/, "");
  if (each !== undefined) return { type: "array", items: { serializer: each } };
  return narrowed(shapeOf(json, locals), call);
}

/** Locals first, so that a use before the last assignment is read by that: good enough for a shape. */
function collectLocals(node: Node, locals: Map<string, Node>): void {
  if (node instanceof LocalVariableWriteNode && !locals.has(node.name)) locals.set(node.name, node.value);
  if (!(node instanceof DefNode)) for (const child of childrenOf(node)) collectLocals(child, locals);
}

function collect(node: Node, file: RubyFile, locals: ReadonlyMap<string, Node>, found: Found): void {
  if (node instanceof DefNode) return;
  if (node instanceof CallNode) {
    const taken = readParameters(node, locals);
    if (taken !== null) found.takes.push(taken);
    const given = renderedBy(node, file, locals);
    if (given !== null) found.gives.push(given);
    if (node.receiver === null && node.name !== "params" && node.name !== "render") found.calls.add(node.name);
  }
  for (const child of childrenOf(node)) collect(child, file, locals, found);
}

const merged = (shapes: readonly ValueShape[]): ValueShape | null =>
  shapes.length > 1 ? { all: shapes } : (shapes[0] ?? null);

function addAttributes(call: CallNode, file: RubyFile): void {
  if (call.receiver !== null || file.inMethod || !/Serializer$/.test(file.scope.name)) return;
  const names = listOf(readArguments(call).positional[0]);
  const all = call.name === "attributes" ? readArguments(call).positional.flatMap((node) => listOf(node)) : names;
  const key = file.text(readArguments(call).keywords.get("key"));
  const shape: ValueShape =
    call.name === "has_many"
      ? { type: "array", items: {} }
      : call.name === "attributes" || call.name === "attribute"
        ? { column: true }
        : { type: "object" };
  const properties = Object.fromEntries(all.map((name) => [key ?? name, shape]));
  const gives: ValueShape = { type: "object", properties };
  file.add({
    kind: "shape",
    of: "serializer",
    name: file.scope.name,
    takes: null,
    gives,
    calls: [],
    line: file.line(call),
  });
}

export const actionShapes = defineRubyFramework({
  id: "action-shapes",
  reads: (path) => /(^|\/)(controllers|concerns|serializers)\//.test(path) && !/(^|\/)(spec|test)\//.test(path),
  // https://github.com/rails-api/active_model_serializers/blob/0-10-stable/docs/general/serializers.md
  calls: Object.fromEntries(
    ["attributes", "attribute", "has_many", "has_one", "belongs_to"].map((name) => [name, addAttributes]),
  ),
  enterMethod(method, name, file) {
    if (/(^|\/)serializers\//.test(file.path)) return;
    const locals = new Map<string, Node>();
    for (const child of childrenOf(method)) collectLocals(child, locals);
    const found: Found = { takes: [], gives: [], calls: new Set() };
    for (const child of childrenOf(method)) collect(child, file, locals, found);
    const [takes, gives] = [merged(found.takes), merged(found.gives)];
    if (takes === null && gives === null && found.calls.size === 0) return;
    file.add({ kind: "shape", of: "action", name, takes, gives, calls: [...found.calls], line: file.line(method) });
  },
});
