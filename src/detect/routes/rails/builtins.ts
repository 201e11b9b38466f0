/** Methods of arrays, hashes, strings and symbols that route files use, so that loops over literals unroll. */
import type { Inflector } from "../../../text/inflections.js";
import { entryOf, Hash, isTruthy, listOf, Sym, sameValue, textOf, Unknown, type Value } from "./values.js";

export type Yield = (values: readonly Value[]) => Value;

type Builtin<T> = (self: T, args: readonly Value[], run: Yield | null, inflector: Inflector) => Value;

const pairs = (hash: Hash): readonly Value[] => hash.entries.map(([key, value]) => [key, value]);

const STRING: Readonly<Record<string, Builtin<string>>> = {
  to_s: (self) => self,
  to_str: (self) => self,
  freeze: (self) => self,
  dup: (self) => self,
  to_sym: (self) => new Sym(self),
  intern: (self) => new Sym(self),
  upcase: (self) => self.toUpperCase(),
  downcase: (self) => self.toLowerCase(),
  capitalize: (self) => self.slice(0, 1).toUpperCase() + self.slice(1).toLowerCase(),
  strip: (self) => self.trim(),
  pluralize: (self, _args, _run, inflector) => inflector.pluralize(self),
  singularize: (self, _args, _run, inflector) => inflector.singularize(self),
  underscore: (self, _args, _run, inflector) => inflector.underscore(self),
  camelize: (self, _args, _run, inflector) => inflector.camelize(self),
  classify: (self, _args, _run, inflector) => inflector.classify(self),
  tableize: (self, _args, _run, inflector) => inflector.tableize(self),
  dasherize: (self) => self.replaceAll("_", "-"),
  parameterize: (self) => self.toLowerCase().replace(/[^a-z0-9\-_]+/g, "-"),
  demodulize: (self) => self.slice(self.lastIndexOf(":") + 1),
  "+": (self, [other]) => (typeof other === "string" ? self + other : new Unknown("+")),
  split: (self, [by]) => self.split(typeof by === "string" ? by : /\s+/),
  tr: (self, [from, to]) =>
    typeof from === "string" && typeof to === "string" && from.length === 1
      ? self.replaceAll(from, to)
      : new Unknown("tr"),
  gsub: (self, [from, to]) =>
    typeof from === "string" && typeof to === "string" ? self.replaceAll(from, to) : new Unknown("gsub"),
  delete_prefix: (self, [prefix]) =>
    typeof prefix === "string" && self.startsWith(prefix) ? self.slice(prefix.length) : self,
  delete_suffix: (self, [suffix]) =>
    typeof suffix === "string" && self.endsWith(suffix) ? self.slice(0, -suffix.length) : self,
  "start_with?": (self, args) => args.some((prefix) => typeof prefix === "string" && self.startsWith(prefix)),
  "end_with?": (self, args) => args.some((suffix) => typeof suffix === "string" && self.endsWith(suffix)),
  "empty?": (self) => self === "",
  "present?": (self) => self.trim() !== "",
  "blank?": (self) => self.trim() === "",
  to_i: (self) => Number.parseInt(self, 10) || 0,
};

const each: Builtin<readonly Value[]> = (self, _args, run) => {
  for (const item of self) run?.([item]);
  return self;
};

const ARRAY: Readonly<Record<string, Builtin<readonly Value[]>>> = {
  each,
  each_entry: each,
  map: (self, _args, run) => self.map((item) => run?.([item]) ?? null),
  collect: (self, _args, run) => self.map((item) => run?.([item]) ?? null),
  flat_map: (self, _args, run) => self.flatMap((item) => listOf(run?.([item]) ?? null)),
  each_with_index: (self, _args, run) => {
    self.forEach((item, index) => void run?.([item, index]));
    return self;
  },
  each_with_object: (self, [memo = null], run) => {
    for (const item of self) run?.([item, memo]);
    return memo;
  },
  select: (self, _args, run) => self.filter((item) => isTruthy(run?.([item]))),
  filter: (self, _args, run) => self.filter((item) => isTruthy(run?.([item]))),
  reject: (self, _args, run) => self.filter((item) => !isTruthy(run?.([item]))),
  "+": (self, [other]) => [...self, ...listOf(other)],
  "|": (self, [other]) => uniq([...self, ...listOf(other)]),
  "-": (self, [other]) => self.filter((item) => !listOf(other).some((gone) => sameValue(gone, item))),
  "&": (self, [other]) => self.filter((item) => listOf(other).some((kept) => sameValue(kept, item))),
  concat: (self, args) => [...self, ...args.flatMap((list) => listOf(list))],
  without: (self, args) => self.filter((item) => !args.some((gone) => sameValue(gone, item))),
  excluding: (self, args) => self.filter((item) => !args.some((gone) => sameValue(gone, item))),
  freeze: (self) => self,
  to_a: (self) => self,
  compact: (self) => self.filter((item) => item !== null),
  flatten: (self) => flatten(self),
  uniq: (self) => uniq(self),
  sort: (self) => [...self].sort((a, b) => ((textOf(a) ?? "") < (textOf(b) ?? "") ? -1 : 1)),
  reverse: (self) => [...self].reverse(),
  first: (self) => self[0] ?? null,
  last: (self) => self.at(-1) ?? null,
  join: (self, [by]) => self.map((item) => textOf(item) ?? "").join(typeof by === "string" ? by : ""),
  "include?": (self, [item = null]) => self.some((other) => sameValue(other, item)),
  "empty?": (self) => self.length === 0,
  "any?": (self) => self.length > 0,
  "present?": (self) => self.length > 0,
  size: (self) => self.length,
  length: (self) => self.length,
  product: (self, [other]) => self.flatMap((left) => listOf(other).map((right): Value => [left, right])),
  zip: (self, [other]) => self.map((left, index): Value => [left, listOf(other)[index] ?? null]),
  index_with: (self, _args, run) => new Hash(self.map((item) => [item, run?.([item]) ?? null] as const)),
  to_h: (self) => new Hash(self.map((item) => [listOf(item)[0] ?? null, listOf(item)[1] ?? null] as const)),
};

