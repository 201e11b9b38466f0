/** Turns ENV reads into names with whether a default follows. */
import type { FileContext } from "./context.js";
import {
  argumentsOf,
  CallNode,
  ConstantPathNode,
  ConstantReadNode,
  IfNode,
  type IndexOrWriteNode,
  type Node,
  OrNode,
  UnlessNode,
} from "./nodes.js";

const ONE_NAME = new Set(["[]", "fetch", "key?", "has_key?", "include?", "dig", "delete", "member?"]);
const MANY_NAMES = new Set(["values_at", "slice", "fetch_values"]);
const QUESTIONS = new Set(["key?", "has_key?", "include?", "member?"]);

const isEnv = (node: Node | null): boolean =>
  (node instanceof ConstantReadNode && node.name === "ENV") ||
  (node instanceof ConstantPathNode && node.parent === null && node.name === "ENV");

/** `ENV["X"] || y`, `ENV["X"].presence || y`, `if ENV["X"]`: the app runs without it. */
function hasFallback(call: CallNode, ancestors: readonly Node[]): boolean {
  if (QUESTIONS.has(call.name)) return true;
  if (call.name === "fetch") return argumentsOf(call).length > 1 || call.block !== null;
  let inner: Node = call;
  for (let at = ancestors.length - 1; at >= 0; at -= 1) {
    const node = ancestors[at];
    if (node === undefined) return false;
    if (node instanceof OrNode) return node.left === inner;
    if (node instanceof IfNode || node instanceof UnlessNode) return node.predicate === inner;
    if (!(node instanceof CallNode && node.receiver === inner)) return false;
    inner = node;
  }
  return false;
}

export function readEnv(context: FileContext, call: CallNode, ancestors: readonly Node[]): void {
  if (!isEnv(call.receiver)) return;
  const many = MANY_NAMES.has(call.name);
  if (!many && !ONE_NAME.has(call.name)) return;
  const hasDefault = hasFallback(call, ancestors);
  for (const argument of argumentsOf(call).slice(0, many ? undefined : 1)) {
    const name = context.text(argument);
    if (name !== null) context.addEnv({ name, line: context.line(call), hasDefault });
  }
}

/** `ENV["X"] ||= "y"` reads with a default. */
export function readEnvOrWrite(context: FileContext, node: IndexOrWriteNode): void {
  if (!isEnv(node.receiver)) return;
  const name = context.text(argumentsOf(node)[0]);
  if (name !== null) context.addEnv({ name, line: context.line(node), hasDefault: true });
}
