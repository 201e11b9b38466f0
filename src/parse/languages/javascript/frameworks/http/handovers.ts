/** Turns calls that hand a router to a function, module or class of the app into mounts: `require("./routes")(app)`. */
import type { Origin } from "../../../../../model/file-facts.js";
import type { MountFragment } from "../../../../../model/fragments.js";
import {
  argumentsOf,
  type CallNode,
  isFunction,
  isMember,
  keyName,
  lineOf,
  type MemberNode,
  memberName,
  type Node,
  unwrap,
} from "../../ast.js";
import { textOf } from "../../calls.js";
import type { FrameworkContext } from "../../framework.js";
import { extend } from "../../origins.js";
import { readHandlers } from "./handlers.js";
import { partsWithConfig } from "./path-values.js";
import { keyOfOrigin, stateOf } from "./state.js";
import { routerOf } from "./symbols.js";

const ROUTER_NAME =
  /^(app|router|server|api|express|fastify|instance|koa|hapi|routes?|ctx|r|f|controllers|modules|\w*(App|Router|Server|Routes?))$/;
const ROUTER_METHODS =
  /^(get|post|put|patch|delete|all|use|route|register|param|set|listen|on|emit|then|catch|push|map|forEach|log)$/;

/** A function, required module or class gets something that may be a router: `require("./routes")(app)`, `new Api({ app })`. */
export function readHandover(node: CallNode | (Node & { type: "NewExpression" }), context: FrameworkContext): void {
  const callee = unwrap(node.callee);
  if (isMember(callee) && ROUTER_METHODS.test(memberName(callee) ?? "") && !isOwnFunction(callee, context)) return;
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
          ...(isChosen(callee, context) && { chosen: true }),
          args: args.map((one) => textArgument(one, context)),
          ...lastHandler(args, context),
          line: lineOf(node),
        }),
      );
      stateOf(context).handovers.push({ key: keyOfOrigin(given.origin), likely: ROUTER_NAME.test(given.name), mount });
    }
  });
}

/** `parts[name](app)` where nothing fixes the name: any of the parts may be meant. */
function isChosen(callee: Node, context: FrameworkContext): boolean {
  if (!isMember(callee) || !callee.computed) return false;
  const { object, property } = callee;
  const whole = context.origin(callee);
  if (!("members" in whole) || whole.members?.at(-1) !== "[]") return false;
  const key = context.origin(property);
  const table = context.origin(object);
  const ofTable = "members" in key && key.members?.at(-1) === "[key]";
  return !(ofTable && keyOfOrigin(key) === keyOfOrigin(extend(table, "[key]")));
}

/** `drivers.register(server)`: a function called like a router's method, of a module of the app. */
function isOwnFunction(callee: MemberNode, context: FrameworkContext): boolean {
  const origin = memberName(callee) === "register" ? context.origin(callee) : null;
  return (
    origin?.kind === "import" && origin.name === "*" && /^[./~@#]/.test(origin.source) && origin.members?.length === 1
  );
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
