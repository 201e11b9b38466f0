/** Reads calls that may make a model through a function of the app: `const Plan = defineModel("Plan", {...})`, `class State extends tableModel("states")`. */
import type { ModelCallFragment } from "../../../../model/fragments.js";
import { type CallNode, type ClassNode, isCall, lineOf, type Node, unwrap } from "../ast.js";
import { classLabel } from "../data/decorators.js";
import { readFields, type Schema } from "../data/mongoose-schemas.js";
import { readRelations } from "../data/objection-relations.js";
import { entriesOf, keptAs } from "../data/objects.js";
import { readColumn } from "../data/sequelize-columns.js";
import { tableInSettings } from "../data/table-names.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

/** Names of models and tables are words. */
const NAME = /^[A-Za-z_][\w. -]{0,60}$/;

type Argument = ModelCallFragment["args"][number];

function readArgument(node: Node, context: FrameworkContext): Argument {
  const text = context.string(node);
  if (text !== null) return NAME.test(text) ? { text } : {};
  const table = tableInSettings(node, context);
  return table === null ? {} : { table };
}

/** A function of the app, by import or in this file; what is called on a value is a method. */
function isOwnFunction(node: CallNode, context: FrameworkContext): boolean {
  const callee = unwrap(node.callee);
  const origin = context.origin(callee);
  return origin.kind === "import" || (origin.kind === "local" && callee.type === "Identifier");
}

const isKept = (node: Node | undefined): boolean =>
  node !== undefined &&
  /^(VariableDeclarator|AssignmentExpression|ObjectProperty|ExportDefaultDeclaration|ReturnStatement|ArrowFunctionExpression)$/.test(
    node.type,
  );

/** The first object says the fields, in the words of Mongoose or of Sequelize. */
function fieldsOf(args: readonly Node[], context: FrameworkContext): Pick<Schema, "columns" | "associations"> {
  const fields = args.find((one) => context.follow(one).type === "ObjectExpression");
  const schema: Schema = { columns: [], associations: [], collection: null };
  if (fields === undefined) return schema;
  readFields(fields, "", schema, context);
  if (schema.associations.length > 0 || context.imports("mongoose")) return schema;
  return {
    ...schema,
    columns: entriesOf(fields, context).map(({ name, value }) => readColumn(name, value, context).column),
  };
}

function readCall(node: CallNode, context: FrameworkContext): void {
  if (!isKept(context.ancestors.at(-1))) return;
  const args = node.arguments.map(unwrap);
  const named = args.slice(0, 2).some((one) => NAME.test(context.string(one) ?? ""));
  if (!named || !args.some((one) => context.follow(one).type === "ObjectExpression")) return;
  if (!isOwnFunction(node, context)) return;
  context.emit({
    kind: "model-call",
    callee: context.origin(node.callee),
    args: args.map((one) => readArgument(one, context)),
    name: null,
    origin: keptAs(context, args.map((one) => context.string(one)).find((one) => one !== null) ?? ""),
    ...fieldsOf(args, context),
    line: lineOf(node),
  });
}

function readClass(node: ClassNode, context: FrameworkContext): void {
  const base = node.superClass ? unwrap(node.superClass) : null;
  if (!isCall(base) || !isOwnFunction(base, context)) return;
  const args = base.arguments.map((one) => readArgument(unwrap(one), context));
  if (!args.some(({ text }) => text !== undefined)) return;
  context.emit({
    kind: "model-call",
    callee: context.origin(base.callee),
    args,
    name: classLabel(node, context),
    origin: { kind: "local", name: context.keyOf(node) },
    columns: [],
    associations: readRelations(node, context),
    line: lineOf(node),
  });
}

export const modelMakers = defineFramework({
  id: "model-makers",
  visit: {
    CallExpression: readCall,
    ClassDeclaration: (node, context) => readClass(node, context),
    ClassExpression: (node, context) => readClass(node, context),
  },
});
