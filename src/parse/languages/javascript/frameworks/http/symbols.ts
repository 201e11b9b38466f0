/** Turns a router, as written, into the Origin that stands for it: the variable, field or export it is put in. */
import type { Origin } from "../../../../../model/file-facts.js";
import { isCall, isFunction, isMember, lineOf, memberName, type Node, unwrap } from "../../ast.js";
import type { FrameworkContext } from "../../framework.js";
import { extend } from "../../origins.js";

/** Methods of routers that give the router back. */
const CHAINING =
  /^(get|post|put|patch|delete|del|head|options|all|any|use|register|route|param|prefix|redirect|on|basePath|openapi|set|disable|enable|withTypeProvider)$/;

const transparent = (parent: Node, child: Node): boolean =>
  parent.type === "TSAsExpression" ||
  parent.type === "TSNonNullExpression" ||
  parent.type === "TSSatisfiesExpression" ||
  parent.type === "AwaitExpression" ||
  (isMember(parent) && parent.object === child && CHAINING.test(memberName(parent) ?? "")) ||
  (isCall(parent) && parent.callee === child) ||
  // `const app = addAsync(express())`: what wraps a router is known by the same name.
  (isCall(parent) && !isMember(parent.callee) && parent.arguments[0] === child);

/** Symbol for the value of a call chain whose enclosing nodes are `ancestors`; `receiver` is what the visited call is made on. */
export function symbolOf(node: Node, context: FrameworkContext, receiver: Node | null = null): Origin {
  let child = visitedCall(receiver, context) ?? node;
  for (let at = context.ancestors.length - 1; at >= 0; at--) {
    const parent = context.ancestors[at]!;
    if (transparent(parent, child)) {
      child = parent;
      continue;
    }
    return placeOf(parent, child, at, context) ?? anonymous(node);
  }
  return anonymous(node);
}

/** The visited call where it stands inside a chain: `new Hono().get("/", list).post("/", add)` at `get`. */
function visitedCall(receiver: Node | null, context: FrameworkContext): Node | null {
  const above = context.ancestors.at(-1);
  const call = above !== undefined && isMember(above) ? above.object : null;
  return isCall(call) && isMember(call.callee) && unwrap(call.callee.object) === receiver ? call : null;
}

const anonymous = (node: Node): Origin => ({ kind: "local", name: `router@${node.start ?? lineOf(node)}` });

function placeOf(parent: Node, child: Node, at: number, context: FrameworkContext): Origin | null {
  switch (parent.type) {
    case "VariableDeclarator":
      if (parent.id.type === "Identifier") return entity(parent.id, context);
      return null;
    case "AssignmentExpression": {
      // `var app = module.exports = express()` is known by its variable.
      const above = context.ancestors[at - 1];
      const outer = above?.type === "VariableDeclarator" || above?.type === "AssignmentExpression";
      return (outer ? placeOf(above, parent, at - 1, context) : null) ?? context.origin(parent.left);
    }
    case "ClassProperty":
    case "ClassPrivateProperty": {
      const name =
        parent.key.type === "Identifier"
          ? parent.key.name
          : parent.key.type === "PrivateName"
            ? `#${parent.key.id.name}`
            : null;
      return name === null
        ? null
        : { kind: "local", name: context.className, members: parent.static ? [name] : ["()", name] };
    }
    case "ExportDefaultDeclaration":
      return { kind: "local", name: "default" };
    case "ReturnStatement":
      return context.owner === "" ? null : { kind: "local", name: context.owner, members: ["()"] };
    default:
      if (isFunction(parent) && parent.body === child)
        return { kind: "local", name: context.keyOf(parent), members: ["()"] };
      return null;
  }
}

/** A variable stands for itself here, whatever it holds. */
function entity(id: Node & { name: string }, context: FrameworkContext): Origin {
  const binding = context.binding(id.name);
  const owner = binding?.scope.owner ?? context.owner;
  return { kind: "local", name: owner === "" ? id.name : `${owner}/${id.name}` };
}

/** The router a method is called on, through chains: `router.get(…).post(…)`. */
export function routerOf(input: Node, context: FrameworkContext): Origin | null {
  const receiver = unwrap(input);
  let node = receiver;
  let chained = false;
  while (isCall(node) && isMember(node.callee) && CHAINING.test(memberName(node.callee) ?? "")) {
    node = unwrap(node.callee.object);
    chained = true;
  }
  if (isCall(node) || node.type === "NewExpression")
    return chained || isMaker(node, context) ? symbolOf(node, context, receiver) : context.origin(node);
  const origin = context.origin(node);
  return origin.kind === "global" || origin.kind === "string" ? null : origin;
}

/** Calls and constructors that make a router or an application. */
export function isMaker(node: Node, context: FrameworkContext): boolean {
  return makerOf(node, context) !== null;
}

export interface Maker {
  readonly framework: string;
  readonly root: boolean;
}

const MAKERS: readonly (readonly [packages: string, path: string, framework: string, root: boolean])[] = [
  ["express", "()", "express", true],
  ["express", "Router.()", "express", false],
  ["express-promise-router|express-promise-router-typed|express-async-router", "()", "express", false],
  ["express-async-router", "AsyncRouter.()", "express", false],
  ["restify", "createServer.()", "restify", true],
  ["restify-router", "Router.()", "restify", false],
  ["polka|restana|tinyhttp|@tinyhttp/app", "()", "express", true],
  ["@tinyhttp/app", "App.()", "express", true],
  ["router|find-my-way", "()", "express", false],
  ["koa", "()", "koa", true],
  ["@koa/router|koa-router|koa-better-router|koa-joi-router|koa-tree-router", "()", "koa", false],
  ["@koa/router|koa-router", "Router.()", "koa", false],
  ["fastify", "()", "fastify", true],
  ["fastify", "fastify.()", "fastify", true],
  ["@hapi/hapi|hapi", "server.()", "hapi", true],
  ["@hapi/hapi|hapi", "Server.()", "hapi", true],
  ["hono|@hono/zod-openapi", "Hono.()", "hono", true],
  ["@hono/zod-openapi", "OpenAPIHono.()", "hono", true],
  ["json-server", "create.()", "express", true],
  ["uWebSockets.js", "App.()", "uws", true],
  ["uWebSockets.js", "SSLApp.()", "uws", true],
];

const BY_PATH = new Map(
  MAKERS.flatMap(([packages, path, framework, root]) =>
    packages.split("|").map((name) => [`${name}#${path}`, { framework, root }] as const),
  ),
);

export function makerOf(node: Node, context: FrameworkContext): Maker | null {
  if (!isCall(node) && node.type !== "NewExpression") return null;
  return madeBy(extend(context.value(node.callee), "()"));
}

/** What made the value an origin stands for: {import koa-router default ["()"]} -> a Koa router. */
export function madeBy(origin: Origin): Maker | null {
  if (origin.kind !== "import" || origin.source.startsWith(".")) return null;
  const named = origin.name === "default" || origin.name === "*" ? [] : [origin.name];
  const path = [...named, ...(origin.members ?? [])];
  if (path[0] === "default") path.shift();
  return BY_PATH.get(`${origin.source}#${path.join(".")}`) ?? null;
}
