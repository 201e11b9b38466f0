/** Turns graphql-js's `new GraphQLObjectType` and `new GraphQLSchema` into types and roots. */
import type * as t from "@babel/types";
import type { GraphqlRootFragment } from "../../../../../model/fragments.js";
import { lineOf, type MaybeNode, propertyOf, unwrap } from "../../ast.js";
import type { FrameworkContext } from "../../framework.js";
import { symbolOf } from "../http/symbols.js";
import { fieldsFragment } from "./field-maps.js";

export function readObjectType(node: t.NewExpression, context: FrameworkContext): void {
  const options = node.arguments[0] === undefined ? null : context.follow(unwrap(node.arguments[0]));
  const type = context.string(propertyOf(options, "name"));
  const place = { as: "schema", type, origin: symbolOf(node, context), line: lineOf(node) } as const;
  context.emit(fieldsFragment(propertyOf(options, "fields"), place, context));
}

const OPERATIONS: readonly (readonly [string, GraphqlRootFragment["operation"]])[] = [
  ["query", "QUERY"],
  ["mutation", "MUTATION"],
  ["subscription", "SUBSCRIPTION"],
];

export function readSchemaRoots(input: MaybeNode, context: FrameworkContext): void {
  const options = input == null ? null : context.follow(unwrap(input));
  for (const [name, operation] of OPERATIONS) {
    const given = propertyOf(options, name);
    const value = given === null ? null : unwrap(given);
    if (value === null) continue;
    const origin = value.type === "NewExpression" ? symbolOf(value, context) : context.origin(value);
    context.emit({ kind: "graphql-root", operation, type: null, origin, line: lineOf(value) });
  }
}
