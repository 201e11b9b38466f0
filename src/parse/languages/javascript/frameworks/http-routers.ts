/** Finds where routers are made, what they are called later, and which functions they are handed to. */
import type * as t from "@babel/types";
import type { Origin } from "../../../../model/file-facts.js";
import type { AliasFragment, MountFragment } from "../../../../model/fragments.js";
import {
  argumentsOf,
  type CallNode,
  isCall,
  isFunction,
  isMember,
  keyName,
  lineOf,
  memberName,
  type Node,
  propertyOf,
  unwrap,
} from "../ast.js";
import { textOf } from "../calls.js";
import { defineFramework, type FrameworkContext } from "../framework.js";
import { bindingOrigin, extend } from "../origins.js";
import { readHandlers } from "./http/handlers.js";
import { partsWithConfig, pathsOf } from "./http/path-values.js";
import { keyOfOrigin, noteRouter, stateOf } from "./http/state.js";
import { makerOf, routerOf, symbolOf } from "./http/symbols.js";

const ROUTER_NAME =
  /^(app|router|server|api|express|fastify|instance|koa|hapi|routes?|ctx|r|f|\w*(App|Router|Server|Routes?))$/;
const ROUTER_METHODS =
  /^(get|post|put|patch|delete|all|use|route|register|param|set|listen|on|emit|then|catch|push|map|forEach|log)$/;

export const httpRouters = defineFramework({
  id: "http-routers",
  visit: {
    CallExpression(node, context) {
      readMaker(node, context);
      readPrefix(node, context);
      readHandover(node, context);
      readRegistration(node, context);
    },
    NewExpression(node, context) {
      readMaker(node, context);
      readHandover(node, context);
    },
    VariableDeclarator(node, context) {
      if (!node.init || context.owner.length > 200) return;
      if (node.id.type === "Identifier") addAlias(symbol(node.id, context), node.init, context);
    },
    AssignmentExpression(node, context) {
      if (node.operator !== "=") return;
      if (node.left.type === "Identifier" || isMember(node.left))
        addAlias(leftOrigin(node.left, context), node.right, context);
    },
    ClassProperty(node, context) {
      const name = keyName(node.key, node.computed === true);
      if (!node.value || name === null) return;
      const members = node.static ? [name] : ["()", name];
      addAlias({ kind: "local", name: context.className, members }, node.value, context);
    },
    ClassMethod(node, context) {
      if (node.kind !== "constructor") return;
      // `constructor(private app: Express)` sets a field.
      node.params.forEach((param, index) => {
        if (param.type !== "TSParameterProperty" || param.parameter.type !== "Identifier") return;
        const from: Origin = { kind: "local", name: context.className, members: ["()", param.parameter.name] };
        const to: Origin = { kind: "param", function: context.keyOf(node), index };
        stateOf(context).aliases.push(() => ({ kind: "alias", from, to, line: lineOf(param) }));
      });
    },
    ReturnStatement(node, context) {
      if (node.argument && context.owner !== "") addReturn(node.argument, context.owner, context);
      const method = context.ancestors.at(-2);
      if (node.argument && method?.type === "ClassMethod" && method.kind === "get")
        readGetter(method, node.argument, context);
    },
    ArrowFunctionExpression(node, context) {
      if (node.body.type !== "BlockStatement") addReturn(node.body, context.keyOf(node), context);
    },
  },
  finish,
});

/** `static get providers() { return Plugins.all(); }` is read like a property. */
function readGetter(method: t.ClassMethod, argument: Node, context: FrameworkContext): void {
  const name = keyName(method.key, method.computed === true);
  const to = context.origin(argument);
  if (name === null || to.kind !== "import") return;
  const from: Origin = { kind: "local", name: context.className, members: method.static ? [name] : ["()", name] };
  context.emit({ kind: "alias", from, to, line: lineOf(method) });
}

function readMaker(node: CallNode | (Node & { type: "NewExpression" }), context: FrameworkContext): void {
  const maker = makerOf(node, context);
  if (maker === null) return;
  const origin = symbolOf(node, context);
  noteRouter(context, origin);
  const options = node.arguments.map((argument) => context.follow(unwrap(argument)));
  const given = options.map((option) => propertyOf(option, "prefix")).find((value) => value !== null);
  const value = given ? pathsOf(given, context)[0] : undefined;
  context.emit({
    kind: "router",
    framework: maker.framework,
    origin,
    prefix: value?.path ?? null,
    root: maker.root,
    line: lineOf(node),
  });
}

