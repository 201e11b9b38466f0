/** Turns an expression into its Origin: the import, definition, parameter or global it stands for, with the way from there. */
import type { Origin } from "../../../model/file-facts.js";
import {
  anonymousName,
  type CallNode,
  isCall,
  isClass,
  isFunction,
  isMember,
  type MemberNode,
  memberName,
  type Node,
  unwrap,
} from "./ast.js";
import { elementOf, followNode, stepName } from "./follow.js";
import { loadPattern } from "./loads.js";
import { type Binding, lookup, type Scope, standsForExports } from "./scopes.js";

const MAX_DEPTH = 24;
const INTEROP = /^_?_?(interopRequire(Default|Wildcard)|importDefault|importStar|esModuleInterop)$/;

/** How far to go: "entity" stops at variables that hold a call's result, "value" follows them. */
export interface OriginRules {
  readonly follow: "entity" | "value";
  /** Key of the class whose `this` is meant, "" where none. */
  readonly className: string;
}

const unknown = (name: string): Origin => ({ kind: "unknown", name });

export function extend(origin: Origin, ...members: readonly string[]): Origin {
  if (members.length === 0) return origin;
  if (origin.kind === "unknown" || origin.kind === "string" || origin.kind === "constant") {
    return unknown(`${origin.name}.${members.join(".")}`);
  }
  return { ...origin, members: origin.members === undefined ? members : origin.members.concat(members) };
}

/** Key of a local name: nested ones carry their function. */
export const localKey = (scope: Scope, name: string): string => (scope.owner === "" ? name : `${scope.owner}/${name}`);

export function originOf(input: Node, scope: Scope, rules: OriginRules, depth = 0): Origin {
  const node = unwrap(input);
  if (depth > MAX_DEPTH) return unknown("…");
  switch (node.type) {
    case "Identifier":
    case "JSXIdentifier":
      return identifierOrigin(node.name, scope, rules, depth);
    case "ThisExpression":
      // Outside classes `this` is most often the object a CommonJS module exports its functions on.
      return rules.className === ""
        ? { kind: "local", name: "=" }
        : { kind: "local", name: rules.className, members: ["()"] };
    case "MemberExpression":
    case "OptionalMemberExpression":
      return memberOrigin(node, scope, rules, depth);
    case "CallExpression":
    case "OptionalCallExpression":
      return callOrigin(node, scope, rules, depth);
    case "NewExpression":
      return extend(originOf(node.callee, scope, rules, depth + 1), "()");
    case "ImportExpression":
      return node.source.type === "StringLiteral" ? imported(node.source.value) : unknown("import()");
    case "AssignmentExpression":
      return originOf(node.right, scope, rules, depth + 1);
    case "LogicalExpression": {
      const left = originOf(node.left, scope, rules, depth + 1);
      return left.kind === "unknown" || left.kind === "global" ? originOf(node.right, scope, rules, depth + 1) : left;
    }
    case "ConditionalExpression": {
      const yes = originOf(node.consequent, scope, rules, depth + 1);
      return yes.kind === "unknown" ? originOf(node.alternate, scope, rules, depth + 1) : yes;
    }
    case "SequenceExpression":
      return originOf(node.expressions.at(-1)!, scope, rules, depth + 1);
    case "TSQualifiedName":
      return extend(originOf(node.left, scope, rules, depth + 1), node.right.name);
    case "JSXMemberExpression":
      return extend(originOf(node.object, scope, rules, depth + 1), node.property.name);
    default:
      if (isFunction(node) || isClass(node)) return { kind: "local", name: functionKey(node, scope) };
      return unknown(node.type);
  }
}

/** Keys given to functions and classes as the walk names them. */
const KEYS = new WeakMap<Node, string>();
export const rememberKey = (node: Node, key: string): void => void KEYS.set(node, key);

