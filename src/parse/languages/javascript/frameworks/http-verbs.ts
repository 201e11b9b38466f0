/** Turns `router.get(path, …)`, `router.route(path).post(…)` and `router.use(path, …)` into routes and mounts, whatever framework the router is of. */
import type * as t from "@babel/types";
import type { Origin } from "../../../../model/file-facts.js";
import {
  argumentsOf,
  type CallNode,
  isCall,
  isFunction,
  isMember,
  lineOf,
  type MemberNode,
  memberName,
  type Node,
  propertyOf,
  unwrap,
} from "../ast.js";
import { textOf } from "../calls.js";
import { defineFramework, type FrameworkContext } from "../framework.js";
import { flatten, readHandlers } from "./http/handlers.js";
import { looksLikePath, pathsOf } from "./http/path-values.js";
import { readObjectRoutes, readOpenapi } from "./http/route-objects.js";
import { emitRoute } from "./http/routes.js";
import { isServerLike } from "./http/server-like.js";
import { madeBy, routerOf } from "./http/symbols.js";
import { readBelow, readUse } from "./http/uses.js";

const METHODS: Readonly<Record<string, string>> = {
  get: "GET",
  post: "POST",
  put: "PUT",
  patch: "PATCH",
  delete: "DELETE",
  del: "DELETE",
  head: "HEAD",
  opts: "OPTIONS",
  options: "OPTIONS",
  all: "ANY",
  any: "ANY",
  ws: "WS",
  trace: "TRACE",
  // WebDAV's, which Express and Koa's routers have as methods too: those of names that little else has.
  propfind: "PROPFIND",
  proppatch: "PROPPATCH",
  mkcol: "MKCOL",
  mkcalendar: "MKCALENDAR",
  "m-search": "M-SEARCH",
};

export const httpVerbs = defineFramework({
  id: "http-verbs",
  visit: {
    CallExpression(written, context) {
      const node = directCall(written, context);
      const callee = unwrap(node.callee);
      if (!isMember(callee)) return;
      const name = methodName(callee, context);
      if (name === null) {
        readGivenMethod(node, callee, context);
        return;
      }
      if (Object.hasOwn(METHODS, name)) readVerb(node, callee, METHODS[name]!, context);
      else CALLS.get(name)?.(node, callee, context);
    },
  },
});

/** `app.get.call(app, path, …)`, `app[verb].apply(app, [path, …])` and `const get = app.get.bind(app)` as the call that they make. */
function directCall(node: CallNode, context: FrameworkContext): CallNode {
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier") {
    const held = context.binding(callee.name);
    const bound = held?.kind === "variable" && held.path.length === 0 && held.init ? unwrap(held.init) : null;
    const method = isCall(bound) && isMember(bound.callee) && memberName(bound.callee) === "bind" ? bound.callee : null;
    const inner = method === null ? null : unwrap(method.object);
    return isMember(inner) ? { ...node, callee: inner as t.MemberExpression } : node;
  }
  const inner = isMember(callee) ? unwrap(callee.object) : null;
  if (!isMember(callee) || !isMember(inner)) return node;
  const [, first, ...more] = node.arguments;
  const name = memberName(callee);
  if (name === "call" && first !== undefined)
    return { ...node, callee: inner as t.MemberExpression, arguments: [first, ...more] };
  const list = name === "apply" && first !== undefined ? unwrap(first) : null;
  if (list?.type !== "ArrayExpression") return node;
  const given = list.elements.filter((one) => one !== null);
  return { ...node, callee: inner as t.MemberExpression, arguments: given };
}

type ReadCall = (node: CallNode, callee: MemberNode, context: FrameworkContext) => void;

const CALLS: ReadonlyMap<string, ReadCall> = new Map<string, ReadCall>([
  ["use", readUse],
  ["add", readBelow],
  ["applyRoutes", readBelow],
  ["on", readChosenMethods],
  ["openapi", readOpenapi],
  ["register", readListedMethods],
  [
    "route",
    (node, callee, context) => {
      readObjectRoutes(node, callee, context);
      readBelow(node, callee, context);
    },
  ],
]);

/** Name of the method, also where a loop gives it: `methods.forEach((m) => app[m](…))`. */
function methodName(callee: MemberNode, context: FrameworkContext): string | null {
  const name = memberName(callee);
  if (name !== null || !callee.computed) return name;
  return context.string(callee.property)?.toLowerCase() ?? null;
}

