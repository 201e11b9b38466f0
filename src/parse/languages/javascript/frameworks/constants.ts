/** Keeps the texts that constants of a module hold, for files that build paths, queues and channels from them. */
import type { Literal } from "../../../../model/file-facts.js";
import { isClass, isMember, keyName, lineOf, memberName, type Node, unwrap } from "../ast.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const MAX_SIZE = 6000;
const MAX_ITEMS = 150;

export const constants = defineFramework({
  id: "constants",
  visit: {
    VariableDeclarator(node, context) {
      if (context.owner !== "" || node.id.type !== "Identifier" || !node.init) return;
      if (context.binding(node.id.name)?.constant) keep(node.id.name, node.init, context);
    },
    TSEnumDeclaration(node, context) {
      const members = node.members ?? node.body?.members ?? [];
      const value: Record<string, Literal> = {};
      for (const member of members) {
        const name = keyName(member.id, false);
        const text = context.literal(member.initializer);
        if (name !== null && typeof text === "string") value[name] = text;
      }
      emit(node.id.name, value, node, context);
    },
    AssignmentExpression(node, context) {
      if (context.owner !== "") {
        keepField(node.left, node.right, context);
        return;
      }
      const origin = context.origin(node.left);
      if (origin.kind !== "local" || origin.name !== "=") return;
      const [name, ...more] = origin.members ?? [];
      if (name === undefined) keep("=", node.right, context);
      else if (more.length === 0) emit("=", { [name]: context.literal(node.right) }, node, context);
    },
    ExportDefaultDeclaration(node, context) {
      if (node.declaration.type === "ObjectExpression" || node.declaration.type === "StringLiteral") {
        keep("default", node.declaration, context);
      }
    },
    ClassProperty(node, context) {
      const name = keyName(node.key, node.computed === true);
      if (!node.value || name === null || !isClass(context.ancestors.at(-2))) return;
      const value = context.string(node.value);
      if (value === null) return;
      emit(context.className, node.static ? { [name]: value } : { "()": { [name]: value } }, node, context);
    },
  },
});

/** `this.path = "/users"` in a constructor. */
function keepField(left: Node, right: Node, context: FrameworkContext): void {
  const target = unwrap(left);
  if (!isMember(target) || target.object.type !== "ThisExpression" || !context.owner.endsWith("#constructor")) return;
  const name = memberName(target);
  const value = unwrap(right).type === "Identifier" ? null : context.string(right);
  if (name !== null && value !== null) emit(context.className, { "()": { [name]: value } }, target, context);
}

function keep(name: string, input: Node, context: FrameworkContext): void {
  const node = unwrap(input);
  if (
    !/^(StringLiteral|TemplateLiteral|BinaryExpression|ObjectExpression|ArrayExpression|CallExpression|MemberExpression|LogicalExpression)$/.test(
      node.type,
    )
  )
    return;
  if ((node.end ?? 0) - (node.start ?? 0) > 4 * MAX_SIZE) return;
  emit(name, context.literal(node), node, context);
}

function emit(name: string, input: Literal | undefined, node: Node, context: FrameworkContext): void {
  const value = texts(input);
  if (value === undefined || JSON.stringify(value).length > MAX_SIZE) return;
  context.emit({ kind: "constant", name, value, line: lineOf(node) });
}

/** Only the texts of a value, for nothing else is joined into a name. */
function texts(value: Literal | undefined, depth = 0): Literal | undefined {
  if (typeof value === "string") return value.length > 0 && value.length <= 120 ? value : undefined;
  if (typeof value !== "object" || value === null || depth > 3) return undefined;
  if (Array.isArray(value)) {
    const all = value.map((one: Literal) => texts(one, depth + 1));
    return all.length > 0 && all.length <= MAX_ITEMS && all.every((one) => one !== undefined) ? all : undefined;
  }
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const text = texts(inner as Literal, depth + 1);
    return text === undefined ? [] : [[key, text] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
