/** Turns `{ Query: { users: … } }` into which function answers a field; the schema itself is told elsewhere. */
import { lineOf, type Node } from "../../ast.js";
import type { FrameworkContext } from "../../framework.js";
import { fieldsFragment } from "./field-maps.js";

export function readResolverMap(type: string, input: Node, context: FrameworkContext): void {
  const fragment = fieldsFragment(input, { as: "resolvers", type, origin: null, line: lineOf(input) }, context);
  if (fragment.fields.length + fragment.spread.length > 0) context.emit(fragment);
}
