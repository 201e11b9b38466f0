/** Walks blocks and loops: a scope where they declare something, once for each element of a literal list. */
import type { Node } from "../ast.js";
import { type Element, loopElements } from "../loops.js";
import { openBlock, type Scope } from "../scopes.js";
import { readEach } from "./functions.js";
import type { Walker } from "./walker.js";

export function enterBlock(node: Node, walker: Walker): void {
  const { context } = walker;
  const outer = context.scope;
  const inner = openBlock(node, outer);
  const head = node.type === "ForOfStatement" || node.type === "ForInStatement" ? node : null;
  const loop = head === null ? null : loopElements(head, outer);
  context.scope = inner;
  if (loop === null && inner !== outer && head !== null) {
    for (const binding of inner.bindings.values()) {
      binding.over = head.right;
      binding.overKeys = head.type === "ForInStatement";
    }
  }
  if (loop === null || inner === outer || context.replaying) walker.children(node);
  else readEach(loop, setAll, inner, () => walker.children(node), context);
  context.scope = outer;
}

function setAll(scope: Scope, element: Element): void {
  for (const binding of scope.bindings.values()) binding.current = element;
}
