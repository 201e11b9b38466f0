/** Turns before_action chains and CSRF settings into settings of their controller or concern. */
import type { Literal } from "../../../../model/file-facts.js";
import { listOf, readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import {
  BlockNode,
  CallNode,
  ConstantReadNode,
  childrenOf,
  DefNode,
  IfNode,
  LambdaNode,
  type Node,
  UnlessNode,
} from "../nodes.js";

const BEFORE = [
  "before_action",
  "prepend_before_action",
  "append_before_action",
  "before_filter",
  "prepend_before_filter",
];
const AROUND = ["around_action", "prepend_around_action", "append_around_action", "around_filter"];
const AFTER = ["after_action", "prepend_after_action", "append_after_action", "after_filter"];
const SKIP = ["skip_before_action", "skip_before_filter", "skip_around_action", "skip_after_action"];
/** Macros of gems and Rails 8 that stand for a filter of that name. */
const MACROS = [
  "load_and_authorize_resource",
  "load_resource",
  "authorize_resource",
  "verify_authorized",
  "doorkeeper_for",
  "acts_as_token_authentication_handler_for",
];
interface Filter {
  readonly kind: "before" | "around" | "after" | "skip" | "csrf" | "skip-csrf" | "basic" | "allow";
  readonly names: readonly string[];
  readonly call: CallNode;
}

const HOOK = /\.(included|extended|inherited|prepended)$/;

/** A class body, `included do`, or `base.before_action` in `def self.included(base)`; in a method of its own, a macro of that name. */
function ownerOf(call: CallNode, file: RubyFile): string | null {
  if (file.scope.name === "") return null;
  if (HOOK.test(file.within) || (call.receiver === null && !file.inMethod)) return file.scope.name;
  if (call.receiver !== null) return null;
  return `macro:${file.within.slice(Math.max(file.within.lastIndexOf("."), file.within.lastIndexOf("#")) + 1)}`;
}

const conditional = new WeakMap<RubyFile, WeakSet<CallNode>>();

/** Class-level calls that an `if` of the class body stands around. */
function noteConditional(node: Node, inside: boolean, seen: WeakSet<CallNode>): void {
  if (node instanceof DefNode || node instanceof BlockNode) return;
  if (node instanceof CallNode && inside) seen.add(node);
  const within = inside || node instanceof IfNode || node instanceof UnlessNode;
  for (const child of childrenOf(node)) noteConditional(child, within, seen);
}

function addFilter(file: RubyFile, { kind, names, call }: Filter): void {
  const within = ownerOf(call, file);
  if (within === null) return;
  const { keywords } = readArguments(call);
  // Skipped only sometimes: it still stands.
  const sometimes = keywords.has("if") || keywords.has("unless") || conditional.get(file)?.has(call) === true;
  if (kind.startsWith("skip") && sometimes) return;
  const listed = (key: string): Literal => {
    const value = file.literal(keywords.get(key));
    return typeof value === "string" ? [value] : Array.isArray(value) ? value : null;
  };
  const conditions = ["if", "unless"].flatMap((key) => listOf(keywords.get(key)));
  file.add({
    kind: "setting",
    framework: "rails",
    name: "controller-filter",
    value: {
      conditions,
      kind,
      names: [...names],
      only: listed("only"),
      except: listed("except"),
      within,
    },
    line: file.line(call),
  });
}

/** Names of bare calls inside a filter given as a block or lambda. */
function namesInside(node: Node): readonly string[] {
  if (node instanceof CallNode && node.receiver === null) return [node.name];
  return childrenOf(node).flatMap(namesInside);
}

function filterNames(call: CallNode, file: RubyFile): readonly string[] {
  const { positional, block } = readArguments(call);
  const named = positional.flatMap((node) => {
    if (node instanceof LambdaNode) return namesInside(node);
    if (node instanceof CallNode && node.block instanceof BlockNode) return namesInside(node.block);
    if (node instanceof ConstantReadNode) return [node.name];
    return listOf(node).length > 0 ? listOf(node) : [file.text(node) ?? ""];
  });
  return [...named, ...(block === null ? [] : namesInside(block))].filter((name) => name !== "");
}

const standing =
  (kind: Filter["kind"]) =>
  (call: CallNode, file: RubyFile): void =>
    addFilter(file, { kind, names: filterNames(call, file), call });

function skip(call: CallNode, file: RubyFile): void {
  const names = filterNames(call, file);
  addFilter(file, { kind: "skip", names, call });
  if (names.includes("verify_authenticity_token")) addFilter(file, { kind: "skip-csrf", names: [], call });
}

const fixed =
  (kind: Filter["kind"], name: string) =>
  (call: CallNode, file: RubyFile): void =>
    addFilter(file, { kind, names: [name], call });

const named = (names: readonly string[], read: (call: CallNode, file: RubyFile) => void) =>
  Object.fromEntries(names.map((name) => [name, read]));

export const railsControllers = defineRubyFramework({
  id: "rails-controllers",
  enterFile(program, file) {
    if (!/(^|\/)(controllers|concerns)\//.test(file.path)) return;
    const seen = new WeakSet<CallNode>();
    noteConditional(program, false, seen);
    conditional.set(file, seen);
  },
  calls: {
    ...named(BEFORE, standing("before")),
    ...named(AROUND, standing("around")),
    ...named(AFTER, standing("after")),
    ...named(SKIP, skip),
    ...Object.fromEntries(MACROS.map((name) => [name, fixed("before", name)])),
    protect_from_forgery: (call, file) => {
      const last = readArguments(call).keywords.get("with");
      addFilter(file, { kind: "csrf", names: [file.text(last) ?? ""], call });
    },
    skip_forgery_protection: fixed("skip-csrf", ""),
    http_basic_authenticate_with: fixed("basic", "http_basic_authenticate_with"),
    allow_unauthenticated_access: fixed("allow", "require_authentication"),
  },
});
