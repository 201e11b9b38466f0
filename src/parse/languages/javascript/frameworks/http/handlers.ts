/** Turns the handlers of a route, as written, into what answers it and what guards it. */
import type { Origin } from "../../../../../model/file-facts.js";
import { argumentsOf, isCall, isFunction, isMember, memberName, type Node, propertyOf, unwrap } from "../../ast.js";
import { textOf } from "../../calls.js";
import type { FrameworkContext } from "../../framework.js";

export interface Handled {
  readonly handler: string | null;
  readonly handlerOrigin: Origin | null;
  readonly guards: readonly { readonly name: string; readonly origin: Origin | null }[];
}

/** Handlers given one by one or in arrays, the last answers. */
export function flatten(nodes: readonly Node[], context: FrameworkContext): Node[] {
  return nodes.flatMap((node) => {
    const value = unwrap(node);
    const inner = value.type === "SpreadElement" ? context.follow(value.argument) : value;
    const list = inner.type === "Identifier" ? context.follow(inner) : inner;
    if (list.type !== "ArrayExpression") return [value.type === "SpreadElement" ? unwrap(value.argument) : value];
    return flatten(
      list.elements.filter((element) => element !== null),
      context,
    );
  });
}

export function readHandlers(nodes: readonly Node[], context: FrameworkContext): Handled {
  const all = flatten(nodes, context);
  const last = all.at(-1);
  const guards = all.slice(0, -1).map((node) => guardOf(node, context));
  if (last === undefined) return { handler: null, handlerOrigin: null, guards };
  const { node, wrappers } = unwrapHandler(last, context);
  const options = all.length > 1 ? optionGuards(all[0]!, context) : [];
  return {
    handler: handlerName(node),
    handlerOrigin: isFunction(node) && !("id" in node && node.id) ? null : context.origin(node),
    guards: [...options, ...guards.filter((guard) => guard.name !== "…"), ...wrappers],
  };
}

/** Fastify's `{ preHandler: [app.authenticate] }`. */
function optionGuards(node: Node, context: FrameworkContext): Handled["guards"] {
  if (node.type !== "ObjectExpression") return [];
  return ["onRequest", "preValidation", "preHandler", "preParsing"].flatMap((name) => {
    const value = propertyOf(node, name);
    return value === null ? [] : flatten([value], context).map((one) => guardOf(one, context));
  });
}

export const guardOf = (node: Node, context: FrameworkContext): Handled["guards"][number] => {
  if (isCall(node)) {
    const first = node.arguments[0];
    const text = first?.type === "StringLiteral" && first.value.length < 30 ? `"${first.value}"` : "";
    return { name: `${textOf(node.callee)}(${text})`, origin: context.origin(node.callee) };
  }
  return {
    name: isFunction(node) || node.type === "ObjectExpression" ? "…" : textOf(node),
    origin: context.origin(node),
  };
};

/** The function below wrappers: `wrap(fn)`, `ctrl.list.bind(ctrl)`, `auth(role, fn)`. */
function unwrapHandler(input: Node, context: FrameworkContext): { node: Node; wrappers: Handled["guards"] } {
  const wrappers: Handled["guards"][number][] = [];
  let node = unwrap(input);
  for (let depth = 0; depth < 4 && isCall(node); depth++) {
    if (isMember(node.callee) && memberName(node.callee) === "bind") {
      node = unwrap(node.callee.object);
      continue;
    }
    const inner = argumentsOf(node).filter((one) => isFunction(one) || one.type === "Identifier" || isMember(one));
    const target = inner.findLast((one) => isFunction(one)) ?? inner.at(-1);
    if (target === undefined || (!isFunction(target) && node.arguments.length > 1 && !isLast(node, target))) break;
    if (node.arguments.length > 1) wrappers.push(guardOf(node, context));
    node = target;
  }
  return { node, wrappers };
}

const isLast = (call: Node, target: Node): boolean => isCall(call) && unwrap(call.arguments.at(-1)!) === target;

/** "controllers.user.list" as "user.list"; null for a function without a name. */
function handlerName(node: Node): string | null {
  if (isFunction(node)) return "id" in node && node.id?.type === "Identifier" ? node.id.name : null;
  if (node.type === "Identifier") return node.name;
  if (isMember(node)) return textOf(node).replace(/^(this|exports|module\.exports)\./, "");
  if (isCall(node)) return `${textOf(node.callee)}()`;
  return null;
}
