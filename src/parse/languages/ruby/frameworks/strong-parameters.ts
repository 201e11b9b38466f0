/** Turns reads of `params` into the shape of what a request carries: `require`, `permit`, `expect`, `fetch`, `[]`. https://guides.rubyonrails.org/action_controller_overview.html#strong-parameters */
import type { ValueShape } from "../../../../model/fragments.js";
import { hashEntries } from "../call-arguments.js";
import { textOf } from "../literals.js";
import {
  ArrayNode,
  argumentsOf,
  CallNode,
  HashNode,
  KeywordHashNode,
  LocalVariableReadNode,
  type Node,
} from "../nodes.js";
import type { Locals } from "./value-shapes.js";

const READS = new Set(["[]", "fetch", "require", "dig"]);

/** Keys on the way from `params` to what the node stands for; null where it is something else. */
function wayTo(node: Node | null | undefined, locals: Locals, depth = 8): readonly string[] | null {
  if (node === null || node === undefined || depth === 0) return null;
  if (node instanceof LocalVariableReadNode) return wayTo(locals.get(node.name), locals, depth - 1);
  if (!(node instanceof CallNode)) return null;
  if (node.name === "params" && node.receiver === null) return [];
  if (node.name === "permit" || node.name === "permit!" || node.name === "to_h")
    return wayTo(node.receiver, locals, depth - 1);
  if (!READS.has(node.name)) return null;
  const above = wayTo(node.receiver, locals, depth - 1);
  const names = argumentsOf(node)
    .slice(0, node.name === "dig" ? undefined : 1)
    .map(textOf);
  return above === null || names.length === 0 || names.includes(null) ? null : [...above, ...(names as string[])];
}

/** What one call says of the request; null where it reads no parameter. */
export function readParameters(call: CallNode, locals: Locals): ValueShape | null {
  if (call.name === "permit" || call.name === "expect") {
    const way = wayTo(call.receiver, locals);
    if (way === null) return null;
    const fields = fieldsOf(argumentsOf(call), call.name === "expect");
    // `expect` refuses a request without its keys.
    const required = call.name === "expect" ? Object.keys(fields) : [];
    return nested(way, { type: "object", properties: fields, ...(required.length === 0 ? {} : { required }) });
  }
  const way = READS.has(call.name) ? wayTo(call, locals) : null;
  return way === null || way.length === 0 ? null : nested(way, { column: true }, call.name === "require");
}

const nested = (way: readonly string[], leaf: ValueShape, required = false): ValueShape =>
  way.reduceRight<{ shape: ValueShape; last: boolean }>(
    ({ shape, last }, name) => ({
      shape: { type: "object", properties: { [name]: shape }, ...(required && last ? { required: [name] } : {}) },
      last: false,
    }),
    { shape: leaf, last: true },
  ).shape;

/** `:name, tags: [], meta: {}, lines: [:sku]`; a list of names in `expect` is one record, a list in a list several. */
function fieldsOf(nodes: readonly Node[], strict: boolean): Readonly<Record<string, ValueShape>> {
  const fields: Record<string, ValueShape> = {};
  for (const node of nodes) {
    const name = textOf(node);
    if (name !== null) fields[name] = { column: true };
    else if (node instanceof ArrayNode) Object.assign(fields, fieldsOf(node.elements, strict));
    else if (node instanceof HashNode || node instanceof KeywordHashNode) {
      for (const [key, value] of hashEntries(node)) fields[key] = fieldOf(value, strict);
    }
  }
  return fields;
}

function fieldOf(value: Node, strict: boolean): ValueShape {
  if (value instanceof HashNode) return { type: "object" };
  const name = textOf(value);
  if (name !== null) return { type: "object", properties: { [name]: { column: true } }, many: "maybe" };
  if (!(value instanceof ArrayNode)) return {};
  const [first] = value.elements;
  if (first === undefined) return { type: "array", items: {} };
  if (strict && first instanceof ArrayNode && value.elements.length === 1) {
    return { type: "array", items: { type: "object", properties: fieldsOf(first.elements, strict) } };
  }
  const properties = fieldsOf(value.elements, strict);
  return { type: "object", properties, ...(strict ? {} : { many: "maybe" as const }) };
}
