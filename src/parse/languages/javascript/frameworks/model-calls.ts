/** Reads calls of model classes and records: which model, read or written; `detect/` keeps those that are models. */
import type { Origin, TableUse } from "../../../../model/file-facts.js";
import {
  type CallNode,
  type ClassNode,
  calleeName,
  isMember,
  keyName,
  lineOf,
  memberName,
  type Node,
  receiverOf,
} from "../ast.js";
import { chainAfter, lastName, modelAt } from "../data/chains.js";
import { settingOf } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const list = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

/** Sequelize, Mongoose, TypeORM, Objection, Bookshelf and MikroORM agree on what these words mean. */
const READ = list(`
  find findAll findOne findById findByPk findBy findByIds findOneBy findOneOrFail findOneByOrFail findAndCount findAndCountAll
  findAndCountBy findAllInBatches findFirst count countBy countDocuments estimatedDocumentCount exists exist exist existsBy distinct
  aggregate max min sum average where fetch fetchAll fetchPage forge select populate query createQueryBuilder getMany getOne
  paginate unscoped scope findOrFail findTrees`);
const WRITE = list(`
  create bulkCreate createMany insert insertMany insertOne insertGraph insertAndFetch upsert upsertGraph upsertMany update updateOne
  updateMany updateAll replaceOne findOneAndUpdate findOneAndDelete findOneAndRemove findOneAndReplace findByIdAndUpdate
  findByIdAndDelete findByIdAndRemove findOrCreate findCreateFind bulkWrite bulkSave save remove delete deleteOne deleteMany
  deleteById destroy truncate increment decrement restore softDelete softRemove patch patchAndFetch patchAndFetchById
  updateAndFetchById del recover persist persistAndFlush removeAndFlush nativeInsert nativeUpdate nativeDelete persistEntity`);
/** What a record itself can be asked to do. */
const RECORD_WRITE = list(
  "save update destroy remove deleteOne restore increment decrement delete softRemove reload patch del updateOne set",
);
/** What a record known by its name alone may be asked. */
const NAMED_WRITE = /^(save|update|destroy|remove|deleteOne|restore|increment|decrement|softRemove|reload)$/;
/** Builders whose mode the rest of the chain tells. */
const BUILDERS = list("query createQueryBuilder where");

/** Fields of classes that hold a repository or an injected model: class key -> field -> model. */
const fields = new WeakMap<FrameworkContext, Map<string, Origin>>();
const fieldsOf = (context: FrameworkContext): Map<string, Origin> => {
  const known = fields.get(context) ?? new Map<string, Origin>();
  fields.set(context, known);
  return known;
};

const HOLDERS =
  /^(Repository|TreeRepository|MongoRepository|EntityRepository|Model|ReturnModelType|ModelType|SoftDeleteModel)$/;

/** The model in `Repository<User>`, `Model<UserDocument>`; with `@InjectModel(User.name)` or `@InjectRepository(User)` that one. */
function heldModel(parameter: Node, context: FrameworkContext): Origin | null {
  const decorators = "decorators" in parameter && Array.isArray(parameter.decorators) ? parameter.decorators : [];
  for (const decorator of decorators as { expression: Node }[]) {
    const call = decorator.expression;
    if (call.type !== "CallExpression" || !/^Inject(Model|Repository)$/.test(calleeName(call) ?? "")) continue;
    const argument = call.arguments[0];
    if (argument === undefined) continue;
    const name = context.string(argument);
    if (name !== null) return { kind: "string", name };
    const named = isMember(argument) && memberName(argument) === "name" ? argument.object : argument;
    return context.origin(named);
  }
  const annotation = "typeAnnotation" in parameter ? (parameter.typeAnnotation as Node | null) : null;
  const type = annotation?.type === "TSTypeAnnotation" ? annotation.typeAnnotation : null;
  if (type?.type !== "TSTypeReference" || type.typeName.type !== "Identifier" || !HOLDERS.test(type.typeName.name))
    return null;
  const inner = (type.typeParameters ?? (type as { typeArguments?: { params: Node[] } }).typeArguments)?.params[0];
  if (inner?.type !== "TSTypeReference" || inner.typeName.type !== "Identifier") return null;
  return context.origin(inner.typeName);
}

