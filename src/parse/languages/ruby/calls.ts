/** Turns calls on constants, DSL macros and process-level functions into the call facts that rules ask about. */
import type { Literal, Origin } from "../../../model/file-facts.js";
import type { FileContext } from "./context.js";
import { literalOf } from "./literals.js";
import { chainText, constantName } from "./names.js";
import { argumentsOf, CallNode as Call, type CallNode, LocalVariableReadNode, type Node } from "./nodes.js";

/** Bare calls inside methods that touch the process, the disk or the network. */
const KERNEL = new Set([
  "system",
  "exec",
  "spawn",
  "fork",
  "sleep",
  "open",
  "at_exit",
  "trap",
  "exit",
  "abort",
  "loop",
]);
const VISIBILITY = new Set(["private", "public", "protected", "module_function", "private_class_method"]);
/** Receivers whose settings are facts: `config.force_ssl = true`. */
const SETTINGS = new Set(["config", "app"]);

/** The constant or bare name that a chain starts with. */
function rootOf(node: Node): Node {
  let at = node;
  while (at instanceof Call && at.receiver !== null) at = at.receiver;
  return at;
}

const literalArguments = (call: CallNode): readonly Literal[] =>
  argumentsOf(call).map((argument) => literalOf(argument, call.name.replace(/=$/, "")));

/** A concern's `included do` is the class body of its includers. */
const isIncluded = (blocks: readonly CallNode[]): boolean => blocks.every(({ name }) => name === "included");

function calleeOf(context: FileContext, call: CallNode): Origin | null {
  const root = rootOf(call);
  const constant = constantName(root);
  if (constant !== null) return { kind: "constant", name: constant, nesting: context.scope.nesting };
  const name = root instanceof Call || root instanceof LocalVariableReadNode ? root.name : null;
  if (name === null) return null;
  if (root !== call) return SETTINGS.has(name) ? { kind: "global", name } : null;
  const given = argumentsOf(call).length > 0 || call.block !== null;
  // A macro of the app's own takes no argument where it wants none (`has_ratings`); visibility words are no macros.
  const inBody = context.blocks.length === 0 ? context.scope.kind === "class" : isIncluded(context.blocks);
  const bareMacro = inBody && !VISIBILITY.has(name);
  const macro = !context.inMethod && (given || bareMacro);
  return macro || KERNEL.has(name) ? { kind: "global", name } : null;
}

export function recordCall(context: FileContext, call: CallNode): void {
  // Rules and terms speak of the app, not of its tests, which are half of the calls.
  if (context.isTest) return;
  const callee = calleeOf(context, call);
  if (callee === null) return;
  const text = chainText(call);
  if (text === null) return;
  context.facts.calls.push({
    callee,
    text,
    args: literalArguments(call),
    line: context.line(call),
    within: context.within,
  });
}
