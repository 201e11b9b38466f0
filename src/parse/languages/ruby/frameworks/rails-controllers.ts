/** Turns before_action chains, CSRF settings and signs of authentication into settings of their controller or concern. */
import type { Literal } from "../../../../model/file-facts.js";
import { listOf, readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { BlockNode, CallNode, ConstantReadNode, childrenOf, LambdaNode, type Node } from "../nodes.js";

const BEFORE = [
  "before_action",
  "prepend_before_action",
  "append_before_action",
  "before_filter",
  "prepend_before_filter",
];
const SKIP = ["skip_before_action", "skip_before_filter", "skip_around_action"];
/** Macros of gems and Rails 8 that stand for a filter of that name. */
const MACROS = [
  "load_and_authorize_resource",
  "authorize_resource",
  "verify_authorized",
  "doorkeeper_for",
  "acts_as_token_authentication_handler_for",
];
/** Calls in a method that show how it knows the caller. */
const SIGNS: Readonly<Record<string, string>> = {
  authenticate_or_request_with_http_basic: "basic",
  authenticate_with_http_basic: "basic",
  http_basic_authenticate_or_request_with: "basic",
  authenticate_or_request_with_http_token: "token",
  authenticate_with_http_token: "token",
  authenticate_or_request_with_http_digest: "basic",
  "doorkeeper_authorize!": "token",
  warden: "devise",
  session: "session",
  cookies: "session",
};

interface Filter {
  readonly kind: "before" | "skip" | "csrf" | "skip-csrf" | "basic" | "allow";
  readonly names: readonly string[];
  readonly call: CallNode;
}

/** A class body, `included do`, or `base.before_action` in `def self.included(base)`. */
function ownsFilter(call: CallNode, file: RubyFile): boolean {
  if (file.scope.name === "") return false;
  if (call.receiver === null) return !file.inMethod;
  return /\.(included|extended|inherited|prepended)$/.test(file.within);
}

function addFilter(file: RubyFile, { kind, names, call }: Filter): void {
  if (!ownsFilter(call, file)) return;
  const { keywords } = readArguments(call);
  // Skipped only sometimes: it still stands.
  if (kind.startsWith("skip") && (keywords.has("if") || keywords.has("unless"))) return;
  const listed = (key: string): Literal => {
    const node = keywords.get(key);
    return node === undefined ? null : [...listOf(node)];
  };
  file.add({
    kind: "setting",
    framework: "rails",
    name: "controller-filter",
    value: { kind, names: [...names], only: listed("only"), except: listed("except"), within: file.scope.name },
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

const before = (call: CallNode, file: RubyFile): void =>
  addFilter(file, { kind: "before", names: filterNames(call, file), call });

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

function addSign(file: RubyFile, kind: string, node: Node): void {
  if (!file.inMethod || !/(^|\/)(controllers|api|lib|app\.rb)/.test(file.path)) return;
  const seen = (file.scope.state.get("authentication-signs") as Set<string> | undefined) ?? new Set<string>();
  file.scope.state.set("authentication-signs", seen);
  const key = `${file.within} ${kind}`;
  if (seen.has(key)) return;
  seen.add(key);
  const value = { kind, within: file.within };
  file.add({ kind: "setting", framework: "rails", name: "authentication-sign", value, line: file.line(node) });
}

/** `request.headers["X-Api-Key"]`, `request.authorization` */
function readHeader(call: CallNode, file: RubyFile): void {
  if (!(call.receiver instanceof CallNode) || call.receiver.name !== "headers") return;
  const name = readArguments(call)
    .positional.map((node) => file.text(node))
    .join("");
  if (/api.?key/i.test(name)) addSign(file, "api-key", call);
  else if (/authorization|token/i.test(name)) addSign(file, "token", call);
}

export const railsControllers = defineRubyFramework({
  id: "rails-controllers",
  calls: {
    ...named(BEFORE, before),
    ...named(SKIP, skip),
    ...Object.fromEntries(MACROS.map((name) => [name, fixed("before", name)])),
    ...Object.fromEntries(
      Object.entries(SIGNS).map(([name, kind]) => [
        name,
        (call: CallNode, file: RubyFile) => {
          if (call.receiver === null || name === "warden") addSign(file, kind, call);
        },
      ]),
    ),
    protect_from_forgery: (call, file) => {
      const last = readArguments(call).keywords.get("with");
      addFilter(file, { kind: "csrf", names: [file.text(last) ?? ""], call });
    },
    skip_forgery_protection: fixed("skip-csrf", ""),
    http_basic_authenticate_with: fixed("basic", "http_basic_authenticate_with"),
    allow_unauthenticated_access: fixed("allow", "require_authentication"),
    decode: (call, file) => {
      if (call.receiver instanceof ConstantReadNode && call.receiver.name === "JWT") addSign(file, "jwt", call);
    },
    "[]": readHeader,
    fetch: readHeader,
  },
});
