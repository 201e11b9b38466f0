/** Reads Nest: controllers and their routes, global prefix and versions, gateways, message handlers, resolvers. https://docs.nestjs.com/controllers */
import type { Origin } from "../../../../model/file-facts.js";
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
import { type DecoratedMember, type Decoration, decoratedMembers, decorationsOf } from "../data/decorators.js";
import { defineFramework, type FrameworkContext } from "../framework.js";
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

export const nest = defineFramework({
  id: "nest",
  visit: {
    ClassDeclaration: (node, context) => readClass(node, context),
    ClassExpression: (node, context) => readClass(node, context),
    CallExpression: (node, context) => readSettings(node, context),
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
      guards: guardsOf(own, context),
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

const guardsOf = (decorations: readonly Decoration[], context: FrameworkContext) =>
  decorations
    .filter((one) => one.name === "UseGuards")
    .flatMap((one) => flatten([...one.args], context).map((node) => guardOf(node, context)));

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
        guards: guardsOf(member.decorations, context),
        line: decoration.line,
      });
    }
  }
}

/** `@Module({ controllers: [A, B] })` */
function readModule(module: Decoration, parent: Origin, context: FrameworkContext): void {
  const options = module.args[0] === undefined ? null : context.follow(unwrap(module.args[0]));
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
      const named = channelOf(decoration.args[0], context);
      context.emit({ kind: "message", system, ...named, direction: "consume", handlerOrigin, line: decoration.line });
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
  const exclude = context.literal(propertyOf(options === undefined ? null : context.follow(options), "exclude"));
  const value = { prefix: fixed, exclude: excluded(exclude) };
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

function excluded(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [];
  return list.flatMap((one: unknown) => {
    if (typeof one === "string") return [one];
    const path = typeof one === "object" && one !== null && "path" in one ? one.path : null;
    return typeof path === "string" ? [path] : [];
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

function readTree(elements: readonly (Node | null)[], above: readonly string[], context: FrameworkContext): void {
  for (const element of elements) {
    const route = element === null ? null : context.follow(unwrap(element));
    if (route?.type !== "ObjectExpression") {
      // Children may be modules by themselves.
      if (route !== null) mountModule(route, above, context);
      continue;
    }
    const path = context.string(propertyOf(route, "path")) ?? "";
    const module = propertyOf(route, "module");
    const steps = [...above, path];
    if (module !== null) mountModule(module, steps, context);
    const children = propertyOf(route, "children");
    const list = children === null ? null : context.follow(children);
    if (list?.type === "ArrayExpression") readTree(list.elements, steps, context);
  }
}

function mountModule(module: Node, steps: readonly string[], context: FrameworkContext): void {
  const child = context.origin(module);
  const parent: Origin = { kind: "global", name: "nest" };
  context.emit({
    kind: "mount",
    framework: "nest-router",
    parent,
    child,
    prefix: steps.join("/"),
    line: lineOf(module),
  });
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
