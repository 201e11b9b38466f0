/** Turns Mongoose schemas of a file into columns and references, however they are put together. https://mongoosejs.com/docs/guide.html */
import type { Origin } from "../../../../model/file-facts.js";
import type { AssociationFact, ColumnFact } from "../../../../model/fragments.js";
import { type CallNode, calleeName, isCall, lineOf, type Node, receiverOf, unwrap } from "../ast.js";
import type { FrameworkContext } from "../framework.js";
import { lastName } from "./chains.js";
import { entriesOf, keptAs, lazyTarget, settingOf } from "./objects.js";
import { optionsParameter } from "./table-names.js";

export interface Schema {
  readonly columns: ColumnFact[];
  readonly associations: AssociationFact[];
  collection: string | null;
  /** Argument of the function around whose settings may name the collection. */
  readonly optionsAt?: number;
}

/** Schemas of one file by the variable that holds them. */
const schemas = new WeakMap<FrameworkContext, Map<string, Schema>>();

function schemasOf(context: FrameworkContext): Map<string, Schema> {
  const known = schemas.get(context) ?? new Map<string, Schema>();
  schemas.set(context, known);
  return known;
}

/** `new Schema(...)`, `mongoose.Schema(...)`; validators have schemas too. */
export const makesSchema = (callee: Node, context: FrameworkContext): boolean => {
  const origin = context.value(callee);
  return (
    lastName(origin) === "Schema" && !(origin.kind === "import" && /^(zod|yup|joi|ajv|graphql)/.test(origin.source))
  );
};

/** Keeps a schema under its variable, for what is added to it later. */
export function keepSchema(args: readonly Node[], context: FrameworkContext): void {
  const kept = keptAs(context, "");
  if (args.length > 0 && kept.kind === "local" && kept.name !== "")
    schemasOf(context).set(kept.name, readSchema(args.map(unwrap), context));
}

/** The schema that an expression stands for: a variable, a new one, or one that calls were made on. */
export function schemaAt(node: Node, context: FrameworkContext, depth = 0): Schema | null {
  const origin = context.origin(node);
  const kept =
    origin.kind === "local" && origin.members === undefined ? schemasOf(context).get(origin.name) : undefined;
  if (kept !== undefined || depth > 8) return kept ?? null;
  const made = context.follow(node);
  if (made.type === "NewExpression" || (isCall(made) && makesSchema(made.callee, context)))
    return makesSchema(made.callee, context) ? readSchema(made.arguments.map(unwrap), context) : null;
  const receiver = isCall(made) ? receiverOf(made) : null;
  const base = receiver === null ? null : schemaAt(receiver, context, depth + 1);
  return base === null ? null : addedTo(base, made as CallNode, context);
}

/** `animal.clone().add({ wings: Number })` leaves `animal` as it is. */
function addedTo(base: Schema, call: CallNode, context: FrameworkContext): Schema {
  const method = calleeName(call);
  const copy = { ...base, columns: [...base.columns], associations: [...base.associations] };
  if (method === "add") readFields(call.arguments[0], "", copy, context);
  return copy;
}

/** Changes of a schema that a variable holds: `schema.add(...)`, `schema.set("collection", ...)`, `schema.virtual(...)`. */
export function changeSchema(node: CallNode, method: string, context: FrameworkContext): void {
  const origin = context.origin(receiverOf(node)!);
  const schema =
    origin.kind === "local" && origin.members === undefined ? schemasOf(context).get(origin.name) : undefined;
  if (schema === undefined) return;
  if (method === "add") readFields(node.arguments[0], "", schema, context);
  else if (method === "virtual") readVirtual(node, schema, context);
  else if (context.string(node.arguments[0]) === "collection")
    schema.collection = context.string(node.arguments[1]) ?? schema.collection;
}

/** `schema.virtual("posts", { ref: "Post", justOne: false })` */
function readVirtual(node: CallNode, schema: Schema, context: FrameworkContext): void {
  const name = context.string(node.arguments[0]);
  const options = node.arguments[1];
  if (name === null || options === undefined) return;
  const target = refOf(options, context);
  if (target === null) return;
  const kind = context.literal(settingOf(options, "justOne", context)) === true ? "has-one" : "has-many";
  const foreignKey = context.string(settingOf(options, "foreignField", context));
  schema.associations.push({ kind, name, target, through: null, polymorphic: false, foreignKey, line: lineOf(node) });
}

function readSchema(args: readonly Node[], context: FrameworkContext): Schema {
  const collection = context.string(settingOf(args[1], "collection", context));
  const schema: Schema = { columns: [], associations: [], collection, ...optionsParameter(args[1], context) };
  readFields(args[0], "", schema, context);
  return schema;
}

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

export function readFields(
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
    embed(`${prefix}${name}`, element ? unwrap(element) : value, schema, context);
    readField(`${prefix}${name}`, spec, element != null, schema, context, depth);
  }
}

/** `lines: [lineSchema]`, `address: { type: addressSchema }`: what the inner schema leads to. */
function embed(name: string, node: Node, schema: Schema, context: FrameworkContext): void {
  const type = settingOf(node, "type", context);
  const inner = type?.type === "ArrayExpression" && type.elements[0] ? unwrap(type.elements[0]) : (type ?? node);
  if (inner.type === "ObjectExpression") return;
  for (const one of schemaAt(inner, context)?.associations ?? [])
    schema.associations.push({ ...one, name: `${name}.${one.name}`, foreignKey: `${name}.${one.foreignKey}` });
}

/** What a field leads to: one model, many, or one that each record names itself. */
function readReference(name: string, holder: Node, many: boolean, schema: Schema, context: FrameworkContext): void {
  const polymorphic = settingOf(holder, "refPath", context) !== null;
  const target = refOf(holder, context);
  if (target === null && !polymorphic) return;
  const kind = many ? "has-many" : "belongs-to";
  schema.associations.push({ kind, name, target, through: null, polymorphic, foreignKey: name, line: lineOf(holder) });
}

export function readField(
  name: string,
  spec: Node,
  many: boolean,
  schema: Schema,
  context: FrameworkContext,
  depth: number,
): void {
  const type = settingOf(spec, "type", context);
  const inner = type?.type === "ArrayExpression" && type.elements[0] ? unwrap(type.elements[0]) : null;
  const holder = inner !== null && settingOf(inner, "ref", context) !== null ? inner : spec;
  readReference(name, holder, many || inner !== null, schema, context);
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
