/** Reads GraphQL schemas from code: SDL in template strings, and type-graphql, Nest, graphql-js, Pothos and Nexus. */
import type { Origin } from "../../../../model/file-facts.js";
import { readSchema } from "../../../graphql-schema.js";
import {
  argumentsOf,
  type CallNode,
  type ClassNode,
  calleeName,
  isCall,
  isFunction,
  isMember,
  keyName,
  lineOf,
  type Node,
  propertyOf,
  receiverOf,
  unwrap,
} from "../ast.js";
import { decoratedMembers, decorationsOf } from "../data/decorators.js";
import { defineFramework, type FrameworkContext } from "../framework.js";
import { guardOf } from "./http/handlers.js";

const DECORATORS = "type-graphql|@nestjs/graphql";
const ROOTS: Readonly<Record<string, string>> = { Query: "QUERY", Mutation: "MUTATION", Subscription: "SUBSCRIPTION" };
const GUARDS = "@nestjs/common|type-graphql";

export const graphql = defineFramework({
  id: "graphql",
  visit: {
    TaggedTemplateExpression(node, context) {
      if (/^(gql|graphql)$/i.test(node.tag.type === "Identifier" ? node.tag.name : "")) readSdl(node.quasi, context);
    },
    TemplateLiteral(node, context) {
      const parent = context.ancestors.at(-1);
      if (parent?.type === "TaggedTemplateExpression") return;
      const text = node.quasis[0]?.value.raw ?? "";
      if (
        node.quasis.some((quasi) => /\b(type|extend type)\s+(Query|Mutation|Subscription)\b/.test(quasi.value.raw)) ||
        /#graphql/.test(text)
      ) {
        readSdl(node, context);
      }
    },
    ClassDeclaration: (node, context) => readResolver(node, context),
    NewExpression(node, context) {
      if (calleeName(node) === "GraphQLObjectType") readObjectType(node.arguments[0], context);
    },
    CallExpression: (node, context) => readBuilder(node, context),
    ObjectProperty(node, context) {
      const name = keyName(node.key, node.computed);
      if (name !== null && Object.hasOwn(ROOTS, name)) readResolverMap(name, node.value, context);
    },
  },
});

function emit(
  root: string,
  field: string,
  line: number,
  context: FrameworkContext,
  handlerOrigin: Origin | null,
  handler: string | null,
  guards: ReturnType<typeof guardOf>[] = [],
): void {
  const router: Origin = { kind: "global", name: "graphql" };
  context.emit({
    kind: "route",
    framework: "graphql",
    router,
    methods: [ROOTS[root]!],
    path: field,
    handler,
    handlerOrigin,
    guards,
    line,
  });
}

/** Template with holes: what is inserted is a schema of its own. */
function readSdl(node: Node & { type: "TemplateLiteral" }, context: FrameworkContext): void {
  const text = node.quasis.map((quasi) => quasi.value.cooked ?? "").join("\n");
  for (const field of readSchema(text))
    emit(field.root, field.name, lineOf(node) + field.line - 1, context, null, null);
}

/** type-graphql and Nest: `@Query(() => [User]) users() {}`. */
function readResolver(node: ClassNode, context: FrameworkContext): void {
  if (!context.imports(DECORATORS)) return;
  const key = context.keyOf(node);
  const shared = decorationsOf(node.decorators, GUARDS, context);
  for (const member of decoratedMembers(node, DECORATORS, context)) {
    for (const decoration of member.decorations) {
      if (!Object.hasOwn(ROOTS, decoration.name)) continue;
      const options = decoration.args
        .map((argument) => context.follow(unwrap(argument)))
        .find((one) => one.type === "ObjectExpression");
      const named = decoration.args.map((argument) => context.string(argument)).find((one) => one !== null);
      const name = named ?? context.string(propertyOf(options, "name")) ?? member.name;
      const decorators =
        "decorators" in member.node ? decorationsOf(member.node.decorators as never, GUARDS, context) : [];
      const guards = [...shared, ...decorators]
        .filter((one) => /^(UseGuards|Authorized|UseMiddleware)$/.test(one.name))
        .flatMap((one) =>
          one.args.length === 0
            ? [{ name: one.name, origin: null }]
            : one.args.map((argument) => guardOf(argument, context)),
        );
      emit(
        decoration.name,
        name,
        decoration.line,
        context,
        { kind: "local", name: key, members: ["()", member.name] },
        `${key}#${member.name}`,
        guards,
      );
    }
  }
}

