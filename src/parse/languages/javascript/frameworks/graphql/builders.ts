/** Turns calls of Pothos (`builder.queryField("x", …)`) and Nexus (`extendType({ type, definition })`) into fields. */
import type { GraphqlField } from "../../../../../model/fragments.js";
import {
  argumentsOf,
  type CallNode,
  calleeName,
  isCall,
  isFunction,
  isMember,
  lineOf,
  type MaybeNode,
  propertyOf,
  receiverOf,
} from "../../ast.js";
import type { FrameworkContext } from "../../framework.js";
import { fieldsIn } from "./field-maps.js";

const MADE = /^(query|mutation|subscription|relayMutation)(Field|Fields|Type)$/;

export function readBuilder(node: CallNode, context: FrameworkContext): void {
  const name = calleeName(node) ?? "";
  const [first, second] = argumentsOf(node);
  if (name === "extendType" || name === "objectType") {
    if (first?.type !== "ObjectExpression") return;
    const type = context.string(propertyOf(first, "type") ?? propertyOf(first, "name"));
    if (type !== null) add(type, definedIn(propertyOf(first, "definition"), context), node, context);
    return;
  }
  const made = MADE.exec(name);
  if (made === null) return;
  const type = made[1] === "relayMutation" ? "Mutation" : made[1]![0]!.toUpperCase() + made[1]!.slice(1);
  const single = made[2] === "Field" ? (context.string(first) ?? context.string(propertyOf(first, "name"))) : null;
  if (single !== null)
    add(type, [{ name: single, handler: null, handlerOrigin: null, line: lineOf(node) }], node, context);
  else if (first?.type === "ObjectExpression") {
    add(type, fieldsIn(propertyOf(first, "fields"), context).fields, node, context);
    add(type, definedIn(propertyOf(first, "definition"), context), node, context);
  } else if (isFunction(first)) {
    const fields = made[2] === "Fields" ? fieldsIn(first, context).fields : [];
    add(type, fields.length > 0 ? fields : definedIn(first, context), node, context);
  }
  if (made[2] === "Type") add(type, fieldsIn(propertyOf(second, "fields"), context).fields, node, context);
}

function add(type: string, fields: readonly GraphqlField[], node: CallNode, context: FrameworkContext): void {
  if (fields.length === 0) return;
  const line = lineOf(node);
  context.emit({ kind: "graphql-fields", as: "schema", type, origin: null, fields, spread: [], line });
}

/** Nexus: `definition(t) { t.field("x", …); t.list.string("y") }`. */
function definedIn(definition: MaybeNode, context: FrameworkContext): GraphqlField[] {
  if (!isFunction(definition) || definition.body.type !== "BlockStatement") return [];
  return definition.body.body.flatMap((statement) => {
    if (statement.type !== "ExpressionStatement" || !isCall(statement.expression)) return [];
    const call = statement.expression;
    const name = context.string(call.arguments[0]) ?? context.string(propertyOf(argumentsOf(call)[0], "name"));
    const receiver = receiverOf(call);
    if (name === null || receiver === null || !(receiver.type === "Identifier" || isMember(receiver))) return [];
    return [{ name, handler: null, handlerOrigin: null, line: lineOf(statement) }];
  });
}
