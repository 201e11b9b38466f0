/** Reads GraphQL schemas from code: SDL in template strings, type-graphql, Nest, graphql-js, Pothos and Nexus. */
import { calleeName, keyName, type Node } from "../ast.js";
import { defineFramework, type FrameworkContext } from "../framework.js";
import { readBuilder } from "./graphql/builders.js";
import { readFieldMap, readReturnedMap } from "./graphql/field-maps.js";
import { readObjectType, readSchemaRoots } from "./graphql/object-types.js";
import { readResolverClass } from "./graphql/resolver-classes.js";
import { readResolverMap } from "./graphql/resolver-maps.js";
import { readSdl, readSdlText } from "./graphql/sdl.js";

const TYPE_NAME = /^[A-Z]\w*$/;

export const graphql = defineFramework({
  id: "graphql",
  visit: {
    TaggedTemplateExpression(node, context) {
      if (/^(gql|graphql)$/i.test(node.tag.type === "Identifier" ? node.tag.name : "")) readSdl(node.quasi, context);
    },
    TemplateLiteral(node, context) {
      if (context.ancestors.at(-1)?.type !== "TaggedTemplateExpression" && isSchemaText(node)) readSdl(node, context);
    },
    ClassDeclaration: (node, context) => readResolverClass(node, context),
    NewExpression(node, context) {
      const made = calleeName(node);
      if (made === "GraphQLObjectType") readObjectType(node, context);
      else if (made === "GraphQLSchema") readSchemaRoots(node.arguments[0], context);
    },
    CallExpression(node, context) {
      if (calleeName(node) === "buildSchema") readSdlText(node.arguments[0], context);
      readBuilder(node, context);
    },
    VariableDeclarator(node, context) {
      if (context.owner === "" && node.init && node.id.type === "Identifier")
        readFieldMap({ kind: "local", name: node.id.name }, node.init, context);
    },
    AssignmentExpression(node, context) {
      if (context.owner === "" && node.right.type === "ObjectExpression")
        readFieldMap(context.origin(node.left), node.right, context);
    },
    ExportDefaultDeclaration(node, context) {
      readFieldMap({ kind: "local", name: "default" }, node.declaration, context);
    },
    ReturnStatement(node, context) {
      readReturnedMap(node.argument, context.owner, context);
    },
    ArrowFunctionExpression(node, context) {
      readReturnedMap(node.body, context.keyOf(node), context);
    },
    ObjectProperty(node, context) {
      const type = keyName(node.key, node.computed);
      if (type !== null && TYPE_NAME.test(type) && answersTypes(type, context))
        readResolverMap(type, node.value, context);
    },
  },
});

const isSchemaText = (node: Node & { type: "TemplateLiteral" }): boolean =>
  /#\s*graphql/i.test(node.quasis[0]?.value.raw ?? "") ||
  (node.leadingComments ?? []).some((comment) => /^\s*graphql\s*$/i.test(comment.value)) ||
  node.quasis.some((quasi) =>
    /\b(type\s+(Query|Mutation|Subscription)\b|extend type\s|schema\s*{)/.test(quasi.value.raw),
  );

/** `{ Query: … }` anywhere, and any type in an object that is called resolvers. */
function answersTypes(type: string, context: FrameworkContext): boolean {
  if (/^(Query|Mutation|Subscription)$/.test(type)) return true;
  const holder = context.ancestors.at(-2);
  if (holder?.type === "VariableDeclarator")
    return holder.id.type === "Identifier" && /resolvers?$/i.test(holder.id.name);
  return holder?.type === "ObjectProperty" && keyName(holder.key, holder.computed) === "resolvers";
}
