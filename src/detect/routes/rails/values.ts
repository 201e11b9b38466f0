/** The values of a route program while it runs: Ruby's, as far as routes use them. */
import type { DslBlock } from "../../../model/dsl-program.js";

export class Sym {
  constructor(readonly name: string) {}
}

export class Hash {
  constructor(readonly entries: readonly (readonly [Value, Value])[]) {}

  /** Value under a symbol key. */
  get(name: string): Value | undefined {
    return this.entries.find(([key]) => key instanceof Sym && key.name === name)?.[1];
  }
}

export class Regex {
  constructor(
    readonly source: string,
    readonly flags = "",
  ) {}
}

export class Constant {
  constructor(
    readonly name: string,
    readonly nesting: readonly string[],
  ) {}
}

/** A lambda, proc or block, with the scope it was written in. */
export class Closure {
  constructor(
    readonly block: DslBlock,
    readonly scope: Variables,
    readonly source: string,
  ) {}
}

/** What answers a request without a controller: redirects, Rack apps. `label` is what `rails routes` prints. */
export class Endpoint {
  constructor(readonly label: string) {}
}

/** The mapper itself, as a block parameter; `options` come from `with_options`. */
export class MapperRef {
  constructor(readonly options: Hash | null = null) {}
}

/** Known to exist, not knowable here. */
export class Unknown {
  constructor(readonly source: string) {}
}

/** The engines of the app, as a loop over them sees each. */
export class EngineSet extends Unknown {}

export type Value =
  | string
  | number
  | boolean
  | null
  | Sym
  | Hash
  | Regex
  | Constant
  | Closure
  | Endpoint
  | MapperRef
  | Unknown
  | readonly Value[];

export interface Variables {
  readonly values: Map<string, Value>;
  readonly parent: Variables | null;
  /** File it is written in, for evidence. */
  readonly file: string;
  /** Receiver of bare calls. */
  readonly self: MapperRef;
}

/** Text of a string, symbol, number or constant, as `to_s` prints it; null for the rest. */
export function textOf(value: Value | undefined): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof Sym) return value.name;
  if (value instanceof Constant) return value.name;
  return null;
}

/** Entry of a table under a name from the app, which may be "constructor". */
export const entryOf = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** nil and false are falsy; Unknown is neither. */
export const isTruthy = (value: Value | undefined): boolean => value !== undefined && value !== null && value !== false;

/** `Array(value)`. */
export function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value as Value];
}

export const textsOf = (value: Value | undefined): readonly string[] =>
  listOf(value).flatMap((item) => textOf(item) ?? []);

/** Equality as `==` has it, for literals. */
export function sameValue(left: Value, right: Value): boolean {
  if (left instanceof Sym && right instanceof Sym) return left.name === right.name;
  return left === right;
}

/** How a constraint prints: a regular expression as /re/. */
export function printValue(value: Value): string {
  if (value instanceof Regex) return `/${value.source}/${value.flags}`;
  if (value instanceof Closure) return value.source;
  if (value instanceof Endpoint) return value.label;
  if (value instanceof Unknown) return value.source;
  if (Array.isArray(value)) return `[${value.map(printValue).join(", ")}]`;
  return textOf(value as Value) ?? "";
}
