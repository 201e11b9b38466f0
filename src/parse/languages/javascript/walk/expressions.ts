/** Walks names, members and calls: each name counts as a word, each use of an import as a reference. */
import type * as t from "@babel/types";
import { type CallNode, isFunction, isMember, type MemberNode, memberName, type Node, unwrap } from "../ast.js";
import { readMember } from "../env.js";
import { callbackElements } from "../loops.js";
import type { ReferenceKind } from "../references.js";
import type { Walker } from "./walker.js";

/** Methods that call back with each element of a list. */
const LOOP = /^(forEach|map|flatMap|each|filter)$/;

export function enterName(node: t.Identifier | t.JSXIdentifier, walker: Walker, kind: ReferenceKind): void {
  walker.word(node.name);
  walker.reference(node.name, [], kind, node);
}

export function enterCall(node: CallNode | t.NewExpression, walker: Walker): void {
  const { context } = walker;
  const callback = node.arguments[0];
  if (node.type !== "NewExpression" && !context.replaying && isFunction(callback)) noteLoop(node, callback, walker);
  context.ancestors.push(node);
  walker.walk(node.callee, node.type === "NewExpression" ? "new" : "call");
  walker.walkAll(node.arguments);
  if (node.typeParameters) walker.walk(node.typeParameters);
  context.ancestors.pop();
}

/** `list.forEach(callback)`: the callback's first parameter is an element of the list. */
function noteLoop(node: CallNode, callback: Node, walker: Walker): void {
  const elements = callbackElements(node, walker.context.scope);
  if (elements !== null) walker.elements.set(callback, elements);
  else if (isMember(node.callee) && LOOP.test(memberName(node.callee) ?? ""))
    walker.over.set(callback, node.callee.object);
}

/** A chain like `a.b().c`: its root name counts as one use with the members read from it. */
export function enterMember(node: MemberNode, walker: Walker, kind: ReferenceKind): void {
  const { context } = walker;
  const members: string[] = [];
  let root: Node = node;
  context.ancestors.push(node);
  while (isMember(root)) {
    const name = memberName(root);
    members.push(name ?? "[]");
    if (name !== null) walker.word(name);
    else walker.walk(root.property);
    root = unwrap(root.object);
    if (isMember(root) && !context.replaying) readMember(root, node, walker.envAsk);
  }
  if (root.type === "Identifier") {
    walker.word(root.name);
    walker.reference(root.name, members.reverse(), kind, root);
  } else walker.walk(root);
  context.ancestors.pop();
}

export function enterJsxOpening(node: t.JSXOpeningElement, walker: Walker): void {
  walker.context.ancestors.push(node);
  const lower = node.name.type === "JSXIdentifier" && /^[a-z]/.test(node.name.name);
  if (!lower && node.name.type !== "JSXNamespacedName") {
    let root: Node = node.name;
    const members: string[] = [];
    while (root.type === "JSXMemberExpression") {
      members.unshift(root.property.name);
      root = root.object;
    }
    if (root.type === "JSXIdentifier") walker.reference(root.name, members, "jsx", root);
  }
  walker.walkAll(node.attributes);
  walker.context.ancestors.pop();
}
