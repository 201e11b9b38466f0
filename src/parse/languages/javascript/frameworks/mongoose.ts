/** Reads Mongoose models. https://mongoosejs.com/docs/models.html */

import type { Origin } from "../../../../model/file-facts.js";
import type { ModelFragment } from "../../../../model/fragments.js";
import { type CallNode, type ClassNode, calleeName, lineOf, type Node, receiverOf, unwrap } from "../ast.js";
import { lastName } from "../data/chains.js";
import { classLabel, decoratedMembers, decorationsOf, typeNameOf } from "../data/decorators.js";
import { changeSchema, keepSchema, makesSchema, readField, type Schema, schemaAt } from "../data/mongoose-schemas.js";
import { keptAs, settingOf } from "../data/objects.js";
import { tableNamed } from "../data/table-names.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

type Named = Pick<ModelFragment, "name" | "nameOrigin">;

/** `"User"`, `Cat.name`, or the parameter of a function that makes models. */
function nameOf(node: Node, context: FrameworkContext): Named | null {
  const name = context.string(node);
  if (name !== null) return { name };
  const origin = context.origin(node);
  if (origin.kind === "param" && origin.members === undefined) return { name: "", nameOrigin: origin };
  if (!("members" in origin) || origin.members?.at(-1) !== "name") return null;
  const { members, ...bare } = origin;
  const label = lastName({ ...bare, members: members.slice(0, -1) } as Origin);
  return label === null ? null : { name: label };
}

/** `mongoose.model("User", schema)`, `connection.model("User", schema, "people")`, `User.discriminator("Admin", schema)`. */
function readModel(node: CallNode, context: FrameworkContext, base: Origin | null): void {
  const [first, given, collection] = node.arguments.map(unwrap);
  const named = first === undefined ? null : nameOf(first, context);
  if (named === null || given === undefined) return;
  const schema = schemaAt(given, context);
  const stated = tableNamed(collection, context);
  const table = stated.table ?? schema?.collection ?? null;
  context.emit({
    kind: "model",
    orm: "mongoose",
    ...named,
    origin: keptAs(context, named.name),
    ...stated,
    table,
    ...(schema?.optionsAt === undefined ? {} : { optionsAt: schema.optionsAt }),
    base,
    abstract: false,
    columns: schema?.columns ?? [],
    associations: schema?.associations ?? [],
    line: lineOf(node),
  });
}

const isMongoose = (node: CallNode, context: FrameworkContext): boolean => {
  const origin = context.value(node.callee);
  if (origin.kind === "import" && origin.source === "mongoose") return true;
  const receiver = receiverOf(node);
  const name = receiver === null ? null : (lastName(context.origin(receiver)) ?? "");
  return name !== null && (/mongoose|connection|conn$|^db$/i.test(name) || context.imports("mongoose"));
};

/** Nest: `@Schema() class Cat { @Prop({ ref: "Owner" }) owner }`. https://docs.nestjs.com/techniques/mongodb */
function readClass(node: ClassNode, context: FrameworkContext): void {
  const decoration = decorationsOf(node.decorators, "@nestjs/mongoose", context).find((one) => one.name === "Schema");
  if (decoration === undefined) return;
  const key = context.keyOf(node);
  const schema: Schema = { columns: [], associations: [], collection: null };
  for (const member of decoratedMembers(node, "@nestjs/mongoose", context)) {
    const spec = member.decorations.find((one) => one.name === "Prop")?.args[0];
    if (spec === undefined) {
      const type = typeNameOf(member.node) ?? "";
      schema.columns.push({ name: member.name, type, nullable: true, default: null, primaryKey: false });
      continue;
    }
    const first = spec.type === "ArrayExpression" ? spec.elements[0] : null;
    readField(member.name, context.follow((first as Node | null) ?? spec), first != null, schema, context, 0);
  }
  context.emit({
    kind: "model",
    orm: "mongoose",
    name: classLabel(node, context),
    origin: { kind: "local", name: key },
    ...tableNamed(settingOf(decoration.args[0], "collection", context), context),
    base: node.superClass ? context.value(node.superClass) : null,
    abstract: false,
    columns: schema.columns,
    associations: schema.associations,
    line: lineOf(node),
  });
}

function readCall(node: CallNode, context: FrameworkContext): void {
  const method = calleeName(node);
  if (method === "Schema" && makesSchema(node.callee, context)) keepSchema(node.arguments, context);
  else if (method === "model" && isMongoose(node, context)) readModel(node, context, null);
  else if (method === "discriminator" && receiverOf(node) !== null)
    readModel(node, context, context.origin(receiverOf(node)!));
  else if ((method === "virtual" || method === "add" || method === "set") && receiverOf(node) !== null)
    changeSchema(node, method, context);
}

export const mongoose = defineFramework({
  id: "mongoose",
  visit: {
    NewExpression(node, context) {
      if (makesSchema(node.callee, context)) keepSchema(node.arguments, context);
    },
    CallExpression: readCall,
    ClassDeclaration: (node, context) => readClass(node, context),
  },
});
