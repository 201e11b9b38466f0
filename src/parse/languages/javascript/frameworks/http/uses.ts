/** Turns `router.use(path, …)` and the like into mounts, and into a route where a plain function answers. */
import type { Origin } from "../../../../../model/file-facts.js";
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
  unwrap,
} from "../../ast.js";
import { textOf } from "../../calls.js";
import type { FrameworkContext, Parts } from "../../framework.js";
import { isPassedOn } from "./forwards.js";
import { flatten, guardOf, type Handled, readHandlers } from "./handlers.js";
import { looksLikePath, type PathValue, pathsOf } from "./path-values.js";
import { emitRoute } from "./routes.js";
import { noteRouter } from "./state.js";
import { routerOf } from "./symbols.js";

export function readUse(node: CallNode, callee: MemberNode, context: FrameworkContext): void {
  const parent = routerOf(callee.object, context);
  const args = argumentsOf(node);
  if (parent === null || args.length === 0) return;
  const first = args[0]!;
  const paths = isFunction(first) ? [] : firstPaths(first, args.length, context).filter(looksLikePath);
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

const NAMES_PATH = /(prefix|path|base|url|mount)[A-Za-z]*$/i;

/** A call before a router makes middleware, unless it makes a text or says that it makes a path. */
function firstPaths(first: Node, count: number, context: FrameworkContext): readonly PathValue[] {
  if (!isCall(first)) return pathsOf(first, context);
  if (count < 2) return [];
  const paths = pathsOf(first, context);
  if (paths.length > 0) return paths;
  const name = textOf(first.callee);
  return NAMES_PATH.test(name) ? [{ path: null, parts: [{ kind: "unknown", name }] }] : [];
}

function mountChild(
  parent: Origin,
  child: Node,
  prefix: PathValue,
  hasPath: boolean,
  guards: Handled["guards"],
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
  const path = below === null ? prefix : below.prefix;
  if (isPassedOn(parent, path.parts, line, context)) return;
  noteRouter(context, parent);
  const fixed = path.parts === null ? { prefix: path.path } : { prefix: null, prefixParts: path.parts };
  const args = isCall(target) ? { args: target.arguments.map((one) => partsOf(one, context)) } : {};
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

function partsOf(node: Node, context: FrameworkContext): Parts | null {
  const text = context.string(node);
  return text === null ? context.parts(node) : [text];
}

/** Hono: `app.route("/x", other)`; restify-router: `other.applyRoutes(app, "/x")`, `router.add("/x", other)`. */
export function readBelow(node: CallNode, callee: MemberNode, context: FrameworkContext): void {
  const [first, second] = argumentsOf(node);
  if (first === undefined || second === undefined) {
    if (memberName(callee) === "applyRoutes" && first !== undefined) hang(first, callee.object, null, node, context);
  } else if (memberName(callee) === "applyRoutes") hang(first, callee.object, second, node, context);
  else if (!isFunction(second) && second.type !== "ObjectExpression") hang(callee.object, second, first, node, context);
}

function hang(parent: Node, child: Node, path: Node | null, node: CallNode, context: FrameworkContext): void {
  const router = routerOf(parent, context);
  const prefix = path === null ? { path: "", parts: null } : pathsOf(path, context)[0];
  if (router !== null && prefix !== undefined && prefix.path !== null && looksLikePath(prefix))
    mountChild(router, child, prefix, path !== null, [], node, context);
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