/** koa-router's `router.prefix("/x")`, Hono's `basePath`. */
function readPrefix(node: CallNode, context: FrameworkContext): void {
  const callee = unwrap(node.callee);
  if (!isMember(callee) || !/^(prefix|basePath)$/.test(memberName(callee) ?? "") || node.arguments.length !== 1) return;
  const origin = routerOf(callee.object, context);
  const value = pathsOf(node.arguments[0]!, context)[0];
  if (origin === null || origin.kind === "unknown" || value?.path == null || !value.path.startsWith("/")) return;
  noteRouter(context, origin);
  context.emit({ kind: "router", framework: "http", origin, prefix: value.path, root: false, line: lineOf(node) });
}

/** A function, required module or class gets something that may be a router: `require("./routes")(app)`, `new Api({ app })`. */
function readHandover(node: CallNode | (Node & { type: "NewExpression" }), context: FrameworkContext): void {
  const callee = unwrap(node.callee);
  if (isMember(callee) && ROUTER_METHODS.test(memberName(callee) ?? "")) {
    if (memberName(callee) === "register" && isCall(node)) readRegister(node, callee.object, context);
    return;
  }
  if (node.arguments.length === 0 || node.arguments.length > 8) return;
  const child = context.value(callee);
  if (
    child.kind === "global" ||
    child.kind === "unknown" ||
    (child.kind === "import" && /^(node:)?(http|https|http2|net)$/.test(child.source))
  )
    return;
  const args = argumentsOf(node);
  args.forEach((argument, index) => {
    for (const given of givenRouters(argument, context)) {
      const mount = context.later(
        (): MountFragment => ({
          kind: "mount",
          framework: "http",
          parent: given.origin,
          child,
          childParam: index,
          ...(given.members.length > 0 ? { childMembers: given.members } : {}),
          prefix: "",
          childName: textOf(callee),
          args: args.map((one) => textArgument(one, context)),
          ...lastHandler(args, context),
          line: lineOf(node),
        }),
      );
      stateOf(context).handovers.push({ key: keyOfOrigin(given.origin), likely: ROUTER_NAME.test(given.name), mount });
    }
  });
}

/** A module that hands what it imports to a registry: `Plugins.add({ type: Hook.API, value: router })`. */
function readRegistration(node: CallNode, context: FrameworkContext): void {
  const callee = unwrap(node.callee);
  if (context.owner !== "" || !isMember(callee)) return;
  const parent = context.origin(callee.object);
  if (parent.kind !== "import") return;
  const objects = argumentsOf(node).flatMap((one): (Node | null)[] =>
    one.type === "ArrayExpression" ? one.elements : [one],
  );
  for (const object of objects) if (object !== null) register(object, [], parent, context);
}

function register(input: Node, steps: readonly string[], parent: Origin, context: FrameworkContext): void {
  const node = unwrap(input);
  if (node.type === "ObjectExpression" && steps.length < 3) {
    for (const property of node.properties) {
      const name = property.type === "ObjectProperty" ? keyName(property.key, property.computed) : null;
      if (name !== null && property.type === "ObjectProperty")
        register(property.value, [...steps, name], parent, context);
    }
  } else if (node.type === "Identifier" && steps.length > 0) {
    const child = context.origin(node);
    if (child.kind !== "import") return;
    context.emit({
      kind: "mount",
      framework: "registry",
      parent,
      child,
      childMembers: steps,
      prefix: "",
      line: lineOf(node),
    });
  }
}

function lastHandler(
  args: readonly Node[],
  context: FrameworkContext,
): Pick<MountFragment, "handler" | "handlerOrigin"> {
  const last = args.at(-1);
  if (args.length < 3 || last === undefined || last.type === "StringLiteral") return {};
  const { handler, handlerOrigin } = readHandlers([last], context);
  return { handler, handlerOrigin };
}