/** graphql-js: `new GraphQLObjectType({ name: "Query", fields: () => ({ … }) })`. */
function readObjectType(input: Node | undefined, context: FrameworkContext): void {
  const options = input === undefined ? null : context.follow(unwrap(input));
  const name = context.string(propertyOf(options, "name"))?.replace(/^Root|(Root)?Type$|Root$/g, "") ?? "";
  if (!Object.hasOwn(ROOTS, name)) return;
  readFields(name, propertyOf(options, "fields"), context);
}

/** Fields as an object, or a function that returns one, spreads of objects in the file followed. */
function readFields(root: string, input: Node | null, context: FrameworkContext): void {
  const node = input === null ? null : returned(context.follow(input));
  const fields = node === null ? null : context.follow(node);
  if (fields?.type !== "ObjectExpression") return;
  for (const property of fields.properties) {
    if (property.type === "SpreadElement") readFields(root, property.argument, context);
    else {
      const field = keyName(property.key, property.computed);
      const value = property.type === "ObjectMethod" ? property : unwrap(property.value);
      if (field === null) continue;
      const resolve = value.type === "ObjectExpression" ? propertyOf(value, "resolve") : null;
      const origin =
        resolve !== null && !isFunction(resolve)
          ? context.origin(resolve)
          : isFunction(value)
            ? null
            : context.origin(value);
      emit(root, field, lineOf(property), context, origin?.kind === "unknown" ? null : origin, null);
    }
  }
}

function returned(node: Node): Node {
  if (!isFunction(node)) return node;
  if (node.body.type !== "BlockStatement") return unwrap(node.body);
  const statement = node.body.body.find((one) => one.type === "ReturnStatement");
  return statement?.type === "ReturnStatement" && statement.argument ? unwrap(statement.argument) : node;
}

/** Pothos (`builder.queryField("x", …)`, `builder.queryType({ fields })`) and Nexus (`queryField("x", …)`, `extendType({ type, definition })`). */
function readBuilder(node: CallNode, context: FrameworkContext): void {
  const called = /^(query|mutation|subscription)(Field|Fields|Type)$/.exec(calleeName(node) ?? "");
  const [first, second] = argumentsOf(node);
  if (called === null) {
    if (calleeName(node) === "extendType" && first?.type === "ObjectExpression") {
      const type = context.string(propertyOf(first, "type")) ?? "";
      if (Object.hasOwn(ROOTS, type)) readDefinition(type, propertyOf(first, "definition"), context);
    }
    return;
  }
  const root = called[1]![0]!.toUpperCase() + called[1]!.slice(1);
  const single = called[2] === "Field" ? (context.string(first) ?? context.string(propertyOf(first, "name"))) : null;
  if (single !== null) emit(root, single, lineOf(node), context, null, null);
  else if (first?.type === "ObjectExpression") {
    readFields(root, propertyOf(first, "fields"), context);
    readDefinition(root, propertyOf(first, "definition"), context);
  } else if (first !== undefined && isFunction(first)) readFields(root, first, context);
  if (second !== undefined && called[2] === "Type") readFields(root, propertyOf(second, "fields"), context);
}

/** Nexus: `definition(t) { t.field("x", …); t.list.string("y") }`. */
function readDefinition(root: string, definition: Node | null, context: FrameworkContext): void {
  if (definition === null || !isFunction(definition) || definition.body.type !== "BlockStatement") return;
  for (const statement of definition.body.body) {
    if (statement.type !== "ExpressionStatement" || !isCall(statement.expression)) continue;
    const field = context.string(statement.expression.arguments[0]);
    const receiver = receiverOf(statement.expression);
    if (field !== null && receiver !== null && (receiver.type === "Identifier" || isMember(receiver))) {
      emit(root, field, lineOf(statement), context, null, null);
    }
  }
}

/** `{ Query: { users: … } }`: which function answers a field; the schema itself is told elsewhere. */
function readResolverMap(root: string, input: Node, context: FrameworkContext): void {
  const map = context.follow(unwrap(input));
  if (map.type !== "ObjectExpression") {
    const to = context.origin(unwrap(input));
    if (to.kind === "import" || to.kind === "local")
      context.emit({ kind: "alias", from: { kind: "string", name: `graphql:${root}` }, to, line: lineOf(input) });
    return;
  }
  for (const property of map.properties) {
    if (property.type === "SpreadElement") continue;
    const field = keyName(property.key, property.computed);
    if (field === null) continue;
    const value = property.type === "ObjectMethod" ? property : unwrap(property.value);
    const to: Origin = isFunction(value) ? { kind: "local", name: context.keyOf(value) } : context.origin(value);
    context.emit({
      kind: "alias",
      from: { kind: "string", name: `graphql:${root}.${field}` },
      to,
      line: lineOf(property),
    });
  }
}
