/** Turns loops over literal lists around a node into what their variables hold, and expressions on them into texts. */
import type { Literal } from "../../../../model/file-facts.js";
import { createInflector } from "../../../../text/inflections.js";
import { readArguments } from "../call-arguments.js";
import type { RubyFile } from "../framework.js";
import {
  argumentsOf,
  BlockParametersNode,
  CallNode,
  EmbeddedStatementsNode,
  InterpolatedStringNode,
  InterpolatedSymbolNode,
  ItLocalVariableReadNode,
  LocalVariableReadNode,
  MultiTargetNode,
  type Node,
  ParametersNode,
  RequiredParameterNode,
  StringNode,
} from "../nodes.js";

/** What the variables hold in one turn of the loops. */
export type Turn = ReadonlyMap<string, Literal>;

const LOOPS = new Set(["each", "each_with_index", "each_pair", "map", "flat_map"]);
const ONCE: readonly Turn[] = [new Map()];
/** More turns than this are data, not declarations. */
const MOST = 200;

const { pluralize, singularize, camelize, underscore, tableize, classify } = createInflector();
const METHODS: Readonly<Record<string, (text: string) => string>> = {
  to_s: (text) => text,
  to_sym: (text) => text,
  freeze: (text) => text,
  downcase: (text) => text.toLowerCase(),
  upcase: (text) => text.toUpperCase(),
  capitalize: (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  demodulize: (text) => text.slice(text.lastIndexOf(":") + 1),
  pluralize,
  singularize,
  camelize,
  underscore,
  tableize,
  classify,
};

function namesIn(node: Node): readonly string[] {
  if (node instanceof RequiredParameterNode) return [node.name];
  return node instanceof MultiTargetNode ? node.lefts.flatMap(namesIn) : [];
}

function parametersOf(call: CallNode): readonly string[] {
  const parameters = readArguments(call).block?.parameters;
  if (!(parameters instanceof BlockParametersNode)) return ["it"];
  const listed = parameters.parameters;
  return listed instanceof ParametersNode ? listed.requireds.flatMap(namesIn) : [];
}

/** Each element of a list, each pair of a hash; null where the list is not literal. */
function itemsOf(call: CallNode, file: RubyFile): readonly (readonly Literal[])[] | null {
  const list = file.literal(call.receiver);
  if (Array.isArray(list)) return list.map((item: Literal) => (Array.isArray(item) ? item : [item]));
  return typeof list === "object" && list !== null ? Object.entries(list) : null;
}

/** One entry where no loop stands around the node; none where a loop runs over something only the running app knows. */
export function turnsOf(file: RubyFile): readonly Turn[] {
  let turns = ONCE;
  for (const call of file.blocks) {
    if (!LOOPS.has(call.name) || call.receiver === null) continue;
    const items = itemsOf(call, file);
    if (items === null || items.length * turns.length > MOST) return [];
    const names = parametersOf(call);
    turns = turns.flatMap((turn) =>
      items.map((item) => new Map([...turn, ...names.map((name, at): [string, Literal] => [name, item[at]])])),
    );
  }
  return turns;
}

const variable = (name: string, turn: Turn): string | null => {
  const held = turn.get(name);
  return typeof held === "string" ? held : null;
};

function joined(parts: readonly Node[], turn: Turn, file: RubyFile): string | null {
  let text = "";
  for (const part of parts) {
    const value =
      part instanceof StringNode
        ? part.unescaped.value
        : part instanceof EmbeddedStatementsNode && part.statements?.body.length === 1
          ? textIn(part.statements.body[0], turn, file)
          : null;
    if (value === null) return null;
    text += value;
  }
  return text;
}

/** Text of the expression in this turn, through the string methods that names are made with; null where it cannot be told. */
export function textIn(node: Node | null | undefined, turn: Turn, file: RubyFile): string | null {
  const literal = file.text(node);
  if (literal !== null || turn.size === 0) return literal;
  if (node instanceof LocalVariableReadNode) return variable(node.name, turn);
  if (node instanceof ItLocalVariableReadNode) return variable("it", turn);
  if (node instanceof InterpolatedStringNode || node instanceof InterpolatedSymbolNode) {
    return joined(node.parts, turn, file);
  }
  if (!(node instanceof CallNode) || node.receiver === null) return null;
  const on = textIn(node.receiver, turn, file);
  if (on === null) return null;
  const added = node.name === "+" ? textIn(argumentsOf(node)[0], turn, file) : null;
  if (added !== null) return on + added;
  return argumentsOf(node).length === 0 ? (METHODS[node.name]?.(on) ?? null) : null;
}
