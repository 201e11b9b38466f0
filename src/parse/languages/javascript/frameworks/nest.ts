/** Reads Nest: controllers and their routes, global prefix and versions, gateways, message handlers, resolvers. https://docs.nestjs.com/controllers */
import type * as t from "@babel/types";
import type { Origin } from "../../../../model/file-facts.js";
import type { MountFragment } from "../../../../model/fragments.js";
import {
  argumentsOf,
  type CallNode,
  type ClassNode,
  calleeName,
  isCall,
  isMember,
  lineOf,
  memberName,
  type Node,
  propertyOf,
  unwrap,
} from "../ast.js";
import { textOf } from "../calls.js";
import { type DecoratedMember, type Decoration, decoratedMembers, decorationsOf } from "../data/decorators.js";
import { defineFramework, type FrameworkContext, type Parts } from "../framework.js";
import { flatten, guardOf } from "./http/handlers.js";
import { partsWithConfig, pathsOf } from "./http/path-values.js";

const COMMON = "@nestjs/common";
const SOCKETS = "@nestjs/websockets";
const MESSAGES = "@nestjs/microservices";
const METHODS: Readonly<Record<string, string>> = {
  Get: "GET",
  Post: "POST",
  Put: "PUT",
  Patch: "PATCH",
  Delete: "DELETE",
  Head: "HEAD",
  Options: "OPTIONS",
  All: "ANY",
  Sse: "GET",
};

type Guards = NonNullable<MountFragment["guards"]>;

export const nest = defineFramework({
  id: "nest",
  visit: {
    ClassDeclaration: (node, context) => readClass(node, context),
    ClassExpression: (node, context) => readClass(node, context),
    CallExpression: (node, context) => readSettings(node, context),
    // `static forRoot() { return { module: Labs, controllers: [Results] } }`
    ObjectExpression: (node, context) => {
      const module = propertyOf(node, "module");
      if (module === null || !context.imports(COMMON)) return;
      const own = module.type === "ThisExpression" && context.className !== "";
      mountControllers(node, own ? { kind: "local", name: context.className } : context.origin(module), context);
    },
  },
});

const find = (decorations: readonly Decoration[], name: string) => decorations.find((one) => one.name === name);

function readClass(node: ClassNode, context: FrameworkContext): void {
  if (!context.imports("@nestjs/common|@nestjs/websockets|@nestjs/microservices")) return;
  const own = decorationsOf(node.decorators, `${COMMON}|${SOCKETS}`, context);
  const key = context.keyOf(node);
  const origin: Origin = { kind: "local", name: key };
  const controller = find(own, "Controller");
  if (controller !== undefined) readController(node, controller, own, origin, context);
  const module = find(own, "Module");
  if (module !== undefined) readModule(module, origin, context);
  // Abstract bases carry routes for the controllers that extend them.
  for (const member of decoratedMembers(node, COMMON, context)) readRoute(member, origin, key, context);
  readMessages(node, own, key, context);
}

function readController(
  node: ClassNode,
  controller: Decoration,
  own: readonly Decoration[],
  origin: Origin,
  context: FrameworkContext,
): void {
  const first = controller.args[0] === undefined ? null : context.follow(unwrap(controller.args[0]));
  const options = first?.type === "ObjectExpression" ? first : null;
  const path = options === null ? controller.args[0] : propertyOf(options, "path");
  const values = path == null ? [{ path: "", parts: null }] : pathsOf(path, context);
  const version = versions(propertyOf(options, "version") ?? find(own, "Version")?.args[0], context);
  const host = context.string(propertyOf(options, "host"));
  for (const value of values.length === 0 ? [{ path: "", parts: null }] : values) {
    const prefix: Origin = { kind: "local", name: context.keyOf(node) };
    context.emit({
      kind: "mount",
      framework: "nest-controller",
      parent: { kind: "global", name: "nest" },
      child: prefix,
      ...(value.parts === null ? { prefix: value.path } : { prefix: null, prefixParts: value.parts }),
      guards: guardsOf(node, context),
      line: lineOf(node),
    });
  }
  const value = { versions: version, ...(host === null ? {} : { host }) };
  context.emit({ kind: "setting", framework: "nest", name: "controller", value, origin, line: lineOf(node) });
}

function versions(node: Node | null | undefined, context: FrameworkContext): string[] {
  const value = context.literal(node);
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.filter((one) => typeof one === "string");
  return node && /VERSION_NEUTRAL/.test(JSON.stringify(context.origin(node))) ? ["neutral"] : [];
}

