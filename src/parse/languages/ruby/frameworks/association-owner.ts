/** Tells which class a macro call speaks about: the class around it, a concern's includers, or a class reopened elsewhere. */
import type { Origin } from "../../../../model/file-facts.js";
import { readArguments } from "../call-arguments.js";
import type { RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import { CallNode, LocalVariableReadNode, type Node, SelfNode } from "../nodes.js";

export type MacroOwner =
  /** The class whose body is being read. */
  | { readonly kind: "scope" }
  /** A module's includers, a class reopened by `class_eval`, or a named one (`User.has_many`). */
  | { readonly kind: "elsewhere"; readonly model: Origin }
  /** A method that adds associations to whatever class calls it in its body. */
  | { readonly kind: "macro"; readonly name: string };

const REOPENS = new Set(["class_eval", "class_exec", "instance_eval", "instance_exec"]);
const INCLUSION = /\.(included|prepended|extended|append_features|inherited)$/;

const fullName = (name: string): Origin => ({ kind: "constant", name: `::${name}`, nesting: [] });

/** `Spree::Order.class_eval do` names the class; `base.class_eval do` means the includers. */
function reopened(file: RubyFile): Origin | null {
  for (const call of [...file.blocks].reverse()) {
    if (!REOPENS.has(call.name) || call.receiver === null) continue;
    const named = constantName(call.receiver);
    if (named !== null) return { kind: "constant", name: named, nesting: file.scope.nesting };
    return null;
  }
  return null;
}

/** `user_model.constantize.has_many`: the variable's name is all there is to go by. */
function guessed(receiver: Node): MacroOwner | null {
  if (!(receiver instanceof CallNode) || !/constantize$/.test(receiver.name)) return null;
  const held = receiver.receiver;
  const name = held instanceof LocalVariableReadNode || held instanceof CallNode ? held.name : null;
  const stem = name === null ? null : /^(\w+?)_(model|class|klass)(_name)?$/.exec(name)?.[1];
  return stem ? { kind: "elsewhere", model: { kind: "unknown", name: `guess:${stem}` } } : null;
}

function byReceiver(receiver: Node, file: RubyFile): MacroOwner | null {
  const named = constantName(receiver);
  if (named !== null) {
    return { kind: "elsewhere", model: { kind: "constant", name: named, nesting: file.scope.nesting } };
  }
  if (receiver instanceof LocalVariableReadNode) return withinBlockOrHook(file);
  // `class_attribute`-like chains (`self.class.has_many`) are run-time metaprogramming.
  return receiver instanceof SelfNode ? bare(file) : guessed(receiver);
}

function withinBlockOrHook(file: RubyFile): MacroOwner | null {
  if (file.blocks.some((call) => call.name === "with_options")) return bare(file);
  if (file.inMethod && INCLUSION.test(file.within)) return { kind: "elsewhere", model: fullName(file.scope.name) };
  return null;
}

function bare(file: RubyFile): MacroOwner | null {
  const other = reopened(file);
  if (other !== null) return { kind: "elsewhere", model: other };
  if (file.inMethod) {
    if (INCLUSION.test(file.within)) return { kind: "elsewhere", model: fullName(file.scope.name) };
    return {
      kind: "macro",
      name: file.within.slice(Math.max(file.within.lastIndexOf("."), file.within.lastIndexOf("#")) + 1),
    };
  }
  if (file.scope.kind === "top") return null;
  if (file.scope.kind === "module") return { kind: "elsewhere", model: fullName(file.scope.name) };
  return { kind: "scope" };
}

export function ownerOf(call: CallNode, file: RubyFile): MacroOwner | null {
  return call.receiver === null ? bare(file) : byReceiver(call.receiver, file);
}

/** Keyword options of the call and of every `with_options` around it, the nearest winning. */
export function optionsOf(call: CallNode, file: RubyFile): ReadonlyMap<string, Node> {
  const options = new Map<string, Node>();
  for (const outer of file.blocks) {
    if (outer.name === "with_options")
      for (const [key, value] of readArguments(outer).keywords) options.set(key, value);
  }
  for (const [key, value] of readArguments(call).keywords) options.set(key, value);
  return options;
}
