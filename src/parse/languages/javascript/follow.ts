/** Turns a name or member into the node it stands for inside the file, through constants, object literals and loops. */
import { isCall, isMember, type MemberNode, memberName, type Node, propertyOf, unwrap } from "./ast.js";
import { lookup, type Scope } from "./scopes.js";

const MAX_DEPTH = 24;

/** The part of an object or array literal at one step. */
export function elementOf(value: Node, step: string): Node | null {
  if (value.type === "ObjectExpression") return propertyOf(value, step);
  if (value.type !== "ArrayExpression") return null;
  const element = value.elements[Number(step)];
  return element && element.type !== "SpreadElement" ? unwrap(element) : null;
}

/** Name of a member, also where the element that a loop is at tells it: `parts[name]`. */
export function stepName(node: MemberNode, scope: Scope): string | null {
  const name = memberName(node);
  if (name !== null || !node.computed) return name;
  if (node.property.type === "Identifier") {
    const binding = lookup(scope, node.property.name);
    if (binding === null || (binding.current === undefined && binding.assigned !== undefined)) return null;
  }
  const key = followNode(node.property, scope).node;
  return key.type === "StringLiteral" ? key.value : null;
}

/** The node a name or member stands for inside the file, with the scope it was written in. */
export function followNode(input: Node, scope: Scope, depth = 0): { readonly node: Node; readonly scope: Scope } {
  const node = unwrap(input);
  if (depth > MAX_DEPTH) return { node, scope };
  if (node.type === "Identifier") {
    const binding = lookup(scope, node.name);
    if (binding === null) return { node, scope };
    const base = binding.current ?? (binding.init ? { node: binding.init, scope: binding.scope } : null);
    if (base === null || binding.kind === "import") return { node, scope };
    let value = followNode(base.node, base.scope, depth + 1);
    for (const step of binding.path) {
      const inner = elementOf(value.node, step);
      if (inner === null) return { node, scope };
      value = followNode(inner, value.scope, depth + 1);
    }
    return value;
  }
  if (isMember(node)) {
    const name = stepName(node, scope);
    const object = followNode(node.object, scope, depth + 1);
    const inner = name === null ? null : elementOf(object.node, name);
    return inner === null ? { node, scope } : followNode(inner, object.scope, depth + 1);
  }
  if (isCall(node) && isMember(node.callee) && memberName(node.callee) === "freeze" && node.arguments[0]) {
    return followNode(node.arguments[0], scope, depth + 1);
  }
  return { node, scope };
}
