/** Turns Ruby expressions that become JSON into shapes: literals, records, lists, `as_json(only:)`, serializers. */
import type { ValueShape } from "../../../../model/fragments.js";
import { listOf, readArguments } from "../call-arguments.js";
import { textOf } from "../literals.js";
import { constantName } from "../names.js";
import {
  ArrayNode,
  AssocNode,
  CallNode,
  FalseNode,
  FloatNode,
  HashNode,
  IntegerNode,
  InterpolatedStringNode,
  KeywordHashNode,
  LocalVariableReadNode,
  type Node,
  ParenthesesNode,
  StatementsNode,
  StringNode,
  SymbolNode,
  TrueNode,
} from "../nodes.js";

/** Local variables by what was put into them. */
export type Locals = ReadonlyMap<string, Node>;

const INTEGERS = new Set(["count", "size", "length", "to_i"]);
const TEXTS = new Set(["to_s", "iso8601", "strftime", "join", "to_param", "humanize", "titleize"]);
const ONE =
  /^(find|find_by!?|find_or_create_by!?|find_or_initialize_by|find_sole_by|create!?|new|first!?|last!?|take!?)$/;
const SAME =
  /^(where|not|order|reorder|limit|offset|includes|preload|eager_load|joins|left_joins|all|unscoped|distinct|page|per|lock|readonly)$/;
const JSON_CALLS = new Set(["as_json", "to_json", "serializable_hash"]);

export function shapeOf(node: Node | null | undefined, locals: Locals, depth = 8): ValueShape {
  if (node === null || node === undefined || depth === 0) return {};
  const inner = (one: Node | null | undefined): ValueShape => shapeOf(one, locals, depth - 1);
  if (node instanceof HashNode || node instanceof KeywordHashNode) return shapeOfHash(node, inner);
  if (node instanceof StringNode || node instanceof InterpolatedStringNode || node instanceof SymbolNode) {
    return { type: "string" };
  }
  if (node instanceof IntegerNode) return { type: "integer" };
  if (node instanceof FloatNode) return { type: "number" };
  if (node instanceof TrueNode || node instanceof FalseNode) return { type: "boolean" };
  if (node instanceof ArrayNode) {
    const [only, ...others] = node.elements;
    return { type: "array", items: others.length === 0 ? inner(only) : {} };
  }
  if (node instanceof ParenthesesNode) return inner(node.body);
  if (node instanceof StatementsNode) return inner(node.body.at(-1));
  if (node instanceof LocalVariableReadNode) return inner(locals.get(node.name));
  return node instanceof CallNode ? shapeOfCall(node, inner) : {};
}

function shapeOfHash(node: HashNode | KeywordHashNode, inner: (node: Node) => ValueShape): ValueShape {
  const known = node.elements.flatMap((element): [string, ValueShape][] => {
    const key = element instanceof AssocNode ? textOf(element.key) : null;
    return key === null ? [] : [[key, inner((element as AssocNode).value)]];
  });
  return { type: "object", properties: Object.fromEntries(known) };
}

type Inner = (node: Node | null | undefined) => ValueShape;

function shapeOfCall(call: CallNode, inner: Inner): ValueShape {
  const constant = constantName(call.receiver)?.replace(/^::/, "") ?? null;
  if (JSON_CALLS.has(call.name)) return narrowed(inner(call.receiver), call);
  if (call.name === "new" && constant?.endsWith("Serializer") === true) return serialized(call, constant);
  if (call.name === "map" && call.receiver !== null) {
    const { block } = readArguments(call);
    return block === null ? { type: "array", items: {} } : { type: "array", items: inner(block.body) };
  }
  if (INTEGERS.has(call.name)) return { type: "integer" };
  if (TEXTS.has(call.name)) return { type: "string" };
  if (call.name.endsWith("?")) return { type: "boolean" };
  return recordOf(call, constant, inner);
}

/** `Card.where(…).order(:id)` is a list of Card, `Card.where(…).find(id)` one. */
function recordOf(call: CallNode, constant: string | null, inner: Inner): ValueShape {
  const before =
    constant === null ? inner(call.receiver) : { type: "array" as const, items: { row: { model: constant } } };
  const model = before.items?.row?.model ?? null;
  if (model === null) return {};
  if (ONE.test(call.name)) return { row: { model } };
  return SAME.test(call.name) ? before : {};
}

function serialized(call: CallNode, constant: string): ValueShape {
  const each = constantName(readArguments(call).keywords.get("each_serializer") ?? null);
  if (each !== null) return { type: "array", items: { serializer: each.replace(/^::/, "") } };
  return constant.endsWith("ArraySerializer") || constant.endsWith("CollectionSerializer")
    ? { type: "array", items: {} }
    : { serializer: constant };
}

/** The options of `as_json`, on a record or on each of a list. https://api.rubyonrails.org/classes/ActiveModel/Serializers/JSON.html */
export function narrowed(shape: ValueShape, call: CallNode): ValueShape {
  const { keywords } = readArguments(call);
  const given = ["only", "except", "methods", "include"].filter((name) => keywords.has(name));
  if (given.length === 0) return shape;
  if (shape.type === "object" || shape.serializer !== undefined) return shape;
  if (shape.type === "array") return { type: "array", items: narrowed(shape.items ?? {}, call) };
  const only = keywords.get("only");
  const except = keywords.get("except");
  const added = [...listOf(keywords.get("methods")), ...includedIn(keywords.get("include"))];
  return {
    row: {
      model: shape.row?.model ?? null,
      ...(only === undefined ? {} : { only: listOf(only) }),
      ...(except === undefined ? {} : { except: listOf(except) }),
      ...(added.length === 0 ? {} : { with: Object.fromEntries(added.map((name) => [name, {}])) }),
    },
  };
}

const includedIn = (node: Node | undefined): readonly string[] =>
  node instanceof HashNode || node instanceof KeywordHashNode
    ? node.elements.flatMap((element) => (element instanceof AssocNode ? listOf(element.key) : []))
    : listOf(node);
