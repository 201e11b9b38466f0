/** Reads where the app gives the environment a name of its own (parsed, wrapped, copied), and what is read through such names. */
import {
  calleeName,
  isCall,
  isFunction,
  isMember,
  keyName,
  lineOf,
  type MemberNode,
  memberName,
  type Node,
} from "../ast.js";
import { isEnvironmentNode } from "../env.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const UPPER = /^[A-Z][A-Z0-9_]+$/;
/** Enums and constants are read in upper case as well: only such names are asked about. */
const TELLING = /env|conf|setting|secret|vars/i;
/** Methods that turn an object into itself, checked: zod, valibot, joi, yup, TypeBox. */
const CHECKS = /^(parse|safeParse|parseAsync|validate|validateSync|cast|assert|check|create|Parse|Decode)$/;
/** Calls whose argument names the variables. https://env.t3.gg, https://github.com/KATT/envsafe */
const DECLARERS: Readonly<Record<string, readonly string[]>> = {
  "@t3-oss/env-nextjs": ["server", "client", "shared"],
  "@t3-oss/env-core": ["server", "client", "shared"],
  "@t3-oss/env-nuxt": ["server", "client", "shared"],
  envsafe: [],
};

/** Is the value the environment, or made of it as a whole? */
function isMadeOfEnvironment(node: Node | null | undefined, context: FrameworkContext): boolean {
  if (!node || isFunction(node)) return false;
  if (isEnvironmentNode(node, context)) return true;
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "ParenthesizedExpression":
      return isMadeOfEnvironment(node.expression, context);
    case "AwaitExpression":
      return isMadeOfEnvironment(node.argument, context);
    case "NewExpression":
    case "CallExpression":
    case "OptionalCallExpression":
      return (
        namesOfDeclarer(node, context) !== null ||
        node.arguments.some((argument) => isPassed(argument as Node, context)) ||
        // `Object.entries(process.env).map(trim)`
        (isMember(node.callee) && isCall(node.callee.object) && isMadeOfEnvironment(node.callee.object, context)) ||
        node.arguments.some((argument) => isCall(argument as Node) && isMadeOfEnvironment(argument as Node, context))
      );
    case "ObjectExpression":
      return node.properties.some(
        (property) => property.type === "SpreadElement" && isEnvironmentNode(property.argument, context),
      );
    default:
      return false;
  }
}

/** Handed over as it is, or in an option: `createEnv({ runtimeEnv: process.env })`. */
const isPassed = (argument: Node, context: FrameworkContext): boolean =>
  isEnvironmentNode(argument, context) ||
  (argument.type === "ObjectExpression" &&
    argument.properties.some((property) =>
      property.type === "SpreadElement"
        ? isEnvironmentNode(property.argument, context)
        : property.type === "ObjectProperty" && isEnvironmentNode(property.value, context),
    ));

function namesOfDeclarer(node: Node, context: FrameworkContext): readonly string[] | null {
  if (!isCall(node)) return null;
  const callee = context.value(node.callee);
  return callee.kind === "import" ? (DECLARERS[callee.source] ?? null) : null;
}

const atTop = (context: FrameworkContext): boolean => context.owner === "";

function nameHolder(name: string, value: Node | null | undefined, context: FrameworkContext): void {
  if (atTop(context) && isMadeOfEnvironment(value, context))
    context.emit({ kind: "environment", name, line: value ? lineOf(value) : 0 });
}

/** `copy[key] = trim(process.env[key])`, key by key. */
const copiesVariable = (node: Node, context: FrameworkContext): boolean =>
  isMember(node)
    ? node.computed && isEnvironmentNode(node.object, context)
    : isCall(node) && node.arguments.some((argument) => copiesVariable(argument as Node, context));

function nameLocal(node: Node, context: FrameworkContext): void {
  if (node.type !== "Identifier") return;
  const held = context.origin(node);
  if (held.kind === "local") context.emit({ kind: "environment", name: held.name, line: lineOf(node) });
}

/** `z.object({ PORT: … }).parse(process.env)` and `createEnv({ server: { PORT: … } })` name what they read. */
function readSchema(node: Node, context: FrameworkContext): void {
  if (!isCall(node)) return;
  const declarer = namesOfDeclarer(node, context);
  const first = node.arguments[0] as Node | undefined;
  if (declarer !== null) {
    for (const group of groupsOf(first, declarer, context)) readKeys(group, context);
    return;
  }
  if (!isMember(node.callee) || !CHECKS.test(memberName(node.callee) ?? "")) return;
  if (!node.arguments.some((argument) => isEnvironmentNode(argument as Node, context))) return;
  for (const schema of shapesOf(node.callee.object, context)) readKeys(schema, context);
  for (const argument of node.arguments)
    for (const schema of shapesOf(argument as Node, context)) readKeys(schema, context);
}

