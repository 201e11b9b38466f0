/** Reads object literals whose parts may be spread in, and the place a value is kept under. */
import type { Origin } from "../../../../model/file-facts.js";
import { isFunction, keyName, type Node, propertyOf, unwrap } from "../ast.js";
import type { FrameworkContext } from "../framework.js";

export interface Entry {
  readonly name: string;
  readonly value: Node;
}

/** Properties of the object, those spread in from constants of the same file among them; later ones win. */
export function entriesOf(node: Node | null | undefined, context: FrameworkContext, depth = 0): readonly Entry[] {
  if (!node || depth > 4) return [];
  const object = context.follow(node);
  if (object.type !== "ObjectExpression") return [];
  const entries = new Map<string, Entry>();
  for (const property of object.properties) {
    if (property.type === "SpreadElement") {
      for (const entry of entriesOf(property.argument, context, depth + 1)) entries.set(entry.name, entry);
      continue;
    }
    const name = keyName(property.key, property.computed) ?? context.string(property.key);
    if (name === null) continue;
    entries.set(name, { name, value: property.type === "ObjectMethod" ? property : unwrap(property.value) });
  }
  return [...entries.values()];
}

/** Value of a property of an object literal or of a constant that holds one. */
export function settingOf(node: Node | null | undefined, name: string, context: FrameworkContext): Node | null {
  if (!node) return null;
  const object = context.follow(node);
  return propertyOf(object, name) ?? entriesOf(object, context).find((entry) => entry.name === name)?.value ?? null;
}

/** Object that a function returns at once, or the node itself. */
export function returnedObject(node: Node): Node {
  if (!isFunction(node)) return node;
  if (node.body.type !== "BlockStatement") return unwrap(node.body);
  const statement = node.body.body.find((one) => one.type === "ReturnStatement");
  return statement?.type === "ReturnStatement" && statement.argument ? unwrap(statement.argument) : node;
}

/** What `() => User` stands for; the node itself where it is no function. */
export const lazyTarget = (node: Node | undefined): Node | null => (node === undefined ? null : returnedObject(node));

/** The symbol that the visited value is kept under: its variable, else `fallback`. */
export function keptAs(context: FrameworkContext, fallback: string): Origin {
  const parent = context.ancestors.findLast((one) => one.type !== "TSAsExpression" && one.type !== "AwaitExpression");
  if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") {
    const key = context.owner === "" ? parent.id.name : `${context.owner}/${parent.id.name}`;
    return { kind: "local", name: key };
  }
  if (parent?.type === "AssignmentExpression") {
    const origin = context.origin(parent.left);
    if (origin.kind === "local") return origin;
  }
  if (parent?.type === "ObjectProperty")
    return { kind: "local", name: keyName(parent.key, parent.computed) ?? fallback };
  if (parent?.type === "ClassProperty" && context.className !== "") {
    const name = keyName(parent.key, parent.computed ?? false) ?? fallback;
    return { kind: "local", name: context.className, members: parent.static ? [name] : ["()", name] };
  }
  return { kind: "local", name: fallback };
}

/** Where another file says the text that is not written here. */
export function elsewhere<K extends string>(
  key: K,
  node: Node | null | undefined,
  context: FrameworkContext,
): { readonly [key in K]?: Origin } {
  if (!node || context.string(node) !== null) return {};
  const origin = context.origin(node);
  const known = origin.kind === "import" || (origin.kind === "local" && origin.members?.includes("()") !== true);
  return known ? ({ [key]: origin } as { readonly [key in K]?: Origin }) : {};
}

/** Is the visited node inside a step back: `down() {}`, `exports.down = ...`, `down: function`? */
export function isStepBack(context: FrameworkContext): boolean {
  return context.ancestors.some((node, index) => {
    if (!isFunction(node)) return false;
    const parent = context.ancestors[index - 1];
    return nameOfFunction(node, parent) === "down";
  });
}

function nameOfFunction(node: Node, parent: Node | undefined): string | null {
  if ("key" in node && node.key) return keyName(node.key as Node, false);
  if ("id" in node && node.id && "name" in node.id) return String(node.id.name);
  if (parent?.type === "ObjectProperty") return keyName(parent.key, parent.computed);
  if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") return parent.id.name;
  if (parent?.type === "AssignmentExpression" && parent.left.type === "MemberExpression") {
    return keyName(parent.left.property, parent.left.computed);
  }
  return parent?.type === "ClassProperty" ? keyName(parent.key, false) : null;
}
