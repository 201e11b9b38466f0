/** Reads Objection models. https://vincit.github.io/objection.js/guide/models.html */
import { type ClassNode, lineOf } from "../ast.js";
import { classLabel } from "../data/decorators.js";
import { memberValue, readRelations } from "../data/objection-relations.js";
import { tableNamed } from "../data/table-names.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

function readClass(node: ClassNode, context: FrameworkContext): void {
  const stated = memberValue(node, "tableName", true);
  if (stated === null || node.superClass == null) return;
  const named = tableNamed(stated, context);
  context.emit({
    kind: "model",
    orm: "objection",
    name: classLabel(node, context),
    origin: { kind: "local", name: context.keyOf(node) },
    ...named,
    base: context.value(node.superClass),
    abstract: named.table === null && named.tableParts === undefined,
    columns: [],
    associations: readRelations(node, context),
    line: lineOf(node),
  });
}

export const objection = defineFramework({
  id: "objection",
  visit: {
    ClassDeclaration: (node, context) => readClass(node, context),
    ClassExpression: (node, context) => readClass(node, context),
  },
});
