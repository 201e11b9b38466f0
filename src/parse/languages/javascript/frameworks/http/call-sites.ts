/** Turns calls that may register a route through a function of the app, or hand it a list of routers, into mounts without a router. */
import type { Origin } from "../../../../../model/file-facts.js";
import type { MountFragment } from "../../../../../model/fragments.js";
import { argumentsOf, type CallNode, isFunction, isMember, lineOf, memberName, type Node, unwrap } from "../../ast.js";
import { textOf } from "../../calls.js";
import type { FrameworkContext } from "../../framework.js";
import { readHandlers } from "./handlers.js";
import { textArgument } from "./handovers.js";
import { pathsOf } from "./path-values.js";

type Call = CallNode | (Node & { type: "NewExpression" });

const NOWHERE: Origin = { kind: "unknown", name: "" };
/** Called on a router or a list, these are what they are named after. */
const METHODS =
  /^(get|post|put|patch|delete|del|head|options|all|any|use|route|on|once|register|push|set|then|test|it)$/;

/** `this.route("get", "/users", list)`, `page("/about", show)`: a function of the app that may register what it is told. */
export function readCallSite(node: CallNode, context: FrameworkContext): void {
  const callee = unwrap(node.callee);
  const args = argumentsOf(node);
  if (args.length < 2 || args.length > 8 || !isOwnCallee(callee, context)) return;
  if (!args.slice(0, -1).some((one) => isFixedPath(one, context)) || !mayAnswer(args.at(-1)!)) return;
  const mount = {
    args: args.map((one) => textArgument(one, context)),
    ...handled(args, context),
  };
  context.emit({ ...mountOf(node, callee, context), framework: "call", ...mount });
}

function handled(args: readonly Node[], context: FrameworkContext): Pick<MountFragment, "handler" | "handlerOrigin"> {
  const { handler, handlerOrigin } = readHandlers([args.at(-1)!], context);
  return { handler, handlerOrigin };
}

/** `new App([new UsersRoute(), new AuthRoute()])`: what a loop over that parameter goes through. */
export function readGivenList(node: Call, context: FrameworkContext): void {
  argumentsOf(node).forEach((argument, index) => {
    const list = argument.type === "Identifier" ? context.follow(argument) : argument;
    if (list.type !== "ArrayExpression" || list.elements.length === 0 || list.elements.length > 150) return;
    const elements = list.elements.flatMap((one) =>
      one === null || one.type === "SpreadElement" ? [] : [unwrap(one)],
    );
    if (!elements.every((one) => one.type === "NewExpression" || one.type === "Identifier" || isMember(one))) return;
    const origins = elements.map((one) => context.value(one));
    if (!origins.some(isOwn)) return;
    const callee = unwrap(node.callee);
    if (isMember(callee) && /^(push|concat|set|add|then|all|race|forEach)$/.test(memberName(callee) ?? "")) return;
    const child = context.value(callee);
    if (child.kind !== "import" && child.kind !== "local") return;
    context.emit({ ...mountOf(node, callee, context), framework: "list", childParam: index, elements: origins });
  });
}

const mountOf = (node: Call, callee: Node, context: FrameworkContext): MountFragment => ({
  kind: "mount",
  framework: "call",
  parent: NOWHERE,
  child: context.value(callee),
  prefix: "",
  childName: textOf(callee),
  line: lineOf(node),
});

const isOwn = (origin: Origin): boolean =>
  (origin.kind === "import" && /^[./~@#]/.test(origin.source)) ||
  (origin.kind === "local" && (origin.name !== "=" || origin.members?.[0] === "()"));

function isOwnCallee(callee: Node, context: FrameworkContext): boolean {
  if (callee.type !== "Identifier" && !isMember(callee)) return false;
  const ofThis = isMember(callee) && callee.object.type === "ThisExpression";
  if (isMember(callee) && !ofThis && METHODS.test(memberName(callee) ?? "")) return false;
  return isOwn(context.value(callee));
}

function isFixedPath(node: Node, context: FrameworkContext): boolean {
  if (node.type !== "StringLiteral" && node.type !== "TemplateLiteral") return false;
  return pathsOf(node, context).some(({ path, parts }) => {
    const start = path ?? parts?.[0];
    return typeof start === "string" && start.startsWith("/");
  });
}

const mayAnswer = (node: Node): boolean => isFunction(node) || node.type === "Identifier" || isMember(node);
