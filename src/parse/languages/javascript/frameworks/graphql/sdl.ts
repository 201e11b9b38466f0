/** Turns SDL in a string into fragments; what is inserted in a template's holes is a schema of its own. */
import { readSchema } from "../../../../graphql-schema.js";
import { lineOf, type MaybeNode, type Node } from "../../ast.js";
import type { FrameworkContext } from "../../framework.js";

export function readSdl(node: Node & { type: "TemplateLiteral" }, context: FrameworkContext): void {
  const text = node.quasis.map((quasi) => quasi.value.cooked ?? "").join("\n");
  for (const fragment of readSchema(text, lineOf(node))) context.emit(fragment);
}

/** SDL in quotes: `buildSchema("type Query { now: String }")`; templates are read where they stand. */
export function readSdlText(node: MaybeNode, context: FrameworkContext): void {
  if (node?.type !== "StringLiteral") return;
  for (const fragment of readSchema(node.value, lineOf(node))) context.emit(fragment);
}
