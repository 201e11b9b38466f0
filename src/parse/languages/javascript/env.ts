/** Turns reads of the environment into names: process.env, destructuring, env-var, envalid, convict, import.meta.env. */
import type { EnvRead, Origin } from "../../../model/file-facts.js";
import { isCall, isMember, keyName, lineOf, type MemberNode, memberName, type Node } from "./ast.js";

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const UPPER = /^[A-Z][A-Z0-9_]+$/;
/** Packages whose exported call takes the name of a variable. */
const READERS = /^(env-var|getenv|@nestjs\/config|dotenv-parse-variables|env-cmd|env-smart)$/;

export interface EnvAsk {
  origin(node: Node): Origin;
  value(node: Node): Origin;
  add(read: EnvRead): void;
}

const isEnvironment = (origin: Origin): boolean =>
  (origin.kind === "global" &&
    origin.name === "process" &&
    origin.members?.length === 1 &&
    origin.members[0] === "env") ||
  (origin.kind === "global" && (origin.name === "Deno" || origin.name === "Bun") && origin.members?.[0] === "env");

/** `process.env`, `import.meta.env`, `Deno.env`, or a name that stands for one of them. */
export const isEnvironmentNode = (node: Node, ask: Pick<EnvAsk, "origin">): boolean => {
  if (isMember(node)) {
    const name = memberName(node);
    if (name !== "env") return false;
    if (node.object.type === "MetaProperty") return true;
    return isEnvironment(ask.origin(node));
  }
  return node.type === "Identifier" && isEnvironment(ask.origin(node));
};

/** A default follows the read: `process.env.X || 1`, `process.env.X ?? 1`. */
function hasDefault(node: Node, parent: Node | undefined): boolean {
  if (parent?.type === "LogicalExpression") return parent.left === node && parent.operator !== "&&";
  return parent?.type === "ConditionalExpression" && parent.test === node;
}

export function readMember(node: MemberNode, parent: Node | undefined, ask: EnvAsk): void {
  const name = memberName(node);
  if (name === null || !NAME.test(name)) return;
  const object = node.object;
  if (!(isMember(object) || object.type === "Identifier") || !isEnvironmentNode(object, ask)) return;
  if (parent?.type === "AssignmentExpression" && parent.left === node) return;
  ask.add({ name, line: lineOf(node), hasDefault: hasDefault(node, parent) });
}

/** `const { PORT = 3000, HOST } = process.env` */
export function readPattern(pattern: Node, init: Node | null | undefined, ask: EnvAsk): void {
  if (pattern.type !== "ObjectPattern" || !init || !isEnvironmentNode(init, ask)) return;
  for (const property of pattern.properties) {
    if (property.type === "RestElement") continue;
    const name = keyName(property.key, property.computed);
    if (name === null || !NAME.test(name)) continue;
    ask.add({ name, line: lineOf(property), hasDefault: property.value.type === "AssignmentPattern" });
  }
}

/** Calls that name the variable or a schema of variables. */
export function readCall(node: Node, parent: Node | undefined, ask: EnvAsk): void {
  if (!isCall(node)) return;
  const [first, second] = node.arguments;
  if (first?.type === "StringLiteral") {
    if (!UPPER.test(first.value) || !namesVariable(node, ask)) return;
    const defaulted =
      hasDefault(node, parent) || second !== undefined || (isMember(parent) && memberName(parent) === "default");
    ask.add({ name: first.value, line: lineOf(node), hasDefault: defaulted });
    return;
  }
  // envalid: cleanEnv(process.env, { PORT: port({ default: 3000 }) }); zod and joi: schema.parse(process.env)
  if (first && second?.type === "ObjectExpression" && isEnvironmentNode(first, ask)) {
    for (const property of second.properties) {
      if (property.type !== "ObjectProperty") continue;
      const name = keyName(property.key, property.computed);
      if (name !== null && UPPER.test(name)) {
        ask.add({ name, line: lineOf(property), hasDefault: mentionsDefault(property.value) });
      }
    }
  }
}

function namesVariable(node: Node, ask: EnvAsk): boolean {
  if (!isCall(node)) return false;
  const callee = ask.value(node.callee);
  if (callee.kind === "import") return READERS.test(callee.source);
  // Nest's ConfigService, injected: `this.configService.get("X")`.
  return (
    isMember(node.callee) &&
    /^get(OrThrow)?$/.test(memberName(node.callee) ?? "") &&
    namesConfigService(node.callee.object)
  );
}

const namesConfigService = (node: Node): boolean =>
  (node.type === "Identifier" && /^_?config(Service)?$/i.test(node.name)) ||
  (isMember(node) && /^_?config(Service)?$/i.test(memberName(node) ?? ""));

const mentionsDefault = (node: Node): boolean =>
  isCall(node) &&
  node.arguments.some(
    (argument) =>
      argument.type === "ObjectExpression" &&
      argument.properties.some(
        (property) => property.type === "ObjectProperty" && keyName(property.key, property.computed) === "default",
      ),
  );

/** convict: `{ env: "PORT" }`. */
export function readProperty(node: Node, ask: EnvAsk): void {
  if (node.type !== "ObjectProperty" || node.value.type !== "StringLiteral") return;
  if (keyName(node.key, node.computed) === "env" && UPPER.test(node.value.value)) {
    ask.add({ name: node.value.value, line: lineOf(node), hasDefault: true });
  }
}