function groupsOf(node: Node | undefined, keys: readonly string[], context: FrameworkContext): readonly Node[] {
  const object = node === undefined ? null : context.follow(node);
  if (object?.type !== "ObjectExpression") return [];
  if (keys.length === 0) return [object];
  return object.properties.flatMap((property) =>
    property.type === "ObjectProperty" && keys.includes(keyName(property.key, property.computed) ?? "")
      ? [context.follow(property.value)]
      : [],
  );
}

/** Object literals in a chain of schema calls: `z.object({…}).extend({…})`, also through a variable. */
function shapesOf(node: Node, context: FrameworkContext): readonly Node[] {
  const target = context.follow(node);
  if (isMember(target)) return shapesOf(target.object, context);
  if (!isCall(target)) return [];
  const own = target.arguments.flatMap((argument) =>
    argument.type === "ObjectExpression"
      ? [argument as Node]
      : isCall(argument as Node)
        ? shapesOf(argument as Node, context)
        : [],
  );
  return isMember(target.callee) ? [...shapesOf(target.callee.object, context), ...own] : own;
}

function readKeys(object: Node, context: FrameworkContext): void {
  if (object.type !== "ObjectExpression") return;
  for (const property of object.properties) {
    if (property.type !== "ObjectProperty") continue;
    const name = keyName(property.key, property.computed);
    if (name !== null && UPPER.test(name)) emitRead(name, null, property, context);
  }
}

function emitRead(name: string, of: Node | null, at: Node, context: FrameworkContext): void {
  const origin = of === null ? ({ kind: "global", name: "process", members: ["env"] } as const) : context.origin(of);
  if (origin.kind !== "import" && origin.kind !== "local" && origin.kind !== "global") return;
  context.emit({ kind: "environment-read", of: origin, handedAt: null, name, line: lineOf(at) });
}

/** `process.env[name]`, where `name` is a parameter: whoever calls the function reads the variable it names. */
function readByParameter(node: MemberNode, context: FrameworkContext): void {
  if (!node.computed || node.property.type !== "Identifier") return;
  const object = node.object;
  const telling = object.type === "Identifier" && TELLING.test(object.name);
  if (telling || isEnvironmentNode(object, context)) emitReader(node.property, object, null, context);
}

/** `readEnv("PORT")` of this file; calls of other files' functions are facts of every file. */
function readLocalCall(node: Node, context: FrameworkContext): void {
  if (!isCall(node) || node.callee.type !== "Identifier") return;
  node.arguments.forEach((argument, handedAt) => {
    if (argument.type !== "StringLiteral" || !UPPER.test(argument.value)) return;
    const of = context.origin(node.callee);
    if (of.kind === "local")
      context.emit({ kind: "environment-read", of, handedAt, name: argument.value, line: lineOf(node) });
  });
}

/** `readEnv(name)`, where `name` is a parameter. */
function readHandedOn(node: Node, context: FrameworkContext): void {
  if (!isCall(node) || !TELLING.test(calleeName(node) ?? "")) return;
  node.arguments.forEach((argument, at) => {
    if (argument.type === "Identifier") emitReader(argument, node.callee, at, context);
  });
}

function emitReader(name: Node, of: Node, handedAt: number | null, context: FrameworkContext): void {
  const origin = context.origin(name);
  if (origin.kind !== "param" || origin.members !== undefined) return;
  const { function: reader, index } = origin;
  context.emit({
    kind: "environment-reader",
    function: reader,
    index,
    of: context.origin(of),
    handedAt,
    line: lineOf(name),
  });
}

function readMember(node: MemberNode, context: FrameworkContext): void {
  readByParameter(node, context);
  const name = memberName(node);
  if (name === null || !UPPER.test(name)) return;
  if (node.object.type === "Identifier" && TELLING.test(node.object.name)) emitRead(name, node.object, node, context);
}

export const environment = defineFramework({
  id: "environment",
  visit: {
    VariableDeclarator(node, context) {
      if (node.id.type === "Identifier") nameHolder(node.id.name, node.init, context);
      else if (node.id.type === "ObjectPattern" && node.init?.type === "Identifier" && TELLING.test(node.init.name)) {
        for (const property of node.id.properties) {
          const name = property.type === "ObjectProperty" ? keyName(property.key, property.computed) : null;
          if (name !== null && UPPER.test(name)) emitRead(name, node.init, property, context);
        }
      }
    },
    ExportDefaultDeclaration: (node, context) => nameHolder("default", node.declaration, context),
    AssignmentExpression(node, context) {
      if (isMember(node.left) && node.left.object.type === "Identifier" && node.left.object.name === "module")
        nameHolder("=", node.right, context);
      else if (node.left.type === "Identifier" && isMadeOfEnvironment(node.right, context))
        nameLocal(node.left, context);
      else if (isMember(node.left) && node.left.computed && copiesVariable(node.right, context))
        nameLocal(node.left.object, context);
    },
    CallExpression(node, context) {
      readSchema(node, context);
      readLocalCall(node, context);
      readHandedOn(node, context);
    },
    MemberExpression: readMember,
  },
});