export function functionKey(node: Node, scope: Scope): string {
  const known = KEYS.get(node);
  if (known !== undefined) return known;
  const id = "id" in node && node.id && typeof node.id === "object" && "name" in node.id ? node.id.name : null;
  return typeof id === "string" ? localKey(scope, id) : anonymousName(node);
}

const imported = (source: string): Origin => ({ kind: "import", source, name: "*" });

function identifierOrigin(name: string, scope: Scope, rules: OriginRules, depth: number): Origin {
  const binding = lookup(scope, name);
  if (binding === null) {
    if (name === "exports") return { kind: "local", name: "=" };
    return { kind: "global", name };
  }
  return bindingOrigin(binding, rules, depth);
}

export function bindingOrigin(binding: Binding, rules: OriginRules, depth = 0): Origin {
  const { current, path } = binding;
  if (binding.kind === "variable" && standsForExports(binding.scope, binding.name)) return { kind: "local", name: "=" };
  if (current !== undefined) return partOf(current.node, path, current.scope, rules, depth);
  if (binding.over !== undefined && depth < MAX_DEPTH) {
    const element = loopOrigin(binding, binding.over, rules, depth);
    if (element !== null) return element;
  }
  switch (binding.kind) {
    case "import":
      return { kind: "import", source: binding.source ?? "", name: binding.imported ?? "default" };
    case "param":
      return paramOrigin(binding);
    case "variable":
      return variableOrigin(binding, rules, depth);
    default:
      return { kind: "local", name: localKey(binding.scope, binding.name) };
  }
}

const REARRANGING = /^(filter|slice|sort|reverse|toSorted|toReversed)$/;

/** An element of a list made elsewhere: "[]" stands for each, "[key]" for its key. */
function loopOrigin(binding: Binding, over: Node, rules: OriginRules, depth: number): Origin | null {
  const { path } = binding;
  const scope = binding.scope.parent ?? binding.scope;
  let list = unwrap(over);
  while (isCall(list) && isMember(list.callee) && REARRANGING.test(memberName(list.callee) ?? ""))
    list = unwrap(list.callee.object);
  const { table, part } = partOfTable(list, binding.overKeys === true);
  const of = originOf(table, scope, rules, depth + 1);
  if (of.kind !== "import" && of.kind !== "local" && of.kind !== "param") return null;
  if (part === "keys") return extend(of, "[key]", ...path);
  if (part !== "entries") return extend(of, "[]", ...path);
  if (path[0] === "0") return extend(of, "[key]", ...path.slice(1));
  return path[0] === "1" ? extend(of, "[]", ...path.slice(1)) : null;
}

/** What `Object.entries(table)` and the like go through. */
function partOfTable(list: Node, keys: boolean): { readonly table: Node; readonly part: string } {
  const callee = isCall(list) ? unwrap(list.callee) : null;
  const first = isCall(list) ? list.arguments[0] : undefined;
  const named = isMember(callee) && callee.object.type === "Identifier" && callee.object.name === "Object";
  const part = named ? (memberName(callee) ?? "") : "";
  if (first !== undefined && /^(keys|values|entries)$/.test(part)) return { table: unwrap(first), part };
  return { table: list, part: keys ? "keys" : "values" };
}

function paramOrigin(binding: Binding): Origin {
  const { path, scope } = binding;
  const origin: Origin = { kind: "param", function: scope.owner, index: binding.index ?? 0 };
  if (binding.rest && path.length === 0) return { ...origin, members: ["..."] };
  return path.length === 0 ? origin : { ...origin, members: path };
}

const isSimple = (node: Node): boolean =>
  node.type === "Identifier" || node.type === "ThisExpression" || (isMember(node) && isSimple(unwrap(node.object)));

const isLoader = (node: Node): boolean =>
  node.type === "ImportExpression" ||
  (isCall(node) &&
    ((node.callee.type === "Identifier" && (node.callee.name === "require" || INTEROP.test(node.callee.name))) ||
      node.callee.type === "Import")) ||
  (isMember(node) && isLoader(unwrap(node.object)));