function readClass(node: ClassNode, context: FrameworkContext): void {
  const key = context.keyOf(node);
  for (const member of node.body.body) {
    if (member.type === "ClassProperty") {
      const model = heldModel(member, context);
      const name = keyName(member.key, member.computed ?? false);
      if (model !== null && name !== null) fieldsOf(context).set(`${key}.${name}`, model);
    }
    if (member.type !== "ClassMethod" || member.kind !== "constructor") continue;
    for (const parameter of member.params) {
      const inner = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter;
      const holder = parameter.type === "TSParameterProperty" && parameter.decorators?.length ? parameter : inner;
      const model = heldModel(holder, context) ?? heldModel(inner, context);
      if (model !== null && inner.type === "Identifier") fieldsOf(context).set(`${key}.${inner.name}`, model);
    }
  }
}

/** `this.users.find()`: the model that the field holds. */
function fieldModel(origin: Origin, context: FrameworkContext): Origin | null {
  if (origin.kind !== "local" || origin.members?.[0] !== "()" || origin.members[1] === undefined) return null;
  return fieldsOf(context).get(`${origin.name}.${origin.members[1]}`) ?? null;
}

const MANAGERS = /^(em|_em|orm|fork|queryRunner|\w*[mM]anager)$/;
const REPOSITORY_MAKERS = /^get(Tree|Mongo|Custom)?Repository$/;

/** `getRepository(User)`, `manager.find(User, ...)`, `em.create(User, ...)`: the model is the first argument. */
function argumentModel(node: CallNode, receiver: Node, context: FrameworkContext): Origin | null {
  const root = receiver.type === "CallExpression" ? receiver : null;
  if (root !== null && REPOSITORY_MAKERS.test(calleeName(root) ?? "") && root.arguments[0]) {
    return namedModel(root.arguments[0] as Node, context);
  }
  const text = receiver.type === "Identifier" ? receiver.name : isMember(receiver) ? (memberName(receiver) ?? "") : "";
  if (node.arguments[0] === undefined || !MANAGERS.test(text)) return null;
  return namedModel(node.arguments[0] as Node, context);
}

function namedModel(node: Node, context: FrameworkContext): Origin | null {
  const name = context.string(node);
  return name === null ? (modelAt(context.value(node))?.model ?? null) : { kind: "string", name };
}

/** What `getRepository(User)` or `mongoose.model("User")` gives, at once or through a variable. */
function keptRepository(receiver: Node, context: FrameworkContext): Origin | null {
  let made = context.follow(receiver);
  // `new Article(body)` of a model kept in a variable.
  if (made.type === "NewExpression") made = context.follow(made.callee);
  if (made.type !== "CallExpression" || made.arguments[0] === undefined) return null;
  const method = calleeName(made) ?? "";
  if (REPOSITORY_MAKERS.test(method)) return namedModel(made.arguments[0] as Node, context);
  const name = /^(model|Model|define|discriminator)$/.test(method) ? context.string(made.arguments[0]) : null;
  return name === null ? null : { kind: "string", name };
}

/** `card: Card` as a parameter: the class that its type names. */
function typedModel(receiver: Node, context: FrameworkContext): Origin | null {
  if (receiver.type !== "Identifier") return null;
  const binding = context.binding(receiver.name);
  const declared = binding?.kind === "param" || binding?.kind === "variable" ? binding.node : null;
  const target = declared?.type === "VariableDeclarator" ? declared.id : declared;
  if (target?.type !== "Identifier" || target.typeAnnotation?.type !== "TSTypeAnnotation") return null;
  const type = target.typeAnnotation.typeAnnotation;
  return type.type === "TSTypeReference" && type.typeName.type === "Identifier" ? context.origin(type.typeName) : null;
}

