/** Reads Next.js API routes and route handlers, whose path is the file's, and server actions. https://nextjs.org/docs/pages/building-your-application/routing/api-routes */
import type * as t from "@babel/types";
import type { Literal } from "../../../../model/file-facts.js";
import {
  isCall,
  isFunction,
  isMember,
  keyName,
  lineOf,
  memberName,
  type Node,
  propertyOf,
  receiverOf,
  unwrap,
} from "../ast.js";
import { entriesOf } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const METHODS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);
const PAGES = /(?:^|\/)pages(\/api(?:\/.*)?)\.[jt]sx?$/;
const APP = /(?:^|\/)app(\/(?:.*\/)?)route\.[jt]sx?$/;

const CONFIG = /(?:^|\/)next\.config\.[cm]?[jt]s$/;

interface State {
  readonly methods: Map<string, number>;
  readonly guards: Set<string>;
  actions: boolean;
}
const STATES = new WeakMap<FrameworkContext, State>();

function stateOf(context: FrameworkContext): State {
  const known = STATES.get(context) ?? {
    methods: new Map<string, number>(),
    guards: new Set<string>(),
    actions: false,
  };
  STATES.set(context, known);
  return known;
}

/** Names that the build puts in place of `process.env.x`: constants, whatever the environment holds. https://nextjs.org/docs/app/api-reference/config/next-config-js/env */
function readInlined(node: t.ObjectProperty, context: FrameworkContext): void {
  const names = entriesOf(node.value, context).map(({ name }) => name);
  if (names.length > 0) emitSetting("env", names, node, context);
}

export const next = defineFramework({
  id: "next",
  visit: {
    ObjectProperty(node, context) {
      const name = CONFIG.test(context.path) ? keyName(node.key, node.computed) : null;
      const value = name === "basePath" ? context.string(node.value) : null;
      if (value !== null) emitSetting("basePath", value, node, context);
      if (name === "env") readInlined(node, context);
      // `{ source: "/old/:id", destination: "/api/new/:id" }` within `rewrites`, in whatever list it returns.
      if (name !== "source" || !isRewrite(context)) return;
      const around = context.ancestors.at(-1);
      const destination = context.string(propertyOf(around, "destination"));
      const source = context.string(node.value);
      if (source !== null && destination !== null) emitSetting("rewrite", { source, destination }, node, context);
    },
    SwitchStatement(node, context) {
      if (!PAGES.test(context.path) || !isMethod(node.discriminant)) return;
      for (const one of node.cases) if (one.test) note(one.test, context);
    },
    BinaryExpression(node, context) {
      if (!PAGES.test(context.path) || !/^[!=]==?$/.test(node.operator)) return;
      if (isMethod(node.left)) note(node.right, context);
      else if (isMethod(node.right)) note(node.left, context);
    },
    CallExpression(node, context) {
      if (!PAGES.test(context.path)) return;
      const callee = unwrap(node.callee);
      if (!isMember(callee)) return readMethodMap(node.arguments, context);
      const name = memberName(callee) ?? "";
      if (name === "includes" && node.arguments[0] && isMethod(node.arguments[0])) noteAll(callee.object, context);
      const verb = name.toUpperCase();
      const handles =
        node.arguments.length > 0 &&
        node.arguments.every((one) => isFunction(one) || one.type === "Identifier" || isCall(one) || isMember(one));
      if (METHODS.has(verb) && handles && fromConnect(receiverOf(node)!, context))
        stateOf(context).methods.set(verb, lineOf(node));
    },
    MemberExpression(node, context) {
      // `handlers[req.method]`: the keys of the object are the methods.
      if (!PAGES.test(context.path) || !node.computed || !isMethod(node.property)) return;
      const object = context.follow(unwrap(node.object));
      if (object.type !== "ObjectExpression") return;
      readMethodMap([object], context);
    },
    Directive(node, context) {
      if (node.value.value !== "use server") return;
      if (context.owner === "") stateOf(context).actions = true;
      else emitAction(actionName(context), node, context);
    },
    ExportNamedDeclaration(node, context) {
      if (!STATES.get(context)?.actions || !node.declaration) return;
      const { declaration } = node;
      if (declaration.type === "FunctionDeclaration" && declaration.id) emitAction(declaration.id.name, node, context);
      if (declaration.type !== "VariableDeclaration") return;
      for (const one of declaration.declarations) {
        if (one.id.type === "Identifier" && one.init && isFunction(unwrap(one.init)))
          emitAction(one.id.name, one, context);
      }
    },
  },
  finish(context) {
    const pages = PAGES.exec(context.path);
    if (pages !== null && context.exported.some((name) => name === "default" || name === "="))
      emitPage(pages[1]!, context);
    const app = APP.exec(context.path);
    if (app !== null) emitHandlers(app[1]!, context);
  },
});