function variableOrigin(binding: Binding, rules: OriginRules, depth: number): Origin {
  const local: Origin = { kind: "local", name: localKey(binding.scope, binding.name) };
  const first = firstValue(binding);
  if (first === null) return local;
  let init = unwrap(first.node);
  while (init.type === "AssignmentExpression") init = unwrap(init.right);
  const followed = rules.follow === "value" || binding.path.length > 0 || isSimple(init) || isLoader(init);
  if (!followed || init.type === "ObjectExpression" || isFunction(init) || isClass(init)) {
    if (binding.path.length === 0 || init.type !== "ObjectExpression") return local;
  }
  const origin = partOf(init, binding.path, first.scope, rules, depth + 1);
  return origin.kind === "unknown" || (origin.kind === "global" && binding.init === null) ? local : origin;
}

/** What the variable starts with; declared empty, the one value that it is given. */
function firstValue({ init, assigned, scope }: Binding): { readonly node: Node; readonly scope: Scope } | null {
  const empty =
    init === null || init.type === "NullLiteral" || (init.type === "Identifier" && init.name === "undefined");
  if (!empty) return { node: init, scope };
  return assigned === undefined || assigned === "many" ? null : assigned;
}

/** Origin of the part of a value that a pattern takes. */
function partOf(node: Node, path: readonly string[], scope: Scope, rules: OriginRules, depth: number): Origin {
  let value = unwrap(node);
  let at = 0;
  for (; at < path.length; at++) {
    const inner = elementOf(value, path[at]!);
    if (inner === null) break;
    value = inner;
  }
  const origin = originOf(value, scope, rules, depth + 1);
  const rest = path.slice(at);
  // `const [router, name] = args` with `(...args)`: positions of the call's arguments.
  if (origin.kind === "param" && origin.members?.at(-1) === "..." && /^\d+$/.test(rest[0] ?? "")) {
    const { members: _members, ...param } = origin;
    return extend({ ...param, index: origin.index + Number(rest[0]) }, ...rest.slice(1));
  }
  return extend(origin, ...rest);
}

function memberOrigin(node: MemberNode, scope: Scope, rules: OriginRules, depth: number): Origin {
  const object = unwrap(node.object);
  const name = stepName(node, scope);
  if (object.type === "Identifier" && object.name === "module" && name === "exports" && !lookup(scope, "module")) {
    return { kind: "local", name: "=" };
  }
  if (name !== null) {
    const inner = elementOf(followNode(object, scope).node, name);
    if (inner !== null && !isFunction(inner)) {
      const at = followNode(object, scope);
      if (at.node !== object) return originOf(inner, at.scope, rules, depth + 1);
    }
  }
  return extend(originOf(object, scope, rules, depth + 1), name ?? "[]");
}

function callOrigin(node: CallNode, scope: Scope, rules: OriginRules, depth: number): Origin {
  const callee = unwrap(node.callee);
  const first = node.arguments[0];
  if (callee.type === "Import" || (callee.type === "Identifier" && callee.name === "require")) {
    const source = first ? loadPattern(first, scope) : null;
    return source !== null && !lookup(scope, "require") ? imported(source) : unknown("require()");
  }
  if (
    first &&
    ((callee.type === "Identifier" && INTEROP.test(callee.name)) ||
      (isMember(callee) && INTEROP.test(memberName(callee) ?? "")))
  ) {
    return originOf(first, scope, rules, depth + 1);
  }
  if (first && callee.type === "Identifier") {
    // fastify-plugin hands its function on unchanged but for its scope. https://github.com/fastify/fastify-plugin
    const wrapper = originOf(callee, scope, rules, depth + 1);
    if (wrapper.kind === "import" && wrapper.source === "fastify-plugin")
      return originOf(first, scope, rules, depth + 1);
  }
  if (isMember(callee) && memberName(callee) === "bind") return originOf(callee.object, scope, rules, depth + 1);
  return extend(originOf(callee, scope, rules, depth + 1), "()");
}