/** `router[verb](path, handler)` where a caller or a list tells the verb; where nothing does, that is said. */
function readGivenMethod(node: CallNode, callee: MemberNode, context: FrameworkContext): void {
  const [path, ...handlers] = argumentsOf(node);
  if (!callee.computed || path === undefined || handlers.length === 0 || path.type === "SpreadElement") return;
  const router = routerOf(callee.object, context);
  if (router === null || !isHandler(handlers.at(-1)!, context)) return;
  const method = context.origin(inAnyCase(callee.property, context));
  const seen = isServerLike(callee.object, handlers, context);
  if (method.kind !== "param" && !seen && madeBy(context.value(callee.object)) === null) return;
  for (const value of pathsOf(path, context).filter(looksLikePath)) {
    const handled = readHandlers(handlers, context);
    emitRoute(router, value, [], handled, lineOf(node), context, { methodParts: [method], ...(seen && { seen }) });
  }
}

/** What a verb was before `toLowerCase` and the like. */
function inAnyCase(input: Node, context: FrameworkContext): Node {
  let node = unwrap(input);
  if (node.type === "Identifier") {
    const held = context.binding(node.name);
    if (held?.kind === "variable" && held.path.length === 0 && held.init) node = unwrap(held.init);
  }
  if (!isCall(node) || !isMember(node.callee)) return unwrap(input);
  return /^(to(Locale)?(Lower|Upper)Case|trim)$/.test(memberName(node.callee) ?? "") ? node.callee.object : input;
}

function readVerb(node: CallNode, callee: MemberNode, method: string, context: FrameworkContext): void {
  const args = argumentsOf(node);
  const chained = routeCall(callee.object, context);
  if (chained !== null) {
    // `route(path).all(guard).get(…)`: what comes before other verbs guards them.
    if (method === "ANY" && isMember(context.ancestors.at(-1))) return;
    if (args.length === 0 || !isHandler(args.at(-1)!, context)) return;
    emitRoutes(chained.router, chained.path, method, [...chained.guards, ...args], node, context);
    return;
  }
  const repeated = isFunction(args[0]) ? pathBefore(callee.object) : null;
  if (repeated !== null) {
    emitRoutes(callee.object, repeated, method, args, node, context);
    return;
  }
  if (args.length < 2) return;
  const named = args.length > 2 && isText(args[0]!, context) && isText(args[1]!, context);
  const path = args[named ? 1 : 0]!;
  const handlers = args.slice(named ? 2 : 1);
  if (path.type === "SpreadElement" || !isHandler(handlers.at(-1)!, context)) return;
  emitRoutes(callee.object, path, method, handlers, node, context);
}

/** Hono: `app.get("/x", list).post(add)` goes on with the path before. */
function pathBefore(input: Node): Node | null {
  const node = unwrap(input);
  if (!isCall(node) || !isMember(node.callee) || !Object.hasOwn(METHODS, memberName(node.callee) ?? "")) return null;
  const first = node.arguments[0];
  if (first === undefined || first.type === "SpreadElement") return null;
  return isFunction(first) ? pathBefore(node.callee.object) : unwrap(first);
}

const isText = (node: Node, context: FrameworkContext): boolean => context.string(node) !== null;

interface RouteCall {
  readonly router: Node;
  readonly path: Node;
  readonly guards: readonly Node[];
}

/** The `route(path)` that a chain of verbs hangs on, with what `all` put before. */
function routeCall(input: Node, context: FrameworkContext): RouteCall | null {
  let node = unwrap(input);
  const guards: Node[] = [];
  while (isCall(node) && isMember(node.callee)) {
    const name = memberName(node.callee) ?? "";
    const path = node.arguments[0];
    if (name === "route" && path !== undefined && node.arguments.length === 1) {
      return { router: node.callee.object, path: unwrap(path), guards };
    }
    if (!Object.hasOwn(METHODS, name)) return null;
    if (name === "all") guards.unshift(...argumentsOf(node));
    node = unwrap(node.callee.object);
  }
  // `const users = router.route("/users"); users.get(…)`
  if (node.type !== "Identifier") return null;
  const held = context.binding(node.name);
  const value = held?.kind === "variable" && held.path.length === 0 && held.init ? unwrap(held.init) : null;
  return value !== null && isCall(value) ? routeCall(value, context) : null;
}

