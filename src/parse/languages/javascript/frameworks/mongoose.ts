/** Reads Mongoose models and the references of their schemas. https://mongoosejs.com/docs/models.html */

import type { Origin } from "../../../../model/file-facts.js";
import type { AssociationFact, ColumnFact } from "../../../../model/fragments.js";
import { type CallNode, type ClassNode, calleeName, isCall, lineOf, type Node, receiverOf, unwrap } from "../ast.js";
import { lastName } from "../data/chains.js";
import { classLabel, decoratedMembers, decorationsOf, typeNameOf } from "../data/decorators.js";
import { entriesOf, keptAs, lazyTarget, settingOf } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

interface Schema {
  readonly columns: ColumnFact[];
  readonly associations: AssociationFact[];
  readonly collection: string | null;
}

/** Schemas of one file by the variable that holds them. */
const schemas = new WeakMap<FrameworkContext, Map<string, Schema>>();

function schemasOf(context: FrameworkContext): Map<string, Schema> {
  const known = schemas.get(context) ?? new Map<string, Schema>();
  schemas.set(context, known);
  return known;
}

const isSchema = (node: Node, context: FrameworkContext): boolean => {
  const origin = context.value(node);
  const name = lastName(origin);
  return name === "Schema" && !(origin.kind === "import" && /^(zod|yup|joi|ajv|graphql)/.test(origin.source));
};

/** Target of `ref`: a name, a model, or a function that gives one. */
function refOf(node: Node, context: FrameworkContext): Origin | null {
  const ref = settingOf(node, "ref", context);
  const target = ref === null ? null : lazyTarget(ref);
  if (target === null) return null;
  const name = context.string(target);
  if (name !== null) return { kind: "string", name };
  const origin = context.origin(target);
  // Nest: `ref: Cat.name` reads the class's own name.
  if ("members" in origin && origin.members?.at(-1) === "name") {
    const { members, ...bare } = origin;
    return members.length === 1 ? bare : { ...bare, members: members.slice(0, -1) };
  }
  return origin;
}

function readFields(
  node: Node | null | undefined,
  prefix: string,
  schema: Schema,
  context: FrameworkContext,
  depth = 0,
): void {
  for (const { name, value } of entriesOf(node, context)) {
    const field = context.follow(value);
    const element = field.type === "ArrayExpression" ? field.elements[0] : null;
    const spec = element ? context.follow(unwrap(element)) : field;
    readField(`${prefix}${name}`, spec, element != null, schema, context, depth);
  }
}

function readField(
  name: string,
  spec: Node,
  many: boolean,
  schema: Schema,
  context: FrameworkContext,
  depth: number,
): void {
  const type = settingOf(spec, "type", context);
  const inner = type?.type === "ArrayExpression" && type.elements[0] ? unwrap(type.elements[0] as Node) : null;
  const holder = inner !== null && settingOf(inner, "ref", context) !== null ? inner : spec;
  const target = refOf(holder, context);
  if (target !== null) {
    const kind = many || inner !== null ? "has-many" : "belongs-to";
    const line = lineOf(holder);
    schema.associations.push({ kind, name, target, through: null, polymorphic: false, foreignKey: name, line });
  }
  if (spec.type === "ObjectExpression" && type === null && depth < 4) {
    readFields(spec, `${name}.`, schema, context, depth + 1);
    return;
  }
  const nested = lastName(context.origin(inner ?? type ?? spec)) ?? "";
  schema.columns.push({
    name,
    type: `${nested}${many || inner !== null ? "[]" : ""}`,
    nullable: context.literal(settingOf(spec, "required", context)) !== true,
    default: null,
    primaryKey: name === "_id",
  });
}

function readSchema(args: readonly Node[], context: FrameworkContext): Schema {
  const collection = context.string(settingOf(args[1], "collection", context));
  const schema: Schema = { columns: [], associations: [], collection };
  readFields(args[0], "", schema, context);
  return schema;
}

/** `schema.virtual("posts", { ref: "Post", justOne: false })` */
function readVirtual(node: CallNode, context: FrameworkContext): void {
  const schema = schemasOf(context).get(keyOf(receiverOf(node)!, context));
  const name = context.string(node.arguments[0]);
  const options = node.arguments[1];
  if (schema === undefined || name === null || options === undefined) return;
  const target = refOf(options as Node, context);
  if (target === null) return;
  const kind = context.literal(settingOf(options, "justOne", context)) === true ? "has-one" : "has-many";
  const foreignKey = context.string(settingOf(options, "foreignField", context));
  schema.associations.push({ kind, name, target, through: null, polymorphic: false, foreignKey, line: lineOf(node) });
}

const keyOf = (node: Node, context: FrameworkContext): string => {
  const origin = context.origin(node);
  return origin.kind === "local" ? origin.name : "";
};

/** `mongoose.model("User", schema)`, `connection.model("User", schema, "people")`, `User.discriminator("Admin", schema)`. */
function readModel(node: CallNode, context: FrameworkContext, base: Origin | null): void {
  const name = context.string(node.arguments[0]) ?? nameOfClass(node.arguments[0] as Node | undefined, context);
  const given = node.arguments[1] as Node | undefined;
  if (name === null || given === undefined) return;
  const inline = context.follow(given);
  const made =
    inline.type === "NewExpression" || isCall(inline) ? readSchema(inline.arguments.map(unwrap), context) : null;
  const schema = schemasOf(context).get(keyOf(given, context)) ?? made;
  context.emit({
    kind: "model",
    orm: "mongoose",
    name,
    origin: keptAs(context, name),
    table: context.string(node.arguments[2]) ?? schema?.collection ?? null,
    base,
    abstract: false,
    columns: schema?.columns ?? [],
    associations: schema?.associations ?? [],
    line: lineOf(node),
  });
}

/** `model(Cat.name, CatSchema)` */
function nameOfClass(node: Node | undefined, context: FrameworkContext): string | null {
  const origin = node === undefined ? null : context.origin(node);
  if (origin === null || !("members" in origin) || origin.members?.at(-1) !== "name") return null;
  const { members, ...bare } = origin;
  return lastName({ ...bare, members: members.slice(0, -1) } as Origin);
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
    table: context.string(settingOf(decoration.args[0], "collection", context)),
    base: node.superClass ? context.value(node.superClass) : null,
    abstract: false,
    columns: schema.columns,
    associations: schema.associations,
    line: lineOf(node),
  });
}

export const mongoose = defineFramework({
  id: "mongoose",
  visit: {
    NewExpression(node, context) {
      if (node.arguments.length === 0 || !isSchema(node.callee, context)) return;
      const kept = keptAs(context, "");
      if (kept.kind === "local" && kept.name !== "")
        schemasOf(context).set(kept.name, readSchema(node.arguments.map(unwrap), context));
    },
    CallExpression(node, context) {
      const method = calleeName(node);
      if (method === "virtual" && receiverOf(node) !== null) readVirtual(node, context);
      else if (method === "model" && isMongoose(node, context)) readModel(node, context, null);
      else if (method === "discriminator" && receiverOf(node) !== null) {
        readModel(node, context, context.origin(receiverOf(node)!));
      } else if (method === "add" && receiverOf(node) !== null) {
        const schema = schemasOf(context).get(keyOf(receiverOf(node)!, context));
        if (schema !== undefined) readFields(node.arguments[0] as Node, "", schema, context);
      }
    },
    ClassDeclaration: (node, context) => readClass(node, context),
  },
});