/** Guards named by `@UseGuards`, and decorators of the app itself as "@Public": what they mean, other files say. */
function guardsOf(node: Node, context: FrameworkContext): Guards {
  const decorators = ("decorators" in node && (node.decorators as t.Decorator[] | null)) || [];
  const named = decorationsOf(decorators, COMMON, context)
    .filter((one) => one.name === "UseGuards")
    .flatMap((one) => flatten([...one.args], context).map((argument) => guardOf(argument, context)));
  const own = decorators.flatMap(({ expression }) => {
    const callee = isCall(expression) ? expression.callee : expression;
    const origin = context.origin(callee);
    const foreign = origin.kind === "import" && origin.source.startsWith("@nestjs/");
    return foreign || (origin.kind !== "import" && origin.kind !== "local")
      ? []
      : [{ name: `@${textOf(callee)}`, origin }];
  });
  return [...named, ...own];
}

function readRoute(member: DecoratedMember, router: Origin, className: string, context: FrameworkContext): void {
  for (const decoration of member.decorations) {
    const method = METHODS[decoration.name];
    if (method === undefined || !Object.hasOwn(METHODS, decoration.name)) continue;
    const path = decoration.args[0];
    const values = path === undefined ? [{ path: "", parts: null }] : pathsOf(path, context);
    const version = versions(find(member.decorations, "Version")?.args[0], context);
    for (const value of values.length === 0
      ? [{ path: null, parts: [{ kind: "unknown" as const, name: "path" }] }]
      : values) {
      context.emit({
        kind: "route",
        framework: "nest",
        router,
        methods: [method],
        ...(value.parts === null ? { path: value.path } : { path: null, pathParts: value.parts }),
        constraints: version.map((one) => `version:${one}`),
        handler: `${className}#${member.name}`,
        handlerOrigin: { kind: "local", name: className, members: ["()", member.name] },
        guards: guardsOf(member.node, context),
        line: decoration.line,
      });
    }
  }
}

/** `@Module({ controllers: [A, B] })` */
function readModule(module: Decoration, parent: Origin, context: FrameworkContext): void {
  mountControllers(module.args[0] === undefined ? null : context.follow(unwrap(module.args[0])), parent, context);
}

function mountControllers(options: Node | null, parent: Origin, context: FrameworkContext): void {
  const controllers = propertyOf(options, "controllers");
  if (controllers === null) return;
  for (const controller of flatten([controllers], context)) {
    const child = context.origin(controller);
    context.emit({ kind: "mount", framework: "nest-module", parent, child, prefix: "", line: lineOf(controller) });
  }
}

/** Gateways and message patterns: `@SubscribeMessage`, `@MessagePattern`, `@EventPattern`. */
function readMessages(node: ClassNode, own: readonly Decoration[], key: string, context: FrameworkContext): void {
  const gateway = find(own, "WebSocketGateway");
  for (const member of decoratedMembers(node, `${SOCKETS}|${MESSAGES}`, context)) {
    for (const decoration of member.decorations) {
      if (!/^(SubscribeMessage|MessagePattern|EventPattern|GrpcMethod)$/.test(decoration.name)) continue;
      const system =
        decoration.name === "SubscribeMessage"
          ? "socket.io"
          : decoration.name === "GrpcMethod"
            ? "grpc"
            : "nest-microservices";
      const handlerOrigin: Origin = { kind: "local", name: key, members: ["()", member.name] };
      const [pattern] = decoration.args;
      for (const one of pattern === undefined ? [undefined] : flatten([pattern], context)) {
        const named = channelOf(one, context);
        context.emit({ kind: "message", system, ...named, direction: "consume", handlerOrigin, line: decoration.line });
      }
    }
  }
  if (gateway !== undefined) {
    const namespace = gateway.args
      .map((one) => propertyOf(context.follow(unwrap(one)), "namespace"))
      .find((one) => one !== null);
    const value = context.string(namespace);
    if (value !== null)
      context.emit({ kind: "setting", framework: "nest", name: "gateway", value, line: gateway.line });
  }
}

function channelOf(
  node: Node | undefined,
  context: FrameworkContext,
): { channel: string | null; channelOrigin?: Origin } {
  if (node === undefined) return { channel: null };
  const value = context.literal(node);
  if (typeof value === "string") return { channel: value };
  if (typeof value === "object" && value !== null) return { channel: JSON.stringify(value) };
  return { channel: null, channelOrigin: context.origin(node) };
}

