/** Reads where the app gives the environment a name of its own (parsed, wrapped, copied), and what is read through such names. */
import { isCall, isFunction, isMember, keyName, lineOf, type MemberNode, memberName, type Node } from "../ast.js";
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
        node.arguments.some((argument) => isPassed(argument as Node, context))
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
  context.emit({ kind: "environment-read", of: origin, name, line: lineOf(at) });
}

function readMember(node: MemberNode, context: FrameworkContext): void {
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
    },
    CallExpression: readSchema,
    MemberExpression: readMember,
  },
});
