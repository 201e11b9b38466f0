/** Turns classes and top-level declarations into Definitions. */
import type { Definition } from "../../../model/file-facts.js";
import { type ClassNode, endLineOf, isClass, isFunction, lineOf, type Node, unwrap } from "./ast.js";
import type { FileContext } from "./context.js";

type Base = Definition["bases"][number];

export function readClass(node: ClassNode, name: string, context: FileContext): Definition {
  const bases: Base[] = node.superClass ? superBases(node.superClass, context) : [];
  for (const one of node.implements ?? []) {
    const expression = "expression" in one ? one.expression : one.id;
    bases.push({ origin: context.origin(expression), how: "implements" });
  }
  const label = node.id != null && node.id.name !== name ? { label: node.id.name } : {};
  const abstract = node.type === "ClassDeclaration" && node.abstract === true ? { abstract: true } : {};
  return {
    name,
    kind: "class",
    line: lineOf(node),
    endLine: endLineOf(node),
    bases,
    ...label,
    ...abstract,
    complexity: 0,
  };
}

/** `extends Mixin(A, B)`: the mixin and the classes given to it. */
function superBases(superClass: Node, context: FileContext): Base[] {
  const node = unwrap(superClass);
  const base: Base = { origin: context.value(node), how: "extends" };
  if (node.type !== "CallExpression") return [base];
  const given = node.arguments.filter((one) => one.type === "Identifier" || one.type === "MemberExpression");
  return [base, ...given.map((one): Base => ({ origin: context.value(one), how: "extends" }))];
}

/** Constants and types at the top of a module; functions and classes name themselves. */
export function readTopLevel(node: Node, into: Definition[]): void {
  const place = { line: lineOf(node), endLine: endLineOf(node), bases: [], complexity: 0 };
  switch (node.type) {
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSEnumDeclaration":
    case "TypeAlias":
    case "InterfaceDeclaration":
      into.push({ name: node.id.name, kind: "type", ...place });
      break;
    case "VariableDeclaration":
      for (const declarator of node.declarations) {
        if (declarator.id.type !== "Identifier" || !declarator.init) continue;
        const value = unwrap(declarator.init);
        if (isFunction(value) || isClass(value)) continue;
        const kind = node.kind === "const" ? "constant" : "variable";
        into.push({ name: declarator.id.name, kind, ...place });
      }
      break;
  }
}
