/** Turns `router.get(path, …)`, `router.route(path).post(…)` and `router.use(path, …)` into routes and mounts, whatever framework the router is of. */
import type { Origin } from "../../../../model/file-facts.js";
import type { TextParts } from "../../../../model/fragments.js";
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
import { flatten, guardOf, readHandlers } from "./http/handlers.js";
import { looksLikePath, type PathValue, pathsOf } from "./http/path-values.js";
import { noteRouter } from "./http/state.js";
import { madeBy, routerOf } from "./http/symbols.js";

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
};

export const httpVerbs = defineFramework({
  id: "http-verbs",
  visit: {
    CallExpression(node, context) {
      const callee = unwrap(node.callee);
      if (!isMember(callee)) return;
      const name = methodName(callee, context);
      if (name === null) {
        readGivenMethod(node, callee, context);
        return;
      }
      if (Object.hasOwn(METHODS, name)) readVerb(node, callee, METHODS[name]!, context);
      else if (name === "use") readUse(node, callee, context);
      else if (name === "route" || name === "register") readObjectRoutes(node, callee, context);
      if (name === "register") readListedMethods(node, callee, context);
    },
  },
});

/** Name of the method, also where a loop gives it: `methods.forEach((m) => app[m](…))`. */
function methodName(callee: MemberNode, context: FrameworkContext): string | null {
  const name = memberName(callee);
  if (name !== null || !callee.computed) return name;
  return context.string(callee.property)?.toLowerCase() ?? null;
}

