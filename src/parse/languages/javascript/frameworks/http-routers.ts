/** Finds where routers are made, what they are called later, and which functions they are handed to. */
import type * as t from "@babel/types";
import type { Origin } from "../../../../model/file-facts.js";
import { type CallNode, isMember, keyName, lineOf, memberName, type Node, propertyOf, unwrap } from "../ast.js";
import { defineFramework, type FrameworkContext } from "../framework.js";
import { addAlias, addReturn, keepAliases, leftOrigin, symbol } from "./http/aliases.js";
import { readCallSite, readGivenList } from "./http/call-sites.js";
import { readCollection } from "./http/collections.js";
import { readHandover } from "./http/handovers.js";
import { pathsOf } from "./http/path-values.js";
import { readRegister } from "./http/plugins.js";
import { readRegistration } from "./http/registries.js";
import { readRouteList } from "./http/route-objects.js";
import { keyOfOrigin, noteRouter, stateOf } from "./http/state.js";
import { makerOf, routerOf, symbolOf } from "./http/symbols.js";

export const httpRouters = defineFramework({
  id: "http-routers",
  visit: {
    CallExpression(node, context) {
      readMaker(node, context);
      readPrefix(node, context);
      readHandover(node, context);
      readRegister(node, context);
      readRegistration(node, context);
      readCallSite(node, context);
      readGivenList(node, context);
    },
    NewExpression(node, context) {
      readMaker(node, context);
      readHandover(node, context);
      readGivenList(node, context);
    },
    VariableDeclarator(node, context) {
      if (!node.init || context.owner.length > 200) return;
      if (node.id.type !== "Identifier") return;
      const from = symbol(node.id, context);
      addAlias(from, node.init, context);
      if (context.owner === "") readLists(from, node.init, context);
    },
    AssignmentExpression(node, context) {
      if (node.operator !== "=") return;
      if (node.left.type !== "Identifier" && !isMember(node.left)) return;
      const from = leftOrigin(node.left, context);
      addAlias(from, node.right, context);
      if (context.owner === "") readLists(from, node.right, context);
    },
    ExportDefaultDeclaration: (node, context) =>
      readLists({ kind: "local", name: "default" }, node.declaration, context),
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

function readLists(symbol: Origin, node: Node, context: FrameworkContext): void {
  readRouteList(symbol, node, context);
  readCollection(symbol, node, context);
}

/** `static get providers() { return Plugins.all(); }` is read like a property. */
function readGetter(method: t.ClassMethod, argument: Node, context: FrameworkContext): void {
  const name = keyName(method.key, method.computed === true);
  const to = context.origin(argument);
  if (name === null) return;
  const from: Origin = { kind: "local", name: context.className, members: method.static ? [name] : ["()", name] };
  if (to.kind === "import") context.emit({ kind: "alias", from, to, line: lineOf(method) });
  else addAlias(from, argument, context);
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