/** main.ts: `app.setGlobalPrefix("api", { exclude })`, `app.enableVersioning({ … })`; `RouterModule.register([…])`. */
function readSettings(node: CallNode, context: FrameworkContext): void {
  const name = calleeName(node);
  if (name === "setGlobalPrefix") readPrefix(node, context);
  else if (name === "enableVersioning") readVersioning(node, context);
  else if (name === "register" && context.isFrom(node.callee, "@nestjs/core", "RouterModule", "register")) {
    const list = node.arguments[0] === undefined ? null : context.follow(unwrap(node.arguments[0]));
    if (list?.type === "ArrayExpression") readTree(list.elements, [], context);
  } else if (name === "registerAs" && context.isFrom(node.callee, "@nestjs/config", "registerAs"))
    readConfig(node, context);
}

function readPrefix(node: CallNode, context: FrameworkContext): void {
  const [prefix, options] = argumentsOf(node);
  if (prefix === undefined) return;
  const parts = partsWithConfig(prefix, context);
  const fixed = context.string(prefix);
  const exclude = propertyOf(options === undefined ? null : context.follow(options), "exclude");
  const value = { prefix: fixed, exclude: excluded(exclude, context) };
  const line = lineOf(node);
  context.emit({ kind: "setting", framework: "nest", name: "global-prefix", value, line });
  if (fixed === null) {
    const child: Origin = { kind: "global", name: "nest" };
    context.emit({
      kind: "mount",
      framework: "nest-prefix",
      parent: child,
      child,
      prefix: null,
      prefixParts: parts ?? [{ kind: "unknown", name: "prefix" }],
      line,
    });
  }
}

function excluded(list: Node | null, context: FrameworkContext): { path: string; method: string | null }[] {
  return flatten(list === null ? [] : [list], context).flatMap((one) => {
    const object = context.follow(one);
    const given = object.type === "ObjectExpression" ? propertyOf(object, "method") : null;
    const path = context.string(object.type === "ObjectExpression" ? propertyOf(object, "path") : one);
    return path === null ? [] : [{ path, method: given !== null && isMember(given) ? memberName(given) : null }];
  });
}

function readVersioning(node: CallNode, context: FrameworkContext): void {
  const options = node.arguments[0] === undefined ? null : context.follow(unwrap(node.arguments[0]));
  const type = propertyOf(options, "type");
  const kind = type !== null && isMember(type) ? memberName(type) : "URI";
  const prefix = propertyOf(options, "prefix");
  const value = {
    kind: kind ?? "URI",
    prefix: prefix?.type === "BooleanLiteral" ? "" : (context.string(prefix) ?? "v"),
    default: versions(propertyOf(options, "defaultVersion"), context),
  };
  context.emit({ kind: "setting", framework: "nest", name: "versioning", value, line: lineOf(node) });
}

function readTree(elements: readonly (Node | null)[], above: Parts, context: FrameworkContext): void {
  for (const element of elements) {
    const route = element === null ? null : context.follow(unwrap(element));
    if (route?.type !== "ObjectExpression") {
      // Children may be modules by themselves.
      if (route !== null) mountModule(route, above, context);
      continue;
    }
    const path = propertyOf(route, "path");
    const own = path === null ? [""] : (partsWithConfig(path, context) ?? [{ kind: "unknown" as const, name: "path" }]);
    const module = propertyOf(route, "module");
    const steps = [...above, "/", ...own];
    if (module !== null) mountModule(module, steps, context);
    const children = propertyOf(route, "children");
    const list = children === null ? null : context.follow(children);
    if (list?.type === "ArrayExpression") readTree(list.elements, steps, context);
  }
}

function mountModule(module: Node, steps: Parts, context: FrameworkContext): void {
  const child = context.origin(module);
  const parent: Origin = { kind: "global", name: "nest" };
  const prefix = { prefix: null, prefixParts: steps };
  context.emit({ kind: "mount", framework: "nest-router", parent, child, ...prefix, line: lineOf(module) });
}

/** `registerAs("app", () => ({ apiPrefix: process.env.API_PREFIX || "api" }))`: what `config.get("app.apiPrefix")` gives. */
function readConfig(node: CallNode, context: FrameworkContext): void {
  const name = context.string(node.arguments[0]);
  const factory = node.arguments[1];
  if (name === null || factory?.type !== "ArrowFunctionExpression") return;
  const body = factory.body.type === "BlockStatement" ? returned(factory.body.body) : unwrap(factory.body);
  const value = body === null ? undefined : context.literal(body);
  if (value === undefined || value === null || typeof value !== "object" || isCall(body)) return;
  const kept = Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one === "string"));
  context.emit({ kind: "setting", framework: "config", name, value: kept, line: lineOf(node) });
}

function returned(statements: readonly Node[]): Node | null {
  const statement = statements.find((one) => one.type === "ReturnStatement");
  return statement?.type === "ReturnStatement" && statement.argument ? unwrap(statement.argument) : null;
}
