/** Turns class, module and `class << self` nodes, and `X = Class.new(Y)`, into scopes. */
import type { Origin } from "../../../model/file-facts.js";
import type { RubyScope } from "./framework.js";
import { constantName, qualify } from "./names.js";
import { argumentsOf, CallNode, ClassNode, ModuleNode, type Node, SelfNode, SingletonClassNode } from "./nodes.js";

const EMPTY: readonly string[] = [];

export const topScope = (): RubyScope => ({
  kind: "top",
  name: "",
  nesting: EMPTY,
  superclass: null,
  includes: [],
  line: 1,
  parent: null,
  state: new Map(),
});

const originIn = (node: Node | null, scope: RubyScope): Origin | null => {
  const name = constantName(node);
  return name === null ? null : { kind: "constant", name, nesting: scope.nesting };
};

function nested(
  parent: RubyScope,
  kind: "class" | "module",
  written: string,
  superclass: Origin | null,
  line: number,
): RubyScope {
  const name = qualify(parent.name, written);
  return {
    kind,
    name,
    nesting: [...parent.nesting, name],
    superclass,
    includes: [],
    line,
    parent,
    state: new Map(),
  };
}

/** The scope that a class-like node opens; null where its name is computed. */
export function scopeOf(node: Node, parent: RubyScope, line: number): RubyScope | null {
  if (node instanceof ClassNode || node instanceof ModuleNode) {
    const written = constantName(node.constantPath);
    if (written === null) return null;
    const superclass = node instanceof ClassNode ? superclassOf(node.superclass, parent) : null;
    return nested(parent, node instanceof ClassNode ? "class" : "module", written, superclass, line);
  }
  if (node instanceof SingletonClassNode && node.expression instanceof SelfNode) {
    return { ...parent, kind: "singleton", parent, includes: [], line, state: new Map() };
  }
  return null;
}

/** `ActiveRecord::Migration[6.1]` and `DelegateClass(Foo)` name their base inside a call. */
function superclassOf(node: Node | null, scope: RubyScope): Origin | null {
  if (node instanceof CallNode) {
    if (node.name === "[]") return originIn(node.receiver, scope);
    return originIn(argumentsOf(node)[0] ?? null, scope);
  }
  return originIn(node, scope);
}

/** `Foo = Class.new(Base) do`, `Struct.new`, `Module.new`, `Data.define` define a class under the constant's name. */
export function factoryScope(name: string, value: Node, parent: RubyScope, line: number): RubyScope | null {
  if (!(value instanceof CallNode)) return null;
  const maker = constantName(value.receiver);
  if (maker === "Class" && value.name === "new") {
    return nested(parent, "class", name, superclassOf(argumentsOf(value)[0] ?? null, parent), line);
  }
  if (maker === "Module" && value.name === "new") return nested(parent, "module", name, null, line);
  const struct = (maker === "Struct" && value.name === "new") || (maker === "Data" && value.name === "define");
  if (!struct) return null;
  return nested(parent, "class", name, originIn(value.receiver, parent), line);
}
