/** Turns the argument of `require` or `import()` into a specifier, or a pattern with "*" where the file cannot tell. */
import { isCall, isMember, memberName, type Node, unwrap } from "./ast.js";
import { literalOf } from "./literals.js";
import { lookup, type Scope } from "./scopes.js";

/** Stands for the file's own folder until the pattern is whole. */
const HERE = "\u0000";

/** `"./" + name` -> "./*", `path.join(__dirname, "routes", file)` -> "./routes/*"; null where nothing is known. */
export function loadPattern(argument: Node, scope: Scope): string | null {
  const listed = listedFiles(argument, scope);
  if (listed !== null) return listed;
  const pattern = piece(argument, scope, 0);
  if (pattern === null || isBoundless(pattern)) return null;
  return pattern
    .replace(/\*+/g, "*")
    .replace(HERE, ".")
    .replace(/^(\.\/)+/, "./");
}

/** Nothing says where it would start and no folder is named: half the repo would match. */
const isBoundless = (pattern: string): boolean => /^\/?\*/.test(pattern) && !/\/[\w.-]+\//.test(pattern);

function piece(input: Node, scope: Scope, depth: number): string | null {
  const node = unwrap(input);
  if (depth > 8) return null;
  const fixed = isCall(node) ? undefined : literalOf(node, scope);
  if (typeof fixed === "string") return fixed;
  const part = (inner: Node) => piece(inner, scope, depth + 1) ?? "*";
  if (node.type === "Identifier") {
    if (node.name === "__dirname") return HERE;
    const binding = lookup(scope, node.name);
    return binding?.constant && binding.init && binding.path.length === 0 && binding.kind === "variable"
      ? piece(binding.init, binding.scope, depth + 1)
      : null;
  }
  if (isMember(node)) return memberName(node) === "dirname" && node.object.type === "MetaProperty" ? HERE : null;
  if (node.type === "TemplateLiteral") {
    return node.quasis
      .map((quasi, index) => {
        const expression = node.expressions[index];
        return (quasi.value.cooked ?? "") + (expression === undefined ? "" : part(expression));
      })
      .join("");
  }
  if (node.type === "BinaryExpression" && node.operator === "+" && node.left.type !== "PrivateName") {
    return part(node.left) + part(node.right);
  }
  if (isCall(node) && /^(join|resolve)$/.test(calledName(node.callee))) {
    const parts = node.arguments.map(part);
    const joined = parts.join("/").replace(/\/{2,}/g, "/");
    // Without __dirname, `path.resolve` and `path.join` start at the working directory: the root of the app.
    return joined.startsWith(HERE) || joined.startsWith("*") ? joined : joined.replace(/^(\.\/|\/)*/, "/");
  }
  if (isCall(node) && /^(cwd)$/.test(calledName(node.callee))) return "/";
  return null;
}

const calledName = (callee: Node): string =>
  callee.type === "Identifier" ? callee.name : isMember(callee) ? (memberName(callee) ?? "") : "";

/** `config.files.routes.forEach((file) => require(path.resolve(file)))`: files that a list elsewhere names, or a glob finds. */
function listedFiles(argument: Node, scope: Scope): string | null {
  let node = unwrap(argument);
  while (
    isCall(node) &&
    /^(join|resolve|toString|normalize)$/.test(calledName(node.callee)) &&
    node.arguments.length > 0
  ) {
    node = unwrap(node.arguments.at(-1)!);
  }
  if (node.type !== "Identifier") return null;
  const over = lookup(scope, node.name)?.over;
  if (over === undefined) return null;
  const list = unwrap(over);
  if (isCall(list) && /^(sync|globSync|glob|globbySync|globby)$/.test(calledName(list.callee)) && list.arguments[0]) {
    const pattern = piece(list.arguments[0], scope, 0);
    return pattern?.includes("*") ? pattern.replace(HERE, ".") : null;
  }
  const keys = memberKeys(list);
  return keys.length >= 2 ? `keys:${keys.slice(-2).join(".")}.*` : null;
}

function memberKeys(node: Node): string[] {
  if (!isMember(node)) return [];
  const name = memberName(node);
  return name === null ? [] : [...memberKeys(unwrap(node.object)), name];
}