/** `router[verb](path, handler)` in a function that is told the verb. */
function readGivenMethod(node: CallNode, callee: MemberNode, context: FrameworkContext): void {
  const [path, ...handlers] = argumentsOf(node);
  const method = context.origin(callee.property);
  if (!callee.computed || method.kind !== "param" || path === undefined || handlers.length === 0) return;
  const router = routerOf(callee.object, context);
  if (router === null || !isHandler(handlers.at(-1)!, context)) return;
  for (const value of pathsOf(path, context).filter(looksLikePath)) {
    emitRoute(router, value, [], readHandlers(handlers, context), lineOf(node), context, { methodParts: [method] });
  }
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
  if (args.length < 2) return;
  const named = args.length > 2 && isText(args[0]!, context) && isText(args[1]!, context);
  const path = args[named ? 1 : 0]!;
  const handlers = args.slice(named ? 2 : 1);
  if (path.type === "SpreadElement" || !isHandler(handlers.at(-1)!, context)) return;
  emitRoutes(callee.object, path, method, handlers, node, context);
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
  const paths = pathsOf(path, context);
  if (origin === null) return;
  // koa-router takes "users.list" as it stands, below a prefix.
  const known = paths.length > 0 && madeBy(context.value(router)) !== null;
  if (!known && (paths.length === 0 || !paths.every(looksLikePath))) {
    if (paths.length === 0 && origin.kind !== "unknown") emitUnknown(origin, method, node, context);
    return;
  }
  const last = handlers.at(-1)!;
  const handled =
    last.type === "ObjectExpression"
      ? readHandlers([last, propertyOf(last, "handler") ?? last], context)
      : readHandlers(handlers, context);
  const callee = unwrap(node.callee);
  const line = isMember(callee) ? lineOf(callee.property) : lineOf(node);
  for (const value of paths) emitRoute(origin, value, [method], handled, line, context);
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
function emitUnknown(origin: Origin, method: string, node: CallNode, context: FrameworkContext): void {
  const parts = [{ kind: "unknown" as const, name: textOf(node.arguments[0]!) }];
  emitRoute(
    origin,
    { path: null, parts },
    [method],
    { handler: null, handlerOrigin: null, guards: [] },
    lineOf(node),
    context,
  );
}

export function emitRoute(
  router: Origin,
  value: PathValue,
  methods: readonly string[],
  handled: ReturnType<typeof readHandlers>,
  line: number,
  context: FrameworkContext,
  more: { readonly methodParts?: TextParts } = {},
): void {
  noteRouter(context, router);
  const path = value.parts === null ? { path: value.path } : { path: null, pathParts: value.parts };
  context.emit({ kind: "route", framework: "http", router, methods, ...path, ...handled, ...more, line });
}

/** Fastify and hapi: `server.route({ method, url | path, handler })`, or a list of such. */
function readObjectRoutes(node: CallNode, callee: MemberNode, context: FrameworkContext): void {
  const first = node.arguments[0];
  if (!first) return;
  const given = context.follow(unwrap(first));
  const objects =
    given.type === "ArrayExpression"
      ? given.elements.map((one) => (one ? context.follow(unwrap(one)) : null))
      : [given];
  for (const object of objects) {
    if (object?.type !== "ObjectExpression") continue;
    const path = propertyOf(object, "url") ?? propertyOf(object, "path");
    const method = propertyOf(object, "method");
    const router = routerOf(callee.object, context);
    if (path === null || method === null || router === null) continue;
    const listed = context.literal(method);
    const methods = (Array.isArray(listed) ? listed : [listed]).filter((one) => typeof one === "string");
    const handler = propertyOf(object, "handler") ?? propertyOf(propertyOf(object, "options"), "handler");
    const handled = readHandlers(handler === null ? [] : [object, handler], context);
    const upper = methods.map((one) => (one === "*" ? "ANY" : one.toUpperCase()));
    for (const value of pathsOf(path, context)) emitRoute(router, value, upper, handled, lineOf(object), context);
  }
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

function readUse(node: CallNode, callee: MemberNode, context: FrameworkContext): void {
  const parent = routerOf(callee.object, context);
  const args = argumentsOf(node);
  if (parent === null || args.length === 0) return;
  const first = args[0]!;
  const paths = isFunction(first) || isCall(first) ? [] : pathsOf(first, context).filter(looksLikePath);
  const literalPath = paths.length > 0 && (args.length > 1 || paths.every((one) => one.path !== null));
  // `use(router)`: a lone symbol is a router or middleware, not a path.
  const hasPath = literalPath && (args.length > 1 || !(first.type === "Identifier" || isMember(first)));
  const children = flatten(hasPath ? args.slice(1) : args, context);
  const prefixes: readonly PathValue[] = hasPath ? paths : [{ path: "", parts: null }];
  for (const prefix of prefixes) {
    children.forEach((child, index) => {
      const before = children.slice(0, index).map((one) => guardOf(one, context));
      mountChild(parent, child, prefix, hasPath, before, node, context);
    });
  }
}

type Guards = ReturnType<typeof readHandlers>["guards"];

function mountChild(
  parent: Origin,
  child: Node,
  prefix: PathValue,
  hasPath: boolean,
  guards: Guards,
  node: CallNode,
  context: FrameworkContext,
): void {
  const line = lineOf(node);
  if (isFunction(child)) {
    // A handler without `next` ends the request: everything below the path is answered here.
    const last = child.params.at(-1);
    const passes = last?.type === "Identifier" && /^_?next$/i.test(last.name);
    if (hasPath && child.params.length <= 2 && child.params.length > 0 && !passes) {
      emitRoute(parent, prefix, ["ANY"], readHandlers([child], context), line, context);
    }
    return;
  }
  const below = koaMount(child, context);
  const target = routesOwner(below?.child ?? child);
  const origin = routerOf(target, context);
  if (origin === null) return;
  noteRouter(context, parent);
  const path = below === null ? prefix : below.prefix;
  const fixed = path.parts === null ? { prefix: path.path } : { prefix: null, prefixParts: path.parts };
  const args = isCall(target)
    ? { args: target.arguments.map((one) => (isText(one, context) ? [context.string(one)!] : context.parts(one))) }
    : {};
  context.emit({
    kind: "mount",
    framework: "http",
    parent,
    child: origin,
    ...fixed,
    childName: textOf(child),
    guards,
    ...args,
    line,
  });
}

/** `other.routes()` and `other.middleware()` stand for the router itself. */
function routesOwner(node: Node): Node {
  if (
    isCall(node) &&
    isMember(node.callee) &&
    /^(routes|middleware|getRouter|callback)$/.test(memberName(node.callee) ?? "")
  ) {
    const owner = unwrap(node.callee.object);
    return /^(routes|middleware)$/.test(memberName(node.callee) ?? "") ? owner : node;
  }
  return node;
}

/** koa-mount: `app.use(mount("/x", other))`. */
function koaMount(node: Node, context: FrameworkContext): { child: Node; prefix: PathValue } | null {
  if (!isCall(node) || !context.isFrom(node, "koa-mount", "()")) return null;
  const [first, second] = argumentsOf(node);
  if (first === undefined) return null;
  if (second === undefined) return { child: first, prefix: { path: "", parts: null } };
  const prefix = pathsOf(first, context)[0];
  return prefix === undefined ? null : { child: second, prefix };
}
