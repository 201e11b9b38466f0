/** Turns assignments and returns into aliases: other names that a router of the file goes by. */
import type { Origin } from "../../../../../model/file-facts.js";
import type { AliasFragment } from "../../../../../model/fragments.js";
import { isCall, isFunction, isMember, keyName, lineOf, type Node, unwrap } from "../../ast.js";
import type { FrameworkContext } from "../../framework.js";
import { bindingOrigin, extend } from "../../origins.js";
import { keyOfOrigin, stateOf } from "./state.js";
import { makerOf, routerOf } from "./symbols.js";

export function symbol(id: Node & { name: string }, context: FrameworkContext): Origin {
  const owner = context.binding(id.name)?.scope.owner ?? context.owner;
  return { kind: "local", name: owner === "" ? id.name : `${owner}/${id.name}` };
}

/** What an assignment sets, seen as itself and not as what it held before. */
export function leftOrigin(left: Node, context: FrameworkContext): Origin {
  if (left.type === "Identifier") {
    const binding = context.binding(left.name);
    return binding === null
      ? { kind: "global", name: left.name }
      : binding.kind === "variable"
        ? symbol(left, context)
        : bindingOrigin(binding, { follow: "entity", className: "" });
  }
  return context.origin(left);
}

export function addAlias(from: Origin, input: Node, context: FrameworkContext): void {
  const node = rightmost(input);
  const state = stateOf(context);
  if (node.type === "ObjectExpression") {
    for (const property of node.properties) {
      if (property.type !== "ObjectProperty") continue;
      const name = keyName(property.key, property.computed);
      if (name !== null && state.aliases.length < 3000) addAlias(extend(from, name), property.value, context);
    }
    return;
  }
  if (
    !isCall(node) &&
    node.type !== "NewExpression" &&
    node.type !== "Identifier" &&
    !isMember(node) &&
    !isFunction(node)
  )
    return;
  if (from.kind === "unknown" || from.kind === "global") return;
  state.aliases.push(context.later(() => aliasOf(from, node, context)));
}

function aliasOf(from: Origin, node: Node, context: FrameworkContext): AliasFragment | null {
  if (makerOf(node, context) !== null) return null;
  const to = isFunction(node) ? context.origin(node) : (routerOf(node, context) ?? context.origin(node));
  if (to.kind === "global" || to.kind === "unknown" || keyOfOrigin(to) === keyOfOrigin(from)) return null;
  return { kind: "alias", from, to, line: lineOf(node) };
}

function rightmost(input: Node): Node {
  let node = unwrap(input);
  while (node.type === "AssignmentExpression") node = unwrap(node.right);
  return node;
}

export function addReturn(argument: Node, owner: string, context: FrameworkContext): void {
  addAlias({ kind: "local", name: owner, members: ["()"] }, argument, context);
}

const localName = (origin: Origin): string | null => (origin.kind === "local" ? origin.name : null);

/** Aliases that lead to or from what the fragments mention, to a fixed point. */
export function keepAliases(
  context: FrameworkContext,
  aliases: readonly AliasFragment[],
  mentioned: Set<string>,
): void {
  const names = new Set([...mentioned].filter((key) => key.startsWith("local ")).map((key) => key.split(" ")[1]!));
  const kept = new Set<AliasFragment>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const alias of aliases) {
      if (kept.has(alias)) continue;
      const to = localName(alias.to);
      const from = localName(alias.from);
      const leads = mentioned.has(keyOfOrigin(alias.to)) || (to !== null && names.has(to));
      if (!leads && !(from !== null && names.has(from))) continue;
      kept.add(alias);
      grew = true;
      if (from !== null) names.add(from);
      if (to !== null) names.add(to);
    }
  }
  for (const alias of handedOut(aliases)) kept.add(alias);
  for (const alias of kept) context.emit(alias);
}

/** Routers that an object of the app carries along, and the functions that return such an object. */
function handedOut(aliases: readonly AliasFragment[]): readonly AliasFragment[] {
  const given = aliases.filter(isHandedOut);
  const owners = new Set(given.map((one) => localName(one.from)));
  const returns = aliases.filter(
    ({ from, to }) => owners.has(localName(to)) && to.kind === "local" && !to.members && localName(from) !== null,
  );
  return [...given, ...returns];
}

/** `ctx.admin = require("./admin")(env)`: another file may mount it as `ctx.admin`. */
const isHandedOut = ({ from, to }: AliasFragment): boolean =>
  (from.kind === "param" || from.kind === "local") &&
  from.members?.length === 1 &&
  from.members[0] !== "()" &&
  to.kind === "import" &&
  to.name === "*" &&
  to.members?.at(-1) === "()" &&
  /^[./~@#]/.test(to.source);