/** A parameter or a variable that only a call filled says nothing of its model. */
const isBare = ({ model, record }: Touched): boolean =>
  !record && (model.kind === "param" || model.kind === "local") && !/^[A-Z]/.test(lastName(model) ?? "a");

/** `article.save()`, `req.user.update()`: a record that goes by the name of its model, as records do. */
function namedRecord(receiver: Node): Touched | null {
  const name = receiver.type === "Identifier" ? receiver.name : isMember(receiver) ? (memberName(receiver) ?? "") : "";
  if (!/^[a-z]\w+$/.test(name)) return null;
  return { model: { kind: "string", name: `${name[0]!.toUpperCase()}${name.slice(1)}` }, record: true };
}

interface Touched {
  readonly model: Origin;
  readonly record: boolean;
}

function touchedModel(node: CallNode, receiver: Node, context: FrameworkContext): Touched | null {
  const value = context.value(receiver);
  const held = fieldModel(context.origin(receiver), context) ?? fieldModel(value, context);
  const direct = held ?? argumentModel(node, receiver, context) ?? keptRepository(receiver, context);
  if (direct !== null) return { model: direct, record: false };
  const typed = typedModel(receiver, context);
  if (typed !== null && typed.kind !== "global") return { model: typed, record: true };
  const found = modelAt(value);
  if (found !== null && found.model.kind !== "global" && !isBare(found)) return found;
  return namedRecord(receiver);
}

function modeOf(
  node: CallNode,
  method: string,
  { model, record }: Touched,
  context: FrameworkContext,
): TableUse["mode"] | null {
  if (BUILDERS.has(method)) {
    const chain = chainAfter(node, context);
    return chain.some((step) => WRITE.has(step.method)) ? "write" : "read";
  }
  // A list of articles is no record: `article.find()` is an array's or a schema's own.
  if (record && model.kind === "string" && !NAMED_WRITE.test(method)) return null;
  if (WRITE.has(method) || (record && RECORD_WRITE.has(method))) return "write";
  return READ.has(method) ? "read" : null;
}

function readCall(node: CallNode, context: FrameworkContext): void {
  const method = calleeName(node);
  const receiver = receiverOf(node);
  if (method === null || receiver === null || !(READ.has(method) || WRITE.has(method) || RECORD_WRITE.has(method)))
    return;
  const touched = touchedModel(node, receiver, context);
  const mode = touched === null ? null : modeOf(node, method, touched, context);
  if (touched === null || mode === null) return;
  context.table({ table: null, model: touched.model, mode, via: "model", line: lineOf(node), within: context.within });
}

/** `include: [{ model: Account }]`, `include: [Account]`: joined rows are read. */
function readInclude(node: Node, context: FrameworkContext): void {
  const value = "value" in node ? context.follow(node.value as Node) : null;
  const elements = value?.type === "ArrayExpression" ? value.elements : [value];
  for (const element of elements) {
    if (!element || element.type === "SpreadElement") continue;
    const model = settingOf(element, "model", context) ?? element;
    if (model.type !== "Identifier" && !isMember(model)) continue;
    const origin = context.origin(model);
    if (origin.kind === "global" || origin.kind === "unknown") continue;
    context.table({
      table: null,
      model: origin,
      mode: "read",
      via: "association",
      line: lineOf(element),
      within: context.within,
    });
  }
}

export const modelCalls = defineFramework({
  id: "model-calls",
  visit: {
    ClassDeclaration: (node, context) => readClass(node, context),
    ClassExpression: (node, context) => readClass(node, context),
    CallExpression: readCall,
    ObjectProperty(node, context) {
      if (keyName(node.key, node.computed) === "include") readInclude(node, context);
    },
  },
});