/** Inside the function `rewrites` of the configuration, not `redirects` or `headers`. */
const isRewrite = (context: FrameworkContext): boolean =>
  context.ancestors.some(
    (one) =>
      (one.type === "ObjectMethod" || one.type === "ObjectProperty") && keyName(one.key, one.computed) === "rewrites",
  ) || /(^|[/#.])rewrites$/.test(context.owner);

function emitSetting(name: string, value: Literal, node: Node, context: FrameworkContext): void {
  context.emit({ kind: "setting", framework: "next", name, value, line: lineOf(node) });
}

const isMethod = (node: Node): boolean => {
  const value = unwrap(node);
  if (value.type === "Identifier") return value.name === "method" || value.name === "httpMethod";
  if (isCall(value) && isMember(value.callee)) return isMethod(value.callee.object);
  return isMember(value) && memberName(value) === "method";
};

function note(node: Node, context: FrameworkContext): void {
  const method = context.string(node)?.toUpperCase();
  if (method !== undefined && METHODS.has(method)) stateOf(context).methods.set(method, lineOf(node));
}

function noteAll(node: Node, context: FrameworkContext): void {
  const list = context.follow(unwrap(node));
  if (list.type === "ArrayExpression") for (const element of list.elements) if (element) note(element, context);
}

/** `handler({ GET: …, POST: … })` */
function readMethodMap(nodes: readonly Node[], context: FrameworkContext): void {
  for (const node of nodes) {
    const object = context.follow(unwrap(node));
    if (object.type !== "ObjectExpression") continue;
    for (const property of object.properties) {
      if (property.type === "SpreadElement") continue;
      const name = keyName(property.key, property.computed) ?? "";
      if (METHODS.has(name)) stateOf(context).methods.set(name, lineOf(property));
    }
  }
}

/** next-connect: `nc().use(auth).get(handler)`. */
function fromConnect(node: Node, context: FrameworkContext): boolean {
  const origin = context.value(node);
  return origin.kind === "import" && /^(next-connect|next-api-handler|next-controllers)$/.test(origin.source);
}

/** `[id]` -> `:id`, `[...slug]` -> `*slug`, `[[...slug]]` -> `(/*slug)`; groups and slots leave no trace. */
export function routePath(path: string): string {
  const steps = path.split("/").filter((step) => step !== "" && !/^\(.*\)$/.test(step) && !step.startsWith("@"));
  let out = "";
  for (const step of steps) {
    const optional = /^\[\[\.\.\.(.+)\]\]$/.exec(step);
    const rest = /^\[\.\.\.(.+)\]$/.exec(step);
    if (optional !== null) out += `(/*${optional[1]})`;
    else if (rest !== null) out += `/*${rest[1]}`;
    else out += `/${step.replace(/^\[(.+)\]$/, ":$1")}`;
  }
  return out === "" ? "/" : out;
}

function emitPage(path: string, context: FrameworkContext): void {
  const { methods } = stateOf(context);
  const listed = methods.size === 0 ? ["ANY"] : [...methods.keys()].sort();
  emit(listed, path.replace(/\/index$/, ""), context.exported.includes("default") ? "default" : "=", context);
}

function emitHandlers(path: string, context: FrameworkContext): void {
  for (const name of context.exported) if (METHODS.has(name)) emit([name], path, name, context);
}

function emit(methods: readonly string[], path: string, exported: string, context: FrameworkContext): void {
  const handlerOrigin = { kind: "local", name: "=", members: exported === "=" ? [] : [exported] } as const;
  const router = { kind: "global", name: "next" } as const;
  context.emit({
    kind: "route",
    framework: "next",
    router,
    methods,
    path: routePath(path),
    handler: null,
    handlerOrigin,
    line: 1,
  });
}

/** A function inside a component is called by its own name. */
const actionName = ({ owner, within }: FrameworkContext): string => {
  const own = owner.split("/").at(-1) ?? owner;
  return own.startsWith("fn@") && within !== "" ? within : own;
};

function emitAction(name: string, node: Node, context: FrameworkContext): void {
  context.emit({
    kind: "message",
    system: "next-server-action",
    channel: name,
    direction: "consume",
    line: lineOf(node),
  });
}