/** Something that can answer a request, rather than options or data. */
function isHandler(input: Node, context: FrameworkContext): boolean {
  const node = input.type === "SpreadElement" ? input.argument : input;
  if (isFunction(node) || isCall(node) || node.type === "NewExpression" || node.type === "ConditionalExpression")
    return true;
  if (node.type === "ObjectExpression") return propertyOf(node, "handler") !== null;
  if (node.type === "ArrayExpression") return node.elements.length > 0;
  if (node.type === "Identifier" || isMember(node)) {
    const value = context.follow(node);
    return value.type !== "ObjectExpression" && typeof context.literal(node) !== "string";
  }
  return false;
}

function emitRoutes(
  router: Node,
  path: Node,
  method: string,
  handlers: readonly Node[],
  node: CallNode,
  context: FrameworkContext,
): void {
  const origin = routerOf(router, context);
  // restify: `server.get({ path: "/x", version: "1.0.0" }, handler)`
  const paths = pathsOf(propertyOf(path, "path") ?? path, context);
  if (origin === null) return;
  const seen = isServerLike(router, handlers, context);
  // koa-router takes "users.list" as it stands, below a prefix.
  const known = paths.length > 0 && madeBy(context.value(router)) !== null;
  if (!known && (paths.length === 0 || !paths.every(looksLikePath))) {
    if (paths.length === 0 && (origin.kind !== "unknown" || seen)) emitUnknown(origin, method, node, seen, context);
    return;
  }
  const last = handlers.at(-1)!;
  const handled =
    last.type === "ObjectExpression"
      ? readHandlers([last, propertyOf(last, "handler") ?? last], context)
      : readHandlers(handlers, context);
  const callee = unwrap(node.callee);
  const line = isMember(callee) ? lineOf(callee.property) : lineOf(node);
  for (const value of paths) emitRoute(origin, value, [method], handled, line, context, seen ? { seen } : {});
  mountBehind(origin, flatten(handlers, context), node, context);
}

/** `app.all("/users*", usersRouter)`: the router sees the whole path. */
function mountBehind(parent: Origin, handlers: readonly Node[], node: CallNode, context: FrameworkContext): void {
  for (const handler of handlers) {
    if (isFunction(handler)) continue;
    const child = routerOf(handler, context);
    const made = context.value(handler);
    // Only what a call gave can be a router; plain names are handlers.
    if (child === null || child.kind === "unknown" || !("members" in made) || made.members?.at(-1) !== "()") continue;
    if (made.kind === "import" && !/^[./~@#]/.test(made.source)) continue;
    context.emit({
      kind: "mount",
      framework: "http-all",
      parent,
      child,
      prefix: "",
      childName: textOf(handler),
      line: isMember(node.callee) ? lineOf(node.callee.property) : lineOf(node),
    });
  }
}

/** A path that nothing here tells: composed only where the router is real, and then said. */
function emitUnknown(origin: Origin, method: string, node: CallNode, seen: boolean, context: FrameworkContext): void {
  const parts = [{ kind: "unknown" as const, name: textOf(node.arguments[0]!) }];
  emitRoute(
    origin,
    { path: null, parts },
    [method],
    { handler: null, handlerOrigin: null, guards: [] },
    lineOf(node),
    context,
    seen ? { seen } : {},
  );
}

/** Hono: `app.on(["PUT", "PATCH"], "/x", handler)`. */
function readChosenMethods(node: CallNode, callee: MemberNode, context: FrameworkContext): void {
  const [methods, path, ...handlers] = argumentsOf(node);
  const listed = context.literal(methods);
  const named = (Array.isArray(listed) ? listed : [listed]).map((one) => String(one).toLowerCase());
  const router = routerOf(callee.object, context);
  if (path === undefined || router === null || handlers.length === 0) return;
  if (!named.every((one) => Object.hasOwn(METHODS, one))) return;
  const upper = named.map((one) => METHODS[one]!);
  for (const value of pathsOf(path, context))
    emitRoute(router, value, upper, readHandlers(handlers, context), lineOf(node), context);
}

/** koa-router: `router.register(path, ["get"], handler)`. */
function readListedMethods(node: CallNode, callee: MemberNode, context: FrameworkContext): void {
  const [path, methods, ...handlers] = argumentsOf(node);
  const listed = context.literal(methods);
  const router = routerOf(callee.object, context);
  if (!path || !Array.isArray(listed) || router === null || handlers.length === 0) return;
  const upper = listed.filter((one) => typeof one === "string").map((one) => one.toUpperCase());
  for (const value of pathsOf(path, context))
    emitRoute(router, value, upper, readHandlers(handlers, context), lineOf(node), context);
}
