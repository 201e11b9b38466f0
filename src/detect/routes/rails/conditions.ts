/** Decides a condition in a route program as production would; null where only the running app knows. */
import type { DslNode } from "../../../model/dsl-program.js";
import { Constant, entryOf, isTruthy, Unknown, type Value } from "./values.js";

export interface Decided {
  /** null: not known, both branches count. */
  readonly value: boolean | null;
  /** What was assumed, for the reader; null where nothing was. */
  readonly assumed: string | null;
}

const ENVIRONMENTS: Readonly<Record<string, boolean>> = {
  "production?": true,
  "development?": false,
  "test?": false,
  "local?": false,
  "staging?": false,
};

const isRailsEnv = (node: DslNode | null): boolean =>
  node?.k === "call" && node.name === "env" && node.receiver?.k === "constant" && node.receiver.name === "Rails";

const isEnvironmentName = (node: DslNode | undefined): string | null =>
  node?.k === "string" || node?.k === "symbol" ? node.value : null;

/** `Rails.env.development?`, `Rails.env == "test"`, `%w[a b].include?(Rails.env)`; null for anything else. */
function environmentTest(node: DslNode): boolean | null {
  if (node.k !== "call") return null;
  if (isRailsEnv(node.receiver)) {
    if (node.name === "==") return isEnvironmentName(node.args[0]) === "production";
    if (node.name === "!=") return isEnvironmentName(node.args[0]) !== "production";
    if (node.name === "in?" && node.args[0]?.k === "array") return listsProduction(node.args[0].items);
    return entryOf(ENVIRONMENTS, node.name) ?? null;
  }
  const [argument] = node.args;
  if (node.name === "include?" && argument !== undefined && isRailsEnv(argument) && node.receiver?.k === "array") {
    return listsProduction(node.receiver.items);
  }
  return null;
}

const listsProduction = (items: readonly DslNode[]): boolean =>
  items.some((item) => isEnvironmentName(item) === "production");

function combine(node: DslNode, run: (node: DslNode) => Value): boolean | null {
  if (node.k === "not") {
    const inner = combine(node.value, run);
    return inner === null ? null : !inner;
  }
  if (node.k === "sequence" && node.body.length === 1 && node.body[0] !== undefined) return combine(node.body[0], run);
  if (node.k === "and" || node.k === "or") {
    const left = combine(node.left, run);
    if (left !== null && left === (node.k === "or")) return left;
    const right = combine(node.right, run);
    if (right !== null && right === (node.k === "or")) return right;
    return left === null || right === null ? null : node.k === "and";
  }
  const environment = environmentTest(node);
  if (environment !== null) return environment;
  const value = run(node);
  if (value instanceof Unknown || value instanceof Constant) return null;
  return isTruthy(value);
}

const readsEnvironment = (node: DslNode): boolean => {
  if (environmentTest(node) !== null) return true;
  if (node.k === "not") return readsEnvironment(node.value);
  if (node.k === "sequence") return node.body.some(readsEnvironment);
  return (node.k === "and" || node.k === "or") && (readsEnvironment(node.left) || readsEnvironment(node.right));
};

export function decideCondition(test: DslNode, run: (node: DslNode) => Value): Decided {
  const value = combine(test, run);
  if (value === null) return { value, assumed: "Routes under a condition that only the running app knows: kept" };
  return { value, assumed: readsEnvironment(test) ? "Routes under Rails.env: production's branch taken" : null };
}
