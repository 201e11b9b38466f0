/** Turns uses of constants, and class names in literal strings, into references. */
import type { Reference } from "../../../model/file-facts.js";
import { hashEntries } from "./call-arguments.js";
import type { FileContext } from "./context.js";
import { textOf } from "./literals.js";
import { constantName } from "./names.js";
import { argumentsOf, CallNode, KeywordHashNode, type Node } from "./nodes.js";

const CLASS_NAME = /^(::)?[A-Z]\w*(::[A-Z]\w*)*$/;
const CLASS_OPTIONS = ["class_name", "job_class", "class", "mailer", "serializer", "each_serializer", "source_type"];
const FROM_STRING = new Set(["constantize", "safe_constantize", "classify"]);
const FROM_ARGUMENT = new Set(["const_get", "const_defined?", "const_missing"]);

/** How the parent uses the constant: `Foo.new`, `Foo.bar`, or just `Foo`. */
export function constantUse(node: Node, parent: Node | null): Reference["kind"] {
  if (!(parent instanceof CallNode) || parent.receiver !== node) return "use";
  return parent.name === "new" ? "new" : "call";
}

export function recordConstant(context: FileContext, node: Node, parent: Node | null): void {
  const name = constantName(node);
  if (name === null) return;
  const origin = { kind: "constant", name, nesting: context.scope.nesting } as const;
  context.addReference(origin, constantUse(node, parent), context.line(node));
}

function recordName(context: FileContext, node: Node | null | undefined): void {
  const text = textOf(node);
  if (node === null || node === undefined || text === null || !CLASS_NAME.test(text)) return;
  context.addReference(context.named(text), "string", context.line(node));
}

/** `"Foo".constantize`, `Object.const_get("Foo")`, `class_name: "Foo"`. */
export function recordStringNames(context: FileContext, call: CallNode): void {
  if (FROM_STRING.has(call.name)) recordName(context, call.receiver);
  const nodes = argumentsOf(call);
  if (FROM_ARGUMENT.has(call.name)) recordName(context, nodes[0]);
  const last = nodes.at(-1);
  if (!(last instanceof KeywordHashNode)) return;
  const options = hashEntries(last);
  for (const option of CLASS_OPTIONS) recordName(context, options.get(option));
}
