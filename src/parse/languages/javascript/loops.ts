/** Turns a loop over a literal list into the elements that its body is read for, one by one. */
import type * as t from "@babel/types";
import { type CallNode, isCall, isMember, keyName, memberName, type Node, unwrap } from "./ast.js";
import { followNode } from "./follow.js";
import type { Scope } from "./scopes.js";

export interface Element {
  readonly node: Node;
  readonly scope: Scope;
}

const LOOPS = /^(forEach|map|flatMap|each|reduce)$/;
const MAX_ELEMENTS = 150;

const text = (value: string): t.StringLiteral => ({ type: "StringLiteral", value }) as t.StringLiteral;
const pair = (key: string, value: Node): t.ArrayExpression =>
  ({ type: "ArrayExpression", elements: [text(key), value] }) as t.ArrayExpression;

/** Elements of an array literal, or of Object.keys, values and entries of an object literal; null where not fixed. */
export function elementsOf(input: Node, scope: Scope): readonly Element[] | null {
  const list = followNode(input, scope);
  const node = list.node;
  if (node.type === "ArrayExpression") {
    const elements: Element[] = [];
    for (const element of node.elements) {
      if (element === null) continue;
      if (element.type !== "SpreadElement") elements.push({ node: unwrap(element), scope: list.scope });
      else elements.push(...(elementsOf(element.argument, list.scope) ?? []));
    }
    return elements.length > 0 && elements.length <= MAX_ELEMENTS ? elements : null;
  }
  // `new Map([[a, b]])` and `new Set([a])` are gone through like their lists.
  if (node.type === "NewExpression" && node.callee.type === "Identifier" && /^(Map|Set)$/.test(node.callee.name)) {
    return node.arguments[0] ? elementsOf(node.arguments[0], list.scope) : null;
  }
  return isCall(node) ? objectElements(node, list.scope) : null;
}

/** Elements that the head of a loop goes through: `for (const one of list)`, `for (const key in table)`. */
export function loopElements(node: t.ForOfStatement | t.ForInStatement, scope: Scope): readonly Element[] | null {
  if (node.type === "ForOfStatement") return elementsOf(node.right, scope);
  const { node: table, scope: home } = followNode(node.right, scope);
  return table.type === "ObjectExpression" ? partsOfObject(table, "keys", home) : null;
}

function objectElements(node: CallNode, scope: Scope): readonly Element[] | null {
  if (!isMember(node.callee) || node.callee.object.type !== "Identifier" || node.callee.object.name !== "Object")
    return null;
  const method = memberName(node.callee);
  if (!node.arguments[0] || !/^(keys|values|entries)$/.test(method ?? "")) return null;
  const object = followNode(node.arguments[0], scope);
  return object.node.type === "ObjectExpression" ? partsOfObject(object.node, method, object.scope) : null;
}

function partsOfObject(object: t.ObjectExpression, method: string | null, scope: Scope): readonly Element[] | null {
  const elements = object.properties.flatMap((property) => {
    if (property.type === "SpreadElement") return [];
    const key = keyName(property.key, property.computed);
    if (key === null) return [];
    const value = property.type === "ObjectMethod" ? property : unwrap(property.value);
    return [{ node: method === "keys" ? text(key) : method === "values" ? value : pair(key, value), scope }];
  });
  return elements.length > 0 && elements.length <= MAX_ELEMENTS ? elements : null;
}

/** Elements for the callback of `list.forEach(callback)`. */
export function callbackElements(node: CallNode, scope: Scope): readonly Element[] | null {
  const callee = unwrap(node.callee);
  if (!isMember(callee) || !LOOPS.test(memberName(callee) ?? "")) return null;
  return elementsOf(callee.object, scope);
}