const flatten = (list: readonly Value[]): readonly Value[] =>
  list.flatMap((item) => (Array.isArray(item) ? flatten(item) : [item as Value]));

const uniq = (list: readonly Value[]): readonly Value[] =>
  list.filter((item, index) => list.findIndex((other) => sameValue(other, item)) === index);

const HASH: Readonly<Record<string, Builtin<Hash>>> = {
  each: (self, _args, run) => {
    for (const [key, value] of self.entries) run?.([key, value]);
    return self;
  },
  each_pair: (self, _args, run) => {
    for (const [key, value] of self.entries) run?.([key, value]);
    return self;
  },
  map: (self, _args, run) => self.entries.map(([key, value]) => run?.([key, value]) ?? null),
  each_key: (self, _args, run) => {
    for (const [key] of self.entries) run?.([key]);
    return self;
  },
  each_value: (self, _args, run) => {
    for (const [, value] of self.entries) run?.([value]);
    return self;
  },
  keys: (self) => self.entries.map(([key]) => key),
  values: (self) => self.entries.map(([, value]) => value),
  freeze: (self) => self,
  to_h: (self) => self,
  to_a: (self) => pairs(self),
  merge: (self, args) => mergeHashes([self, ...args.filter((arg): arg is Hash => arg instanceof Hash)]),
  "[]": (self, [key = null]) => lookUp(self, key),
  fetch: (self, [key = null, fallback = null]) => lookUp(self, key) ?? fallback,
  dig: (self, [key = null]) => lookUp(self, key),
  except: (self, args) => new Hash(self.entries.filter(([key]) => !args.some((gone) => sameValue(gone, key)))),
  slice: (self, args) => new Hash(self.entries.filter(([key]) => args.some((kept) => sameValue(kept, key)))),
  "key?": (self, [key = null]) => self.entries.some(([other]) => sameValue(other, key)),
  "empty?": (self) => self.entries.length === 0,
};

const lookUp = (hash: Hash, key: Value): Value => hash.entries.find(([other]) => sameValue(other, key))?.[1] ?? null;

/** Later entries replace earlier ones in place. */
export function mergeHashes(hashes: readonly Hash[]): Hash {
  const entries: [Value, Value][] = [];
  for (const hash of hashes) {
    for (const [key, value] of hash.entries) {
      const known = entries.find(([other]) => sameValue(other, key));
      if (known === undefined) entries.push([key, value]);
      else known[1] = value;
    }
  }
  return new Hash(entries);
}

/** `1..3` as a list; one that is not literal or very long stays unknown. */
export function rangeOf(from: Value, to: Value, exclusive: boolean): Value {
  if (typeof from !== "number" || typeof to !== "number" || to - from > 1000) return new Unknown("range");
  return Array.from({ length: Math.max(0, to - from + (exclusive ? 0 : 1)) }, (_, at) => from + at);
}

const index = (self: readonly Value[], key: Value | undefined): Value =>
  typeof key === "number" ? (self.at(key) ?? null) : new Unknown("[]");

/** The method's result; undefined where it is not one of ours. */
export function callBuiltin(
  self: Value,
  name: string,
  args: readonly Value[],
  run: Yield | null,
  inflector: Inflector,
): Value | undefined {
  if (self instanceof Unknown || args.some((argument) => argument instanceof Unknown)) return undefined;
  if (name === "==" || name === "===") return sameValue(self, args[0] ?? null);
  if (name === "!=") return !sameValue(self, args[0] ?? null);
  if (name === "tap" || name === "then") return run?.([self]) ?? self;
  if (name === "presence") return self;
  if (Array.isArray(self))
    return name === "[]" ? index(self, args[0]) : entryOf(ARRAY, name)?.(self, args, run, inflector);
  if (self instanceof Hash) return entryOf(HASH, name)?.(self, args, run, inflector);
  if (self instanceof Sym) return callSymbol(self, name, args, run, inflector);
  if (typeof self === "string") return entryOf(STRING, name)?.(self, args, run, inflector);
  if (typeof self === "number") return callNumber(self, name, args, run);
  if (self === null) return entryOf(NIL, name);
  return undefined;
}

const NIL: Readonly<Record<string, Value>> = { to_s: "", to_a: [], "nil?": true, "present?": false, "blank?": true };

function callSymbol(
  self: Sym,
  name: string,
  args: readonly Value[],
  run: Yield | null,
  inflector: Inflector,
): Value | undefined {
  if (name === "to_sym" || name === "freeze") return self;
  const result = entryOf(STRING, name)?.(self.name, args, run, inflector);
  const keeps = name !== "to_s" && typeof result === "string" && !["pluralize", "singularize"].includes(name);
  return keeps ? new Sym(result) : result;
}

function callNumber(self: number, name: string, args: readonly Value[], run: Yield | null): Value | undefined {
  if (name === "to_s") return String(self);
  const [other] = args;
  if (name === "+" && typeof other === "number") return self + other;
  if (name !== "times" || self > 1000) return undefined;
  for (let count = 0; count < self; count += 1) run?.([count]);
  return self;
}
