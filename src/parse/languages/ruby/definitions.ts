/** Turns class, module, method and constant nodes into definitions and literal constants. */
import type { Definition, Origin } from "../../../model/file-facts.js";
import type { FileContext } from "./context.js";
import type { RubyScope } from "./framework.js";
import { qualify } from "./names.js";
import { argumentsOf, type CallNode, type ConstantWriteNode, type DefNode, type Node, SelfNode } from "./nodes.js";

type Base = Definition["bases"][number];

/** "Invoice#total" or "Invoice.find_due"; a bare name at the top level. */
export function methodName(method: DefNode, scope: RubyScope): string {
  if (scope.name === "") return method.name;
  const onClass = scope.kind === "singleton" || method.receiver instanceof SelfNode;
  return `${scope.name}${onClass ? "." : "#"}${method.name}`;
}

export function defineScope(context: FileContext, scope: RubyScope, node: Node, bases: readonly Base[]): void {
  context.facts.definitions.push({
    name: scope.name,
    kind: scope.kind === "module" ? "module" : "class",
    line: context.line(node),
    endLine: context.endLine(node),
    bases: scope.superclass === null ? bases : [{ origin: scope.superclass, how: "extends" }, ...bases],
    complexity: 0,
  });
}

export function defineMethod(context: FileContext, method: DefNode, name: string, complexity: number): void {
  context.facts.definitions.push({
    name,
    kind: context.scope.name === "" ? "function" : "method",
    line: context.line(method),
    endLine: context.endLine(method),
    bases: [],
    complexity,
  });
}

/** A constant is a definition; one with a literal value also a fact that other files may need. */
export function defineConstant(context: FileContext, node: ConstantWriteNode): void {
  const name = qualify(context.scope.name, node.name);
  const line = context.line(node);
  context.constants.set(node.name, node.value);
  context.facts.definitions.push({
    name,
    kind: "constant",
    line,
    endLine: context.endLine(node),
    bases: [],
    complexity: 0,
  });
  const value = context.literal(node.value, node.name);
  if (value !== undefined) context.add({ kind: "constant", name, value, line });
}

const MIXINS: Readonly<Record<string, "include" | "prepend" | "extend">> = {
  include: "include",
  prepend: "prepend",
  extend: "extend",
};

/** `include A, B` in a class body: bases of that class. */
export function mixinsOf(context: FileContext, call: CallNode): readonly Base[] {
  const how = call.receiver === null && Object.hasOwn(MIXINS, call.name) ? MIXINS[call.name] : undefined;
  if (how === undefined) return [];
  return argumentsOf(call).flatMap((argument): Base[] => {
    const origin: Origin | null = context.constant(argument);
    return origin === null ? [] : [{ origin, how }];
  });
}
