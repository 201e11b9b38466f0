/** Turns Fastify's and hapi's `register` into mounts: the plugin's first parameter is the server below a prefix. */
import type { Origin } from "../../../../../model/file-facts.js";
import type { MountFragment } from "../../../../../model/fragments.js";
import {
  argumentsOf,
  type CallNode,
  isCall,
  isMember,
  lineOf,
  memberName,
  type Node,
  propertyOf,
  unwrap,
} from "../../ast.js";
import { textOf } from "../../calls.js";
import type { FrameworkContext } from "../../framework.js";
import { extend } from "../../origins.js";
import { pathsOf } from "./path-values.js";
import { noteRouter } from "./state.js";
import { madeBy, routerOf } from "./symbols.js";

export function readRegister(node: CallNode, context: FrameworkContext): void {
  const callee = unwrap(node.callee);
  if (!isMember(callee) || memberName(callee) !== "register") return;
  const [plugin, options] = argumentsOf(node);
  const parent = routerOf(callee.object, context);
  if (plugin === undefined || parent === null || plugin.type === "StringLiteral") return;
  const given = options === undefined ? null : context.follow(options);
  if (context.isFrom(plugin, "@fastify/autoload|fastify-autoload")) readAutoload(parent, given, node, context);
  else if (isHapi(plugin, given, callee.object, context)) readHapi(parent, plugin, given, context);
  else if (plugin.type !== "ObjectExpression") {
    const prefix = prefixOf(propertyOf(given, "prefix"), context);
    mount({ parent, child: context.value(unwrapPlugin(plugin, context)), prefix, node: plugin }, context);
  }
}

type Prefix = Pick<MountFragment, "prefix" | "prefixParts">;

function prefixOf(node: Node | null, context: FrameworkContext): Prefix {
  const value = node === null ? { path: "", parts: null } : pathsOf(node, context)[0];
  if (value === undefined) return { prefix: null };
  return value.parts === null ? { prefix: value.path } : { prefix: null, prefixParts: value.parts };
}

interface Plugged {
  readonly parent: Origin;
  readonly child: Origin;
  readonly prefix: Prefix;
  readonly node: Node;
}

function mount({ parent, child, prefix, node }: Plugged, context: FrameworkContext): void {
  noteRouter(context, parent);
  const place = { childName: textOf(node), line: lineOf(node) };
  context.emit({ kind: "mount", framework: "fastify", parent, child, childParam: 0, ...prefix, ...place });
}

/** hapi takes lists and `{ plugin, options, routes }`, keeps the prefix in `routes`, and calls the plugin's `register`. */
const isHapi = (plugin: Node, options: Node | null, server: Node, context: FrameworkContext): boolean =>
  plugin.type === "ArrayExpression" ||
  plugin.type === "ObjectExpression" ||
  propertyOf(options, "routes") !== null ||
  madeBy(context.value(server))?.framework === "hapi" ||
  context.follow(plugin).type === "ObjectExpression";

function readHapi(parent: Origin, input: Node, options: Node | null, context: FrameworkContext): void {
  const given = context.follow(input);
  if (given.type === "ArrayExpression") {
    for (const element of given.elements) if (element) readHapi(parent, unwrap(element), options, context);
    return;
  }
  const wrapped = propertyOf(given, "plugin");
  const prefix = propertyOf(propertyOf(given, "routes") ?? propertyOf(options, "routes"), "prefix");
  const place = { parent, prefix: prefixOf(prefix, context), node: input };
  const register = propertyOf(wrapped === null ? given : context.follow(wrapped), "register");
  if (register !== null) mount({ ...place, child: context.value(register) }, context);
  else {
    // A module may be the plugin or have it under `plugin`.
    const plugin = context.value(wrapped ?? input);
    mount({ ...place, child: extend(plugin, "register") }, context);
    mount({ ...place, child: extend(extend(plugin, "plugin"), "register") }, context);
  }
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
