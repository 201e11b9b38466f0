/** Turns constant nodes into names as written. */
import {
  CallNode,
  ConstantPathNode,
  ConstantPathTargetNode,
  ConstantReadNode,
  LocalVariableReadNode,
  type Node,
  SelfNode,
} from "./nodes.js";

/** "Billing::Invoice", "::Foo"; null where a part is computed (`self.class::X`, `foo::Bar`). */
export function constantName(node: Node | null): string | null {
  if (node instanceof ConstantReadNode) return node.name;
  if (!(node instanceof ConstantPathNode || node instanceof ConstantPathTargetNode)) return null;
  if (node.name === null) return null;
  if (node.parent === null) return `::${node.name}`;
  const parent = constantName(node.parent);
  return parent === null ? null : `${parent}::${node.name}`;
}

/** Lexical name of `class name` inside `outer`: "Billing" + "Invoice"; "::Foo" starts afresh. */
export function qualify(outer: string, name: string): string {
  if (name.startsWith("::")) return name.slice(2);
  return outer === "" ? name : `${outer}::${name}`;
}

/** "Rails.cache.write" for a chain that starts at a constant or a bare name; null for anything computed. */
export function chainText(node: Node | null, depth = 0): string | null {
  if (node === null || depth > 8) return null;
  if (node instanceof SelfNode) return "self";
  if (node instanceof LocalVariableReadNode) return node.name;
  if (node instanceof CallNode) {
    if (node.receiver === null) return node.name;
    const receiver = chainText(node.receiver, depth + 1);
    return receiver === null ? null : `${receiver}.${node.name}`;
  }
  return constantName(node);
}
