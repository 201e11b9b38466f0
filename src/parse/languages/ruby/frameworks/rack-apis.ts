/** Turns Sinatra and Grape classes, classic Sinatra files and config.ru maps into routes and mounts of Rack applications. */
import type { Origin } from "../../../../model/file-facts.js";
import { listOf, readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import {
  BlockParametersNode,
  blockOf,
  CallNode,
  ConstantPathNode,
  ConstantReadNode,
  EmbeddedStatementsNode,
  InterpolatedStringNode,
  LocalVariableReadNode,
  type Node,
  RegularExpressionNode,
  RequiredParameterNode,
  StringNode,
} from "../nodes.js";
import { addFlow } from "./method-flows.js";

const VERBS = ["get", "post", "put", "patch", "delete", "head", "options", "link", "unlink"];
/** What Sinatra and Grape run around a route's block. */
const FILTERS = ["before", "before_validation", "after_validation", "after"];
/** Blocks that lengthen the path of what is inside. */
const NAMESPACES = new Set(["namespace", "group", "resource", "resources", "segment", "route_param", "version", "map"]);

/** The application that a route belongs to: the class, or "main" for a classic file that requires sinatra. */
export function ownerOf(file: RubyFile): Origin | null {
  if (file.inMethod) return null;
  if (file.scope.kind === "class") {
    return file.scope.superclass === null ? null : { kind: "constant", name: `::${file.scope.name}`, nesting: [] };
  }
  const classic = file.scope.kind === "top" && /^\s*require\s+["']sinatra["'/]/m.test(file.content);
  return classic ? { kind: "local", name: "main" } : null;
}

/** Values of a variable that an enclosing loop over literals binds: `%w[a b].each do |page|`. */
function loopValues(name: string, file: RubyFile): readonly string[] {
  for (const call of file.blocks) {
    if (call.name !== "each" || call.receiver === null) continue;
    const parameters = blockOf(call)?.parameters;
    const bound = parameters instanceof BlockParametersNode ? parameters.parameters?.requireds[0] : undefined;
    if (bound instanceof RequiredParameterNode && bound.name === name) return listOf(file.valueOf(call.receiver));
  }
  return [];
}

/** One text a round of the loop that a path is built in; empty where it is computed otherwise. */
function loopTexts(node: Node, file: RubyFile): readonly string[] {
  if (node instanceof LocalVariableReadNode) return loopValues(node.name, file);
  if (!(node instanceof InterpolatedStringNode)) return [];
  let texts: readonly string[] = [""];
  for (const part of node.parts) {
    const inner = part instanceof EmbeddedStatementsNode ? part.statements?.body[0] : part;
    const values =
      inner instanceof StringNode ? [inner.unescaped.value] : inner === undefined ? [] : loopTexts(inner, file);
    texts = texts.flatMap((text) => values.map((value) => text + value));
  }
  return texts;
}

/** "/x", :x or a regular expression as a path; null where it is computed. */
function pathText(node: Node | undefined, file: RubyFile): string | null {
  if (node === undefined) return "";
  if (node instanceof RegularExpressionNode) return `/${node.unescaped.value.replace(/(?<!\\)\//g, "\\/")}/`;
  return file.text(node);
}

function prefixOf(block: CallNode, file: RubyFile): string | null {
  if (!NAMESPACES.has(block.name)) return "";
  const { positional, keywords } = readArguments(block);
  const text = pathText(positional[0], file);
  if (text === null) return null;
  if (block.name === "route_param") return `:${text}`;
  if (block.name === "version" && keywords.has("using") && file.text(keywords.get("using")) !== "path") return "";
  return text;
}

const join = (parts: readonly string[]): string =>
  `/${parts
    .map((part) => part.replace(/^\/+|\/+$/g, ""))
    .filter((part) => part !== "")
    .join("/")}`;

/** Path with the namespaces around it; null where one of them is computed. */
function fullPath(own: string | null, file: RubyFile): string | null {
  const prefixes = file.blocks.map((block) => prefixOf(block, file));
  if (own === null || prefixes.some((prefix) => prefix === null)) return null;
  if (/^\/.*[\\^$(].*\/$/.test(own) && own.length > 2) return own;
  return join([...(prefixes as string[]), own]);
}

/**
 * A block without a name of its own, as a method of its class. Many files reopen one class, so the name says where it
 * stands, without the characters that part a method from its class.
 */
function addBlock(call: CallNode, file: RubyFile): string {
  const line = file.line(call);
  const name = `${file.scope.name}#${call.name}@${file.path.replace(/[.#]/g, "_")}:${line}`;
  addFlow(name, blockOf(call)?.body ?? null, line, file);
  return name;
}

/** `before do`, for every route of the class and of those below it; one with a pattern is for some only. */
function readFilter(call: CallNode, file: RubyFile): void {
  const router = ownerOf(file);
  if (call.receiver !== null || router === null || blockOf(call) === null) return;
  if (readArguments(call).positional.length > 0) return;
  const value = addBlock(call, file);
  file.add({ kind: "setting", framework: "rack", name: "filter", value, origin: router, line: file.line(call) });
}

function addRoute(
  call: CallNode,
  file: RubyFile,
  methods: readonly string[],
  paths: readonly (Node | undefined)[],
): void {
  const router = ownerOf(file);
  if (router === null || blockOf(call) === null) return;
  const written = paths.flatMap((node): readonly (string | null)[] => {
    const texts = node === undefined ? [] : loopTexts(node, file);
    return texts.length > 0 ? texts : [pathText(node, file)];
  });
  const flow = addBlock(call, file);
  for (const own of written) {
    const path = fullPath(own, file);
    if (path === null) {
      file.addDiagnostic("route-not-understood", file.line(call), `Path not literal: ${call.name}`);
      continue;
    }
    const handler = file.scope.name === "" ? null : file.scope.name;
    const line = file.line(call);
    file.add({ kind: "route", framework: "rack", router, methods, path, handler, handlerOrigin: router, flow, line });
  }
}

function readVerb(call: CallNode, file: RubyFile): void {
  if (call.receiver !== null) return;
  const { positional } = readArguments(call);
  const [first] = positional;
  const many = first === undefined ? [] : listOf(first);
  const paths = first !== undefined && many.length > 1 ? (first as unknown as { elements: Node[] }).elements : [first];
  addRoute(call, file, [call.name.toUpperCase()], paths);
}

/** Grape's `route :any, "*path" do` and `route [:get, :post], "x" do`. */
function readRoute(call: CallNode, file: RubyFile): void {
  const { positional } = readArguments(call);
  const methods = listOf(positional[0]).map((verb) => (verb === "any" || verb === "*" ? "ANY" : verb.toUpperCase()));
  if (call.receiver === null && methods.length > 0) addRoute(call, file, methods, [positional[1]]);
}

function addMount(file: RubyFile, child: Node, prefix: string | null, line: number): void {
  const origin = file.constant(child instanceof CallNode ? child.receiver : child);
  if (origin === null || prefix === null) return;
  const parent = file.scope.kind === "class" ? file.scope.name : "";
  file.add({ kind: "setting", framework: "rack", name: "mount", value: { prefix, parent }, origin, line });
}

const isConstant = (node: Node): boolean => node instanceof ConstantReadNode || node instanceof ConstantPathNode;

/** Grape's `mount Other`, `mount Other => "/x"`; Rails' own mounts are read with its routes. */
function readMount(call: CallNode, file: RubyFile): void {
  if (call.receiver !== null || file.inMethod || file.scope.kind !== "class") return;
  for (const node of call.arguments_?.arguments_ ?? []) {
    if (isConstant(node)) addMount(file, node, fullPath("", file), file.line(call));
    const elements = "elements" in node ? (node.elements as Node[]) : [];
    for (const element of elements) {
      if (!("key" in element && "value" in element)) continue;
      const key = element.key as Node;
      if (isConstant(key)) addMount(file, key, fullPath(pathText(element.value as Node, file), file), file.line(call));
    }
  }
}

/** config.ru: `run App`, inside `map "/x" do` or not; and Rack::URLMap.new("/x" => App). */
function readRun(call: CallNode, file: RubyFile): void {
  if (!file.path.endsWith(".ru")) return;
  const [app] = readArguments(call).positional;
  if (app === undefined) return;
  addMount(file, app, fullPath("", file), file.line(call));
}

function readUrlMap(call: CallNode, file: RubyFile): void {
  if (!(call.receiver instanceof ConstantPathNode) || call.receiver.name !== "URLMap") return;
  for (const [path, app] of readArguments(call).keywords) addMount(file, app, join([path]), file.line(call));
}

function addSetting(name: "prefix" | "version" | "guard") {
  return (call: CallNode, file: RubyFile): void => {
    if (call.receiver !== null || file.inMethod || file.scope.kind !== "class") return;
    const { positional, keywords, block } = readArguments(call);
    const value = listOf(positional[0])[0] ?? null;
    if (value === null || (name === "version" && block !== null)) return;
    const using = keywords.get("using");
    if (name === "version" && using !== undefined && file.text(using) !== "path") return;
    file.add({
      kind: "setting",
      framework: "rack",
      name,
      value: { owner: file.scope.name, value },
      line: file.line(call),
    });
  };
}

/** Checks that stand before every route of the class: Rack::Auth::Basic, warden, http_basic in Grape. */
function readGuard(call: CallNode, file: RubyFile): void {
  if (call.receiver !== null || file.inMethod || file.scope.kind !== "class") return;
  const [first] = readArguments(call).positional;
  const text = call.name === "use" ? (first === undefined ? "" : file.source(first)) : call.name;
  if (!/Auth|http_basic|http_digest|auth/.test(text)) return;
  const kind = /Basic|http_basic|Digest|digest/.test(text) ? "basic" : /JWT|Jwt|jwt/.test(text) ? "jwt" : "unknown";
  const value = { owner: file.scope.name, value: text, kind };
  file.add({ kind: "setting", framework: "rack", name: "guard", value, line: file.line(call) });
}

export const rackApis = defineRubyFramework({
  id: "rack-apis",
  reads: (path) => !/(^|\/)(spec|test|db)\/|config\/routes/.test(path),
  calls: {
    ...Object.fromEntries(VERBS.map((verb) => [verb, readVerb])),
    route: readRoute,
    ...Object.fromEntries(FILTERS.map((name) => [name, readFilter])),
    mount: readMount,
    run: readRun,
    use: readGuard,
    http_basic: readGuard,
    auth: readGuard,
    new: readUrlMap,
    prefix: addSetting("prefix"),
    version: addSetting("version"),
  },
});
