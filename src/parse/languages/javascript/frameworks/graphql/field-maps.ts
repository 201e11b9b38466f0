/** Turns objects that map names to fields into the fields they hold and the maps they spread. */
import type { Origin } from "../../../../../model/file-facts.js";
import type { GraphqlField, GraphqlFieldsFragment } from "../../../../../model/fragments.js";
import {
  argumentsOf,
  isCall,
  isFunction,
  isMember,
  keyName,
  lineOf,
  type MaybeNode,
  memberName,
  type Node,
  propertyOf,
  unwrap,
} from "../../ast.js";
import type { FrameworkContext } from "../../framework.js";

interface Fields {
  readonly fields: readonly GraphqlField[];
  readonly spread: readonly Origin[];
}

/** Files about graphql-js, where a plain object may be a map of fields. */
const LIBRARY = "graphql|graphql-compose|graphql-relay";
const NOTHING: Fields = { fields: [], spread: [] };
const join = (all: readonly Fields[]): Fields => ({
  fields: all.flatMap((one) => one.fields),
  spread: all.flatMap((one) => one.spread),
});

/** Fields given as an object, a function that returns one, `Object.assign` of several, or by a name other files know. */
export function fieldsIn(input: MaybeNode, context: FrameworkContext, depth = 0): Fields {
  if (input == null || depth > 6) return NOTHING;
  const node = returned(context.follow(unwrap(input)));
  if (node.type === "ObjectExpression")
    return join(node.properties.map((property) => fieldOf(property, context, depth)));
  if (isCall(node) && isMember(node.callee) && memberName(node.callee) === "assign")
    return join(argumentsOf(node).map((argument) => fieldsIn(argument, context, depth + 1)));
  const followed = context.follow(node);
  if (followed !== node) return fieldsIn(followed, context, depth + 1);
  const origin = context.origin(node);
  return origin.kind === "import" || origin.kind === "local" ? { fields: [], spread: [origin] } : NOTHING;
}

function fieldOf(property: Node, context: FrameworkContext, depth: number): Fields {
  if (property.type === "SpreadElement") return fieldsIn(property.argument, context, depth + 1);
  if (property.type !== "ObjectProperty" && property.type !== "ObjectMethod") return NOTHING;
  const name = keyName(property.key, property.computed);
  if (name === null) return NOTHING;
  const value = property.type === "ObjectMethod" ? property : unwrap(property.value);
  const field = { name, handler: null, handlerOrigin: answerOf(value, context), line: lineOf(property) };
  return { fields: [field], spread: [] };
}

/** The function or symbol that answers: `resolve` of a field's settings, a method, what a name stands for. */
function answerOf(value: Node, context: FrameworkContext): Origin | null {
  const resolve = value.type === "ObjectExpression" ? propertyOf(value, "resolve") : value;
  if (resolve === null) return null;
  const origin: Origin = isFunction(resolve)
    ? { kind: "local", name: context.keyOf(resolve) }
    : context.origin(resolve);
  return origin.kind === "unknown" || origin.kind === "global" ? null : origin;
}

function returned(node: Node): Node {
  if (!isFunction(node)) return node;
  if (node.body.type !== "BlockStatement") return unwrap(node.body);
  const statement = node.body.body.find((one) => one.type === "ReturnStatement");
  return statement?.type === "ReturnStatement" && statement.argument ? unwrap(statement.argument) : node;
}

export const fieldsFragment = (
  input: MaybeNode,
  place: Pick<GraphqlFieldsFragment, "as" | "type" | "origin" | "line">,
  context: FrameworkContext,
): GraphqlFieldsFragment => ({ kind: "graphql-fields", ...place, ...fieldsIn(input, context) });

/** An object kept under a name that other files may spread into a type. */
export function readFieldMap(origin: Origin, input: Node, context: FrameworkContext): void {
  const node = unwrap(input);
  if (node.type !== "ObjectExpression" || origin.kind !== "local") return;
  if (
    !(context.imports(LIBRARY) && node.properties.some((one) => hasType(one, context))) &&
    !listsImports(node, context)
  )
    return;
  context.emit(fieldsFragment(node, { as: "schema", type: null, origin, line: lineOf(node) }, context));
}

/** `const userFields = () => ({ user: { type: User } })`, spread where it is called. */
export function readReturnedMap(input: MaybeNode, owner: string, context: FrameworkContext): void {
  const node = input == null ? null : unwrap(input);
  if (node?.type !== "ObjectExpression" || owner === "" || owner.startsWith("fn@") || !context.imports(LIBRARY)) return;
  if (!node.properties.some((one) => hasType(one, context))) return;
  const origin: Origin = { kind: "local", name: owner, members: ["()"] };
  context.emit(fieldsFragment(node, { as: "schema", type: null, origin, line: lineOf(node) }, context));
}

function hasType(property: Node, context: FrameworkContext): boolean {
  if (property.type !== "ObjectProperty") return false;
  const value = context.follow(unwrap(property.value));
  return value.type === "ObjectExpression" && propertyOf(value, "type") !== null;
}

/** A barrel of imported symbols: `module.exports = { lend, giveBack }`. */
function listsImports(node: Node & { type: "ObjectExpression" }, context: FrameworkContext): boolean {
  return (
    node.properties.length > 0 &&
    node.properties.every((property) => {
      const value =
        property.type === "SpreadElement"
          ? property.argument
          : property.type === "ObjectProperty"
            ? property.value
            : null;
      const origin = value === null ? null : context.origin(unwrap(value));
      return origin?.kind === "import" && origin.source.startsWith(".");
    })
  );
}
