/** Turns GraphQL fragments of all files into types found by name or by symbol, and their fields with what is spread into them. */
import type { FileFacts, Origin } from "../../../model/file-facts.js";
import type { GraphqlField, GraphqlFieldsFragment, GraphqlRootFragment } from "../../../model/fragments.js";
import type { Resolution } from "../../../model/resolution.js";
import { keyOf } from "./keys.js";

const MAX_DEPTH = 8;

export interface PlacedType {
  readonly facts: FileFacts;
  readonly fragment: GraphqlFieldsFragment;
}

export interface PlacedField {
  readonly path: string;
  readonly generated: boolean;
  /** Name of the type that has it. */
  readonly type: string | null;
  readonly field: GraphqlField;
}

export class GraphqlTypes {
  readonly #resolution: Resolution;
  readonly #facts: ReadonlyMap<string, FileFacts>;
  readonly #byName = new Map<string, PlacedType[]>();
  readonly #bySymbol = new Map<string, PlacedType[]>();
  readonly #roots: { path: string; fragment: GraphqlRootFragment }[] = [];
  readonly #resolvers = new Map<string, PlacedField>();

  constructor(facts: readonly FileFacts[], resolution: Resolution) {
    this.#resolution = resolution;
    this.#facts = new Map(facts.map((one) => [one.path, one]));
    const resolvers: PlacedType[] = [];
    for (const one of facts) {
      for (const fragment of one.fragments) {
        if (fragment.kind === "graphql-root") this.#roots.push({ path: one.path, fragment });
        else if (fragment.kind !== "graphql-fields") continue;
        else if (fragment.as === "resolvers") resolvers.push({ facts: one, fragment });
        else this.#note({ facts: one, fragment });
      }
    }
    for (const placed of resolvers) {
      for (const one of this.fieldsOf(placed)) {
        const name = `${placed.fragment.type}.${one.field.name}`;
        if (!this.#resolvers.has(name)) this.#resolvers.set(name, one);
      }
    }
  }

  #note(placed: PlacedType): void {
    const { type, origin } = placed.fragment;
    if (type !== null) this.#byName.set(type, [...(this.#byName.get(type) ?? []), placed]);
    if (origin?.kind !== "local") return;
    const key = keyOf(placed.facts.path, origin.name, origin.members ?? []);
    this.#bySymbol.set(key, [...(this.#bySymbol.get(key) ?? []), placed]);
  }

  /** Types that answer an operation: by the default name, by a schema's word, else by a name like `RootQueryType`. */
  roots(operation: GraphqlRootFragment["operation"], type: string): readonly PlacedType[] {
    const names = new Set([type]);
    const found = new Set<PlacedType>();
    for (const { path, fragment } of this.#roots) {
      if (fragment.operation !== operation) continue;
      if (fragment.type !== null) names.add(fragment.type);
      for (const one of fragment.origin === null ? [] : this.#held(path, fragment.origin)) {
        found.add(one);
        if (one.fragment.type !== null) names.add(one.fragment.type);
      }
    }
    for (const name of names) for (const one of this.#byName.get(name) ?? []) found.add(one);
    if (found.size > 0) return [...found];
    return [`Root${type}`, `${type}Type`, `Root${type}Type`, `${type}Root`].flatMap(
      (name) => this.#byName.get(name) ?? [],
    );
  }

  fieldsOf({ facts, fragment }: PlacedType, type = fragment.type, depth = 0): readonly PlacedField[] {
    if (depth > MAX_DEPTH) return [];
    const generated = facts.marks.includes("generated");
    const own = fragment.fields.map((field): PlacedField => ({ path: facts.path, generated, type, field }));
    const spread = fragment.spread.flatMap((origin) => this.#held(facts.path, origin));
    return [...own, ...spread.flatMap((one) => this.fieldsOf(one, type, depth + 1))];
  }

  resolver(type: string, field: string): PlacedField | null {
    return this.#resolvers.get(`${type}.${field}`) ?? null;
  }

  /** Names of all fields that resolver maps answer. */
  answered(): readonly string[] {
    return [...this.#resolvers.values()].map((one) => one.field.name);
  }

  /** What a symbol holds: a type or a map of fields, wherever it is written. */
  #held(path: string, origin: Origin, depth = 0): readonly PlacedType[] {
    if (depth > MAX_DEPTH || (origin.kind !== "import" && origin.kind !== "local")) return [];
    if (origin.kind === "local") {
      const here = this.#bySymbol.get(keyOf(path, origin.name, origin.members ?? []));
      if (here !== undefined) return here;
    }
    const target = this.#resolution.resolve(path, origin);
    if (target.kind === "definition")
      return this.#bySymbol.get(keyOf(target.path, target.name, target.members ?? [])) ?? [];
    if (target.kind !== "file") return [];
    const whole = this.#facts.get(target.path)?.exports.find((one) => one.name === "default" || one.name === "=");
    const kept = this.#bySymbol.get(`${target.path}#${whole?.name ?? "="}`);
    if (kept !== undefined || whole?.origin == null) return kept ?? [];
    return this.#held(target.path, whole.origin, depth + 1);
  }
}
