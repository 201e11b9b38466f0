/** Binds the parameters of a block or method to values, and finds names through the scopes around. */
import type { DslNode } from "../../../model/dsl-program.js";
import { type Closure, Hash, type Value, type Variables } from "./values.js";

/** Where a method keeps the block it was called with; no Ruby name looks so. */
export const BLOCK = "&block";

export function find(scope: Variables, name: string): Value | undefined {
  for (let at: Variables | null = scope; at !== null; at = at.parent) {
    const value = at.values.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Extra values are dropped, an array is spread over several parameters, as blocks do. */
export function bindParameters(
  closure: Closure,
  args: readonly Value[],
  block: Closure | null,
  run: (node: DslNode) => Value,
): Map<string, Value> {
  const { params } = closure.block;
  const values = new Map<string, Value>();
  const fallback = (node: DslNode | undefined): Value => (node === undefined ? null : run(node));
  const positional = params.filter((parameter) => parameter.kind === "required" || parameter.kind === "optional");
  const [only] = args;
  const spread = args.length === 1 && Array.isArray(only) && positional.length > 1 ? only : args;
  positional.forEach((parameter, at) => {
    values.set(parameter.name, spread[at] ?? fallback(parameter.default));
  });
  const last = spread.at(-1);
  const hash = last instanceof Hash ? last : new Hash([]);
  for (const { kind, name, default: otherwise } of params) {
    if (kind === "rest") values.set(name, spread.slice(positional.length));
    else if (kind === "keyword-rest") values.set(name, hash);
    else if (kind === "keyword") values.set(name, hash.get(name) ?? fallback(otherwise));
    else if (kind === "block" && block !== null) values.set(name, block);
  }
  if (block !== null) values.set(BLOCK, block);
  if (params.length === 0) for (const name of ["it", "_1"]) values.set(name, only ?? null);
  return values;
}
