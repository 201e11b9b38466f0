/** Turns route objects, `{ method, url | path, handler }`, given to a server or kept in a module for one, into routes. */
import type { Origin } from "../../../../../model/file-facts.js";
import {
  argumentsOf,
  type CallNode,
  calleeName,
  isCall,
  lineOf,
  type MemberNode,
  type Node,
  propertyOf,
  unwrap,
} from "../../ast.js";
import { textOf } from "../../calls.js";
import type { FrameworkContext } from "../../framework.js";
import { extend } from "../../origins.js";
import { readHandlers } from "./handlers.js";
import { pathsOf } from "./path-values.js";
import { emitRoute } from "./routes.js";
import { noteRouter } from "./state.js";
import { routerOf } from "./symbols.js";

/** Fastify and hapi: `server.route(object)` or a list of such, here or in another file. */
export function readObjectRoutes(node: CallNode, callee: MemberNode, context: FrameworkContext): void {
  const [first, ...more] = argumentsOf(node);
  const router = routerOf(callee.object, context);
  if (first === undefined || router === null) return;
  for (const element of elementsOf(first, context)) {
    if (element.type === "ObjectExpression") emitObject(router, element, [], context);
    else if (more.length === 0) mountList(router, element, context);
  }
}

/** Hono with OpenAPI: `app.openapi(createRoute({ method, path }), handler)`. */
export function readOpenapi(node: CallNode, callee: MemberNode, context: FrameworkContext): void {
  const [first, ...handlers] = argumentsOf(node);
  const router = routerOf(callee.object, context);
  if (first === undefined || router === null) return;
  const object = describedRoute(first, context);
  if (object === null) mountList(router, first, context);
  else emitObject(router, object, handlers, context);
}

/** A route or a list of routes that a module keeps for others: the symbol is a router of its own. */
export function readRouteList(symbol: Origin, input: Node, context: FrameworkContext): void {
  const node = unwrap(input);
  const described: ObjectNode | null = isRouteObject(node) ? node : isCall(node) ? describedRoute(node, context) : null;
  if (described !== null) emitObject(symbol, described, [], context);
  if (node.type === "ArrayExpression") {
    const elements = elementsOf(node, context);
    if (!elements.some(isRouteObject) && !/route/i.test(context.path)) return;
    for (const element of elements) {
      if (isRouteObject(element)) emitObject(symbol, element, [], context);
      else mountList(symbol, element, context);
    }
  } else if (node.type === "ObjectExpression" && described === null) {
    for (const property of node.properties) {
      if (property.type !== "ObjectProperty" || !isRouteObject(property.value)) continue;
      if (property.key.type === "Identifier" && !property.computed)
        emitObject(extend(symbol, property.key.name), property.value, [], context);
    }
  }
}

function elementsOf(input: Node, context: FrameworkContext): Node[] {
  const given = context.follow(unwrap(input));
  if (given.type !== "ArrayExpression") return [given.type === "ObjectExpression" ? given : unwrap(input)];
  return given.elements.flatMap((one) => {
    if (one === null) return [];
    return elementsOf(one.type === "SpreadElement" ? one.argument : one, context);
  });
}

/** Routes kept elsewhere; a list that is gone through one by one is the list. */
function mountList(parent: Origin, node: Node, context: FrameworkContext): void {
  const origin = context.origin(node);
  if (origin.kind !== "import" && origin.kind !== "local") return;
  const members = origin.members?.at(-1) === "[]" ? origin.members.slice(0, -1) : (origin.members ?? []);
  noteRouter(context, parent);
  const place = { childName: textOf(node), line: lineOf(node) };
  context.emit({ kind: "mount", framework: "http", parent, child: { ...origin, members }, prefix: "", ...place });
}

type ObjectNode = Node & { type: "ObjectExpression" };

const isRouteObject = (node: Node): node is ObjectNode =>
  node.type === "ObjectExpression" &&
  propertyOf(node, "method") !== null &&
  (propertyOf(node, "path") ?? propertyOf(node, "url")) !== null &&
  (propertyOf(node, "handler") ?? propertyOf(node, "options") ?? propertyOf(node, "config")) !== null;

/** The settings in `createRoute({ method, path, … })`. */
function describedRoute(input: Node, context: FrameworkContext): ObjectNode | null {
  const call = context.follow(unwrap(input));
  if (!isCall(call) || calleeName(call) !== "createRoute" || call.arguments[0] === undefined) return null;
  const settings = context.follow(unwrap(call.arguments[0]));
  return settings.type === "ObjectExpression" && propertyOf(settings, "path") !== null ? settings : null;
}

function emitObject(router: Origin, object: ObjectNode, handlers: readonly Node[], context: FrameworkContext): void {
  const path = propertyOf(object, "url") ?? propertyOf(object, "path");
  const method = propertyOf(object, "method");
  if (path === null || method === null) return;
  const listed = context.literal(method);
  const methods = (Array.isArray(listed) ? listed : [listed]).filter((one) => typeof one === "string");
  const handler = propertyOf(object, "handler") ?? propertyOf(propertyOf(object, "options"), "handler");
  const own = handler === null ? [] : [object, handler];
  const handled = readHandlers(handlers.length > 0 ? handlers : own, context);
  const upper = methods.map((one) => (one === "*" ? "ANY" : one.toUpperCase()));
  for (const value of pathsOf(path, context)) emitRoute(router, value, upper, handled, lineOf(object), context);
}
