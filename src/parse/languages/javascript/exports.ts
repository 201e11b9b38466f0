/** Turns export statements and CommonJS assignments into ExportFacts. */

import type * as t from "@babel/types";
import type { ExportFact, Origin } from "../../../model/file-facts.js";
import { isCall, isMember, keyName, lineOf, memberName, type Node, unwrap } from "./ast.js";

export interface ExportAsk {
  origin(node: Node): Origin;
  /** Is the name another one for `module.exports`? */
  isExports(name: string): boolean;
  add(fact: ExportFact): void;
}

const local = (name: string): Origin => ({ kind: "local", name });

/** ESM and TypeScript statements at the top of a module. */
export function readExport(node: Node, ask: ExportAsk): void {
  switch (node.type) {
    case "ExportNamedDeclaration":
      if (node.declaration) exportDeclared(node.declaration, ask);
      for (const specifier of node.specifiers) exportSpecifier(specifier, node.source?.value ?? null, ask);
      break;
    case "ExportDefaultDeclaration": {
      const value = node.declaration;
      const named = "id" in value && value.id && value.id.type === "Identifier" ? value.id.name : null;
      ask.add({ name: "default", origin: named === null ? ask.origin(value) : local(named), line: lineOf(node) });
      break;
    }
    case "ExportAllDeclaration":
      ask.add({ name: "*", origin: { kind: "import", source: node.source.value, name: "*" }, line: lineOf(node) });
      break;
    case "TSExportAssignment":
      ask.add({ name: "=", origin: ask.origin(node.expression), line: lineOf(node) });
      break;
  }
}

function exportSpecifier(specifier: Node, source: string | null, ask: ExportAsk): void {
  const line = lineOf(specifier);
  if (specifier.type === "ExportNamespaceSpecifier" && source !== null) {
    ask.add({ name: specifier.exported.name, origin: { kind: "import", source, name: "*" }, line });
  } else if (specifier.type === "ExportSpecifier") {
    const name = keyName(specifier.exported, false) ?? "default";
    const origin: Origin =
      source === null
        ? ask.origin(specifier.local)
        : { kind: "import", source, name: keyName(specifier.local, false) ?? "default" };
    ask.add({ name, origin, line });
  }
}

function exportDeclared(declaration: Node, ask: ExportAsk): void {
  const line = lineOf(declaration);
  if (declaration.type === "VariableDeclaration") {
    for (const declarator of declaration.declarations) {
      for (const id of patternNames(declarator.id)) {
        ask.add({ name: id.name, origin: ask.origin(id), line: lineOf(declarator) });
      }
    }
  } else if ("id" in declaration && declaration.id && declaration.id.type === "Identifier") {
    ask.add({ name: declaration.id.name, origin: local(declaration.id.name), line });
  }
}

function patternNames(pattern: Node): t.Identifier[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern];
    case "AssignmentPattern":
      return patternNames(pattern.left);
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? patternNames(element) : []));
    case "ObjectPattern":
      return pattern.properties.flatMap((one) => patternNames(one.type === "RestElement" ? one.argument : one.value));
    default:
      return [];
  }
}

/** The exported name an assignment sets: "=" for the whole module, a property's name, null for anything else. */
export function exportedBy(left: Node, ask: ExportAsk): string | null {
  if (!isMember(left)) return null;
  const object = unwrap(left.object);
  const name = memberName(left);
  if (object.type === "Identifier") {
    if (object.name === "module" && name === "exports") return "=";
    return ask.isExports(object.name) ? name : null;
  }
  return exportedBy(object, ask) === "=" ? name : null;
}

/** `module.exports = …`, `exports.x = …`, `Object.assign(exports, {…})`, `Object.defineProperty(exports, "x", …)`. */
export function readCommonJs(node: Node, ask: ExportAsk): void {
  if (node.type === "AssignmentExpression") {
    const name = exportedBy(node.left, ask);
    if (name === null) return;
    const value = rightmost(node.right);
    ask.add({ name, origin: ask.origin(value), line: lineOf(node) });
    if (name === "=") exportProperties(value, ask);
    // `exports = module.exports = { … }`, `module.exports = exports.x = …`
  } else if (isCall(node) && isMember(node.callee)) {
    const target = node.arguments[0];
    if (!target || !isExports(target, ask)) return;
    const method = memberName(node.callee);
    if (method === "assign") for (const value of node.arguments.slice(1)) exportProperties(unwrap(value), ask);
    const key = node.arguments[1];
    if (method === "defineProperty" && key?.type === "StringLiteral" && key.value !== "__esModule") {
      ask.add({ name: key.value, origin: null, line: lineOf(node) });
    }
  }
}

function rightmost(node: Node): Node {
  let value = unwrap(node);
  while (value.type === "AssignmentExpression") value = unwrap(value.right);
  return value;
}

const isExports = (node: Node, ask: ExportAsk): boolean =>
  (node.type === "Identifier" && ask.isExports(node.name)) || exportedBy(node, ask) === "=";

function exportProperties(value: Node, ask: ExportAsk): void {
  if (value.type !== "ObjectExpression") {
    const origin = ask.origin(value);
    if (isCall(value) && origin.kind === "import") ask.add({ name: "*", origin, line: lineOf(value) });
    return;
  }
  for (const property of value.properties) {
    if (property.type === "SpreadElement") {
      ask.add({ name: "*", origin: ask.origin(property.argument), line: lineOf(property) });
      continue;
    }
    const name = keyName(property.key, property.computed);
    if (name === null) continue;
    ask.add({ name, origin: namedOrigin(property, name, ask), line: lineOf(property) });
  }
}

/** A function in the object is named by its property (names.ts). */
function namedOrigin(property: t.ObjectMethod | t.ObjectProperty, name: string, ask: ExportAsk): Origin {
  if (property.type === "ObjectMethod") return local(name);
  const origin = ask.origin(property.value);
  return origin.kind === "local" && origin.name.startsWith("fn@") ? local(name) : origin;
}
