/** Turns the place where a function, class or object literal is written into the name it is known by. */
import { isCall, isClass, isFunction, isMember, keyName, memberName, type Node, unwrap } from "./ast.js";
import { localKey, rememberKey } from "./origins.js";
import { type Scope, standsForExports } from "./scopes.js";

/** Prefix of the names of functions inside an object literal: "controller." or "" for `module.exports = {}`. */
const PREFIXES = new WeakMap<Node, string>();

/** `exports.x`, `module.exports.x`, `X.y`, `X.prototype.y`, `this.y` as a definition's name. */
export function assignedName(left: Node, scope: Scope, className: string): string | null {
  if (left.type === "Identifier") return localKey(scope, left.name);
  if (!isMember(left)) return null;
  const name = memberName(left);
  const object = unwrap(left.object);
  if (name === null) return null;
  if (object.type === "ThisExpression") return className === "" ? null : `${className}#${name}`;
  if (object.type === "Identifier") {
    if (standsForExports(scope, object.name)) return name;
    if (object.name === "module" && name === "exports") return "=";
    return `${localKey(scope, object.name)}.${name}`;
  }
  if (!isMember(object)) return null;
  const outer = assignedName(object, scope, className);
  if (outer === "=") return name;
  if (outer === null) return null;
  return outer.endsWith(".prototype") ? `${outer.slice(0, -".prototype".length)}#${name}` : `${outer}.${name}`;
}

/** Names a value, and a function wrapped by one call: `const list = asyncHandler(async () => {})`. */
function nameValue(input: Node, name: string): void {
  const value = unwrap(input);
  if (isFunction(value) || isClass(value)) {
    rememberKey(value, name);
  } else if (value.type === "ObjectExpression") {
    PREFIXES.set(value, name === "=" ? "" : `${name}.`);
  } else if (isCall(value)) {
    const functions = value.arguments.filter((argument) => isFunction(argument));
    if (functions.length === 1) rememberKey(functions[0]!, name);
    const objects = value.arguments.filter((argument) => argument.type === "ObjectExpression");
    if (objects.length === 1) PREFIXES.set(objects[0]!, `${name}.`);
  } else if (value.type === "AssignmentExpression") {
    nameValue(value.right, name);
  }
}

/** Types of nodes that `nameChildren` does something for. */
export const NAMES_CHILDREN: ReadonlySet<string> = new Set([
  "VariableDeclarator",
  "AssignmentExpression",
  "ExportDefaultDeclaration",
  "TSExportAssignment",
  "FunctionDeclaration",
  "ClassDeclaration",
  "ObjectExpression",
  "ClassMethod",
  "ClassPrivateMethod",
  "ClassProperty",
  "ClassPrivateProperty",
]);

/** Names what the children of this node define, before they are visited. */
export function nameChildren(node: Node, scope: Scope, className: string): void {
  switch (node.type) {
    case "VariableDeclarator":
      if (node.init && node.id.type === "Identifier") nameValue(node.init, localKey(scope, node.id.name));
      break;
    case "AssignmentExpression": {
      const name = assignedName(node.left, scope, className);
      if (name !== null) nameValue(node.right, name);
      break;
    }
    case "ExportDefaultDeclaration":
      if (!("id" in node.declaration) || !node.declaration.id) nameValue(node.declaration as Node, "default");
      break;
    case "TSExportAssignment":
      nameValue(node.expression, "=");
      break;
    case "FunctionDeclaration":
    case "ClassDeclaration":
      if (node.id) rememberKey(node, localKey(scope, node.id.name));
      break;
    case "ObjectExpression": {
      const prefix = PREFIXES.get(node);
      if (prefix === undefined) break;
      for (const property of node.properties) {
        if (property.type === "SpreadElement") continue;
        const name = keyName(property.key, property.computed);
        if (name === null) continue;
        if (property.type === "ObjectMethod") rememberKey(property, prefix + name);
        else nameValue(property.value, prefix + name);
      }
      break;
    }
    case "ClassMethod":
    case "ClassPrivateMethod":
      rememberKey(node, memberOf(className, node));
      break;
    case "ClassProperty":
    case "ClassPrivateProperty":
      if (node.value) nameValue(node.value, memberOf(className, node));
      break;
  }
}

function memberOf(className: string, node: Node & { key: Node; static?: boolean | null }): string {
  const name = keyName(node.key, "computed" in node && node.computed === true) ?? "[]";
  return `${className}${node.static ? "." : "#"}${name}`;
}
