/** Turns autoload settings and inflections into settings that decide which file defines which constant. */
import type { Literal } from "../../../../model/file-facts.js";
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import {
  ArrayNode,
  argumentsOf,
  CallNode,
  EmbeddedStatementsNode,
  InterpolatedStringNode,
  type Node,
  RegularExpressionNode,
  SplatNode,
  StringNode,
} from "../nodes.js";

const KINDS: Readonly<Record<string, "plural" | "singular" | "irregular" | "uncountable" | "acronym">> = {
  plural: "plural",
  singular: "singular",
  irregular: "irregular",
  uncountable: "uncountable",
  acronym: "acronym",
};

const PATHS = new Set(["autoload_paths", "eager_load_paths", "autoload_once_paths"]);

function addSetting(file: RubyFile, name: string, value: Literal, node: Node): void {
  file.add({ kind: "setting", framework: "rails", name, value, line: file.line(node) });
}

const flat = (nodes: readonly Node[]): readonly Node[] =>
  nodes.flatMap((node) => {
    if (node instanceof ArrayNode) return flat(node.elements);
    return node instanceof SplatNode && node.expression !== null ? flat([node.expression]) : [node];
  });

/** Only inside `inflections do |inflect|`. */
function readInflection(call: CallNode, file: RubyFile): void {
  const kind = KINDS[call.name];
  if (kind === undefined || call.receiver === null) return;
  if (!file.blocks.some((block) => block.name === "inflections" || block.name === "ensure")) return;
  const nodes = flat(argumentsOf(call));
  const regex = nodes[0] instanceof RegularExpressionNode;
  const args = nodes.map((node) => (node instanceof RegularExpressionNode ? node.unescaped.value : file.text(node)));
  if (args.some((arg) => arg === null)) return;
  addSetting(file, "inflection", { kind, args: args as string[], regex }, call);
}

/** "#{config.root}/lib", Rails.root.join("app", "services"), root.join("lib"), "lib": the path below the root. */
function pathText(node: Node, file: RubyFile): string | null {
  if (node instanceof CallNode) {
    if (node.name === "join") {
      const parts = argumentsOf(node).map((part) => file.text(part));
      return parts.some((part) => part === null) ? null : parts.join("/");
    }
    // Dir["#{root}/lib/**/"]: the folder that the pattern starts from.
    if (node.name === "[]" || node.name === "glob") return pathText(argumentsOf(node)[0] ?? node, file);
    if (node.name === "to_s" && node.receiver !== null) return pathText(node.receiver, file);
  }
  return file.text(node) ?? (node instanceof InterpolatedStringNode ? textAfterRoot(node, file) : null);
}

/** "#{config.root}/lib" -> "lib". */
function textAfterRoot(node: InterpolatedStringNode, file: RubyFile): string | null {
  const [root, ...rest] = node.parts;
  if (!(root instanceof EmbeddedStatementsNode) || !/\broot\b/.test(file.source(root))) return null;
  const texts = rest.map((part) => (part instanceof StringNode ? part.unescaped.value : null));
  return texts.includes(null) ? null : texts.join("").replace(/^\//, "");
}

function readPaths(call: CallNode, file: RubyFile): void {
  const owner = call.receiver;
  if (!(owner instanceof CallNode) || !PATHS.has(owner.name)) return;
  for (const node of flat(argumentsOf(call))) addPath(node, file);
}

function addPath(node: Node, file: RubyFile): void {
  const path = pathText(node, file);
  if (path !== null) addSetting(file, "autoload-path", path, node);
}

const readAssigned = (call: CallNode, file: RubyFile): void => {
  for (const node of flat(argumentsOf(call))) addPath(node, file);
};

const readAdded = (write: { readonly value: Node }, file: RubyFile): void => {
  for (const node of flat([write.value])) addPath(node, file);
};

/** `Rails.autoloaders.main.collapse("app/models/concerns/*")`, `.ignore`, `.inflector.inflect("html" => "HTML")`, `.push_dir`. */
function readLoader(name: string) {
  return (call: CallNode, file: RubyFile): void => {
    if (!/autoloader|loader/.test(call.receiver === null ? "" : file.source(call.receiver))) return;
    const { positional, keywords } = readArguments(call);
    if (name === "inflect") {
      for (const [from, to] of keywords)
        addSetting(file, "autoload-inflect", { from, to: file.text(to) ?? from }, call);
      return;
    }
    for (const node of flat(positional)) {
      const path = pathText(node, file);
      const namespace = keywords.get("namespace");
      const under = namespace === undefined ? null : file.source(namespace);
      if (path !== null) addSetting(file, name, under === null ? path : { path, namespace: under }, node);
    }
  };
}

/** `config.autoload_lib(ignore: %w[assets tasks])`, from Rails 7.1 on. https://guides.rubyonrails.org/autoloading_and_reloading_constants.html */
function readAutoloadLib(call: CallNode, file: RubyFile): void {
  addSetting(file, "autoload-path", "lib", call);
  const ignored = readArguments(call).keywords.get("ignore");
  for (const node of flat(ignored === undefined ? [] : [ignored])) {
    const name = file.text(node);
    if (name !== null) addSetting(file, "autoload-ignore", `lib/${name}`, node);
  }
}

export const railsAutoload = defineRubyFramework({
  id: "rails-autoload",
  reads: (path) => /(^|\/)(config|lib|app)\/|engine\.rb$/.test(path),
  calls: {
    ...Object.fromEntries(Object.keys(KINDS).map((name) => [name, readInflection])),
    "<<": readPaths,
    push: readPaths,
    concat: readPaths,
    "autoload_paths=": readAssigned,
    "eager_load_paths=": readAssigned,
    autoload_lib: readAutoloadLib,
    autoload_lib_once: readAutoloadLib,
    collapse: readLoader("autoload-collapse"),
    ignore: readLoader("autoload-ignore"),
    push_dir: readLoader("autoload-path"),
    inflect: readLoader("inflect"),
  },
  writes: { autoload_paths: readAdded, eager_load_paths: readAdded, autoload_once_paths: readAdded },
});
