/** Turns import statements, require calls and loaders of whole folders into ImportFacts. */
import type { ImportFact, Literal } from "../../../model/file-facts.js";
import { isCall, isMember, keyName, lineOf, memberName, type Node, unwrap } from "./ast.js";

export interface ImportAsk {
  literal(node: Node): Literal | undefined;
  /** Fixed pieces of a text, "*" for each piece that is not; null where nothing is known. */
  pattern(node: Node): string | null;
  isLocal(name: string): boolean;
  add(fact: ImportFact): void;
}

export function readImport(node: Node, ask: ImportAsk): void {
  switch (node.type) {
    case "ImportDeclaration": {
      const names = node.specifiers.map((specifier) => ({
        imported:
          specifier.type === "ImportSpecifier"
            ? (keyName(specifier.imported, false) ?? "default")
            : specifier.type === "ImportDefaultSpecifier"
              ? "default"
              : "*",
        local: specifier.local.name,
      }));
      const typeOnly =
        node.importKind === "type" ||
        (node.specifiers.length > 0 &&
          node.specifiers.every((one) => one.type === "ImportSpecifier" && one.importKind === "type"));
      ask.add({ source: node.source.value, kind: "static", names, typeOnly, line: lineOf(node) });
      break;
    }
    case "ExportNamedDeclaration":
      if (node.source) {
        const names = node.specifiers.map((specifier) => ({
          imported: specifier.type === "ExportSpecifier" ? (keyName(specifier.local, false) ?? "default") : "*",
          local: keyName(specifier.exported, false) ?? "default",
        }));
        const typeOnly = node.exportKind === "type";
        ask.add({ source: node.source.value, kind: "reexport", names, typeOnly, line: lineOf(node) });
      }
      break;
    case "ExportAllDeclaration": {
      const names = [{ imported: "*", local: "*" }];
      const typeOnly = node.exportKind === "type";
      ask.add({ source: node.source.value, kind: "reexport", names, typeOnly, line: lineOf(node) });
      break;
    }
    case "TSImportEqualsDeclaration":
      if (node.moduleReference.type === "TSExternalModuleReference") {
        const names = [{ imported: "*", local: node.id.name }];
        const source = node.moduleReference.expression.value;
        ask.add({ source, kind: "require", names, typeOnly: node.importKind === "type", line: lineOf(node) });
      }
      break;
    case "TSImportType": {
      const argument: Node = node.argument;
      const source = argument.type === "StringLiteral" ? argument.value : null;
      if (source !== null) ask.add({ source, kind: "static", names: [], typeOnly: true, line: lineOf(node) });
      break;
    }
  }
}

/** `require("x")`, `import("x")`, `require.resolve`, jest-free; and loaders: `require(path.join(__dirname, file))`. */
export function readLoad(node: Node, parent: Node | undefined, ask: ImportAsk): void {
  const line = lineOf(node);
  if (node.type === "ImportExpression") {
    addLoad(node.source, "dynamic", [], line, ask);
    return;
  }
  if (!isCall(node)) return;
  const first = node.arguments[0];
  if (!first) return;
  const callee = node.callee;
  if (callee.type === "Import") {
    addLoad(first, "dynamic", [], line, ask);
    return;
  }
  if (callee.type === "Identifier" && callee.name === "require" && !ask.isLocal("require")) {
    addLoad(first, "require", requiredNames(parent), line, ask);
    return;
  }
  if (isMember(callee) && callee.object.type === "MetaProperty" && memberName(callee) === "glob") {
    const source = ask.literal(first);
    if (typeof source === "string") ask.add({ source, kind: "glob", names: [], typeOnly: false, line });
  }
  if (isMember(callee) && memberName(callee) === "context" && unwrap(callee.object).type === "Identifier") {
    const source = ask.literal(first);
    const isRequire = callee.object.type === "Identifier" && callee.object.name === "require";
    if (isRequire && typeof source === "string")
      ask.add({ source: `${source}/**`, kind: "glob", names: [], typeOnly: false, line });
  }
}

function addLoad(
  argument: Node,
  kind: "require" | "dynamic",
  names: ImportFact["names"],
  line: number,
  ask: ImportAsk,
): void {
  const source = ask.pattern(argument);
  if (source === null) return;
  if (source.includes("*")) ask.add({ source, kind: "glob", names: [], typeOnly: false, line });
  else ask.add({ source, kind, names, typeOnly: false, line });
}

function requiredNames(parent: Node | undefined): ImportFact["names"] {
  if (parent?.type !== "VariableDeclarator") return [];
  if (parent.id.type === "Identifier") return [{ imported: "*", local: parent.id.name }];
  if (parent.id.type !== "ObjectPattern") return [];
  return parent.id.properties.flatMap((property) => {
    if (property.type === "RestElement") return [];
    const imported = keyName(property.key, property.computed);
    const value = property.value.type === "AssignmentPattern" ? property.value.left : property.value;
    return imported !== null && value.type === "Identifier" ? [{ imported, local: value.name }] : [];
  });
}