/** A text, or an object of texts, given to the function. */
export function textArgument(node: Node, context: FrameworkContext): NonNullable<MountFragment["args"]>[number] {
  if (isFunction(node)) return null;
  const object = context.follow(node);
  if (object.type !== "ObjectExpression") return partsWithConfig(node, context);
  const entries = object.properties.flatMap((property) => {
    if (property.type !== "ObjectProperty" || isFunction(property.value)) return [];
    const key = keyName(property.key, property.computed);
    const parts = partsWithConfig(property.value, context);
    return key === null || parts === null ? [] : [[key, parts] as const];
  });
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

interface Given {
  readonly origin: Origin;
  readonly name: string;
  readonly members: readonly string[];
}

function givenRouters(argument: Node, context: FrameworkContext): readonly Given[] {
  if (argument.type === "Identifier" || isMember(argument)) {
    const origin = routerOf(argument, context);
    const name = argument.type === "Identifier" ? argument.name : (memberName(argument) ?? "");
    return origin === null || origin.kind === "unknown" ? [] : [{ origin, name, members: [] }];
  }
  if (argument.type !== "ObjectExpression") return [];
  return argument.properties.flatMap((property) => {
    if (property.type !== "ObjectProperty" || unwrap(property.value).type !== "Identifier") return [];
    const key = keyName(property.key, property.computed);
    return key === null ? [] : givenRouters(unwrap(property.value), context).map((one) => ({ ...one, members: [key] }));
  });
}

/** Fastify: `app.register(plugin, { prefix })`; the plugin's first parameter is a router below the prefix. */
function readRegister(node: CallNode, receiver: Node, context: FrameworkContext): void {
  const [plugin, options] = argumentsOf(node);
  const parent = routerOf(receiver, context);
  if (plugin === undefined || parent === null || plugin.type === "StringLiteral" || plugin.type === "ObjectExpression")
    return;
  const given = options === undefined ? null : context.follow(options);
  if (context.isFrom(plugin, "@fastify/autoload|fastify-autoload")) {
    readAutoload(parent, given, node, context);
    return;
  }
  const prefixNode = propertyOf(given, "prefix");
  const value = prefixNode === null ? { path: "", parts: null } : pathsOf(prefixNode, context)[0];
  noteRouter(context, parent);
  const prefix =
    value === undefined
      ? { prefix: null }
      : value.parts === null
        ? { prefix: value.path }
        : { prefix: null, prefixParts: value.parts };
  const child = context.value(
    plugin.type === "ArrowFunctionExpression" || isFunction(plugin) ? plugin : unwrapPlugin(plugin, context),
  );
  context.emit({
    kind: "mount",
    framework: "fastify",
    parent,
    child,
    childParam: 0,
    ...prefix,
    childName: textOf(plugin),
    line: lineOf(node),
  });
}

/** fastify-plugin's `fp(fn)` hands the same instance on. */
const unwrapPlugin = (node: Node, context: FrameworkContext): Node => {
  const value = context.follow(node);
  return isCall(value) && value.arguments[0] && context.isFrom(value, "fastify-plugin", "()")
    ? unwrap(value.arguments[0])
    : node;
};

function readAutoload(parent: Origin, options: Node | null, node: CallNode, context: FrameworkContext): void {
  const dir = propertyOf(options, "dir");
  const folder = dir === null ? null : context.folder(dir);
  if (folder === null) {
    context.diagnose("route-loader-unknown", "the folder of @fastify/autoload is not fixed in this file", node);
    return;
  }
  const inner = propertyOf(options, "options");
  const prefix = context.string(propertyOf(inner === null ? null : context.follow(inner), "prefix")) ?? "";
  noteRouter(context, parent);
  const child: Origin = { kind: "import", source: `${folder}/**`, name: "default" };
  context.emit({
    kind: "mount",
    framework: "fastify-autoload",
    parent,
    child,
    childParam: 0,
    prefix,
    childName: "autoload",
    line: lineOf(node),
  });
}

function symbol(id: Node & { name: string }, context: FrameworkContext): Origin {
  const owner = context.binding(id.name)?.scope.owner ?? context.owner;
  return { kind: "local", name: owner === "" ? id.name : `${owner}/${id.name}` };
}

/** What an assignment sets, seen as itself and not as what it held before. */
function leftOrigin(left: Node, context: FrameworkContext): Origin {
  if (left.type === "Identifier") {
    const binding = context.binding(left.name);
    return binding === null
      ? { kind: "global", name: left.name }
      : binding.kind === "variable"
        ? symbol(left, context)
        : bindingOrigin(binding, { follow: "entity", className: "" });
  }
  return context.origin(left);
}

function addAlias(from: Origin, input: Node, context: FrameworkContext): void {
  const node = rightmost(input);
  const state = stateOf(context);
  if (node.type === "ObjectExpression") {
    for (const property of node.properties) {
      if (property.type !== "ObjectProperty") continue;
      const name = keyName(property.key, property.computed);
      if (name !== null && state.aliases.length < 3000) addAlias(extend(from, name), property.value, context);
    }
    return;
  }
  if (
    !isCall(node) &&
    node.type !== "NewExpression" &&
    node.type !== "Identifier" &&
    !isMember(node) &&
    !isFunction(node)
  )
    return;
  if (from.kind === "unknown" || from.kind === "global") return;
  state.aliases.push(context.later(() => aliasOf(from, node, context)));
}

function aliasOf(from: Origin, node: Node, context: FrameworkContext): AliasFragment | null {
  if (makerOf(node, context) !== null) return null;
  const to = isFunction(node) ? context.origin(node) : (routerOf(node, context) ?? context.origin(node));
  if (to.kind === "global" || to.kind === "unknown" || keyOfOrigin(to) === keyOfOrigin(from)) return null;
  return { kind: "alias", from, to, line: lineOf(node) };
}

function rightmost(input: Node): Node {
  let node = unwrap(input);
  while (node.type === "AssignmentExpression") node = unwrap(node.right);
  return node;
}

function addReturn(argument: Node, owner: string, context: FrameworkContext): void {
  addAlias({ kind: "local", name: owner, members: ["()"] }, argument, context);
}

/** Keeps the hand-overs and aliases that concern routers of this file, or may. */
function finish(context: FrameworkContext): void {
  const { handovers, aliases, routers, mentioned } = stateOf(context);
  for (const { key, likely, mount: describe } of handovers) {
    if (!likely && !routers.has(key)) continue;
    const mount = describe();
    context.emit(mount);
    mentioned.add(key);
    mentioned.add(keyOfOrigin(mount.child));
  }
  for (const fragment of context.found) {
    if (fragment.kind === "mount") mentioned.add(keyOfOrigin(fragment.child));
  }
  // Nearly no file mentions a router: what else its names stand for is never asked then.
  if (mentioned.size > 0)
    keepAliases(
      context,
      aliases.map((describe) => describe()).filter((alias) => alias !== null),
      mentioned,
    );
}

const localName = (origin: Origin): string | null => (origin.kind === "local" ? origin.name : null);

/** Aliases that lead to or from what the fragments mention, to a fixed point. */
function keepAliases(context: FrameworkContext, aliases: readonly AliasFragment[], mentioned: Set<string>): void {
  const names = new Set([...mentioned].filter((key) => key.startsWith("local ")).map((key) => key.split(" ")[1]!));
  const kept = new Set<AliasFragment>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const alias of aliases) {
      if (kept.has(alias)) continue;
      const to = localName(alias.to);
      const from = localName(alias.from);
      const leads = mentioned.has(keyOfOrigin(alias.to)) || (to !== null && names.has(to));
      if (!leads && !(from !== null && names.has(from))) continue;
      kept.add(alias);
      grew = true;
      if (from !== null) names.add(from);
      if (to !== null) names.add(to);
    }
  }
  for (const alias of handedOut(aliases)) kept.add(alias);
  for (const alias of kept) context.emit(alias);
}

/** Routers that an object of the app carries along, and the functions that return such an object. */
function handedOut(aliases: readonly AliasFragment[]): readonly AliasFragment[] {
  const given = aliases.filter(isHandedOut);
  const owners = new Set(given.map((one) => localName(one.from)));
  const returns = aliases.filter(
    ({ from, to }) => owners.has(localName(to)) && to.kind === "local" && !to.members && localName(from) !== null,
  );
  return [...given, ...returns];
}

/** `ctx.admin = require("./admin")(env)`: another file may mount it as `ctx.admin`. */
const isHandedOut = ({ from, to }: AliasFragment): boolean =>
  (from.kind === "param" || from.kind === "local") &&
  from.members?.length === 1 &&
  from.members[0] !== "()" &&
  to.kind === "import" &&
  to.name === "*" &&
  to.members?.at(-1) === "()" &&
  /^[./~@#]/.test(to.source);
