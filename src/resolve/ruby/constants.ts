/** Turns the definitions of all Ruby files into look-ups of constants as Ruby makes them: lexical scopes, ancestors, top level. */
import type { Definition, FileFacts } from "../../model/file-facts.js";
import type { Autoload } from "./autoload-roots.js";

export interface FoundConstant {
  readonly path: string;
  readonly name: string;
  /** What was written after the constant that was found. */
  readonly members: readonly string[];
}

interface Place {
  readonly path: string;
  readonly definition: Definition | null;
  readonly rank: number;
}

const SHAPES = new Set(["class", "module", "constant"]);

/** Of several files that open a constant, the one named after it owns it; then app code before lib before tests; then the longest. */
function rankOf(file: FileFacts, definition: Definition, expected: string | null): number {
  const named = expected === definition.name ? 0 : 1000;
  const test = file.marks.includes("test") ? 500 : 0;
  const folder = /(^|\/)app\//.test(file.path) ? 0 : /(^|\/)lib\//.test(file.path) ? 50 : 80;
  const reopens = /_decorator\.rb$|\/(overrides|extensions|monkey_?patches|core_ext)\//.test(file.path) ? 100 : 0;
  const base = definition.bases.some((one) => one.how === "extends") ? 0 : 10;
  const size = 9 - Math.min(9, Math.floor((definition.endLine - definition.line) / 10));
  return named + test + folder + reopens + base + size;
}

export class Constants {
  readonly #places = new Map<string, Place>();
  /** Every definition of a class or module, reopenings included, for ancestors. */
  readonly #openings = new Map<string, Definition[]>();
  readonly #namespaces = new Set<string>();
  readonly #methods = new Map<string, { path: string; line: number }>();
  readonly #ancestors = new Map<string, readonly string[]>();

  constructor(facts: readonly FileFacts[], autoload: Autoload) {
    for (const file of facts) this.#addFile(file, autoload.expectedConstant(file.path));
    for (const name of this.#places.keys()) this.#addNamespaces(name);
  }

  #addFile(file: FileFacts, expected: string | null): void {
    for (const definition of file.definitions) {
      if (!SHAPES.has(definition.kind)) {
        if (!this.#methods.has(definition.name) || !file.marks.includes("test")) {
          this.#methods.set(definition.name, { path: file.path, line: definition.line });
        }
        continue;
      }
      this.#add(definition.name, { path: file.path, definition, rank: rankOf(file, definition, expected) });
      if (definition.kind === "constant" || file.marks.includes("test")) continue;
      const openings = this.#openings.get(definition.name);
      if (openings === undefined) this.#openings.set(definition.name, [definition]);
      else openings.push(definition);
    }
    if (expected !== null && !file.marks.includes("test")) {
      this.#add(expected, { path: file.path, definition: null, rank: 5000 });
    }
  }

  #add(name: string, place: Place): void {
    const known = this.#places.get(name);
    if (known === undefined || place.rank < known.rank || (place.rank === known.rank && place.path < known.path)) {
      this.#places.set(name, place);
    }
  }

  #addNamespaces(name: string): void {
    for (let at = name.lastIndexOf("::"); at > 0; at = name.lastIndexOf("::", at - 1)) {
      this.#namespaces.add(name.slice(0, at));
    }
  }

  place(name: string): string | null {
    return this.#places.get(name)?.path ?? null;
  }

  method(name: string): { path: string; line: number } | null {
    return this.#methods.get(name) ?? null;
  }

  /** Full names of superclass and mixins, nearest first, each resolved from where it is written. */
  ancestorsOf(name: string, depth = 0): readonly string[] {
    const known = this.#ancestors.get(name);
    if (known !== undefined || depth > 20) return known ?? [];
    this.#ancestors.set(name, []);
    const found: string[] = [];
    for (const definition of this.#openings.get(name) ?? []) {
      for (const { origin, how } of definition.bases) {
        if (how === "extend" || origin.kind !== "constant") continue;
        const base = this.find(origin.name, origin.nesting, depth + 1);
        if (base === null || base.members.length > 0 || base.name === name) continue;
        found.push(base.name, ...this.ancestorsOf(base.name, depth + 1));
      }
    }
    const unique = [...new Set(found)];
    this.#ancestors.set(name, unique);
    return unique;
  }

  #known(name: string): boolean {
    return this.#places.has(name) || this.#namespaces.has(name);
  }

  /** Scopes where the first segment may live, in Ruby's order. */
  #scopes(nesting: readonly string[], depth: number): readonly string[] {
    const inner = nesting.at(-1);
    const ancestors = inner === undefined || depth > 20 ? [] : this.ancestorsOf(inner, depth + 1);
    return [...[...nesting].reverse(), ...ancestors, ""];
  }

  find(written: string, nesting: readonly string[], depth = 0): FoundConstant | null {
    const absolute = written.startsWith("::");
    const name = absolute ? written.slice(2) : written;
    const scopes = absolute ? [""] : this.#scopes(nesting, depth);
    for (const scope of scopes) {
      const full = scope === "" ? name : `${scope}::${name}`;
      const place = this.#places.get(full);
      if (place !== undefined) return { path: place.path, name: full, members: [] };
    }
    const segments = name.split("::");
    return this.#findInherited(segments, scopes, depth) ?? this.#findPart(segments, scopes);
  }

  /** `Child::CONSTANT` where an ancestor of Child holds the constant. */
  #findInherited(segments: readonly string[], scopes: readonly string[], depth: number): FoundConstant | null {
    if (segments.length < 2 || depth > 20) return null;
    const owner = segments.slice(0, -1).join("::");
    for (const scope of scopes) {
      const full = scope === "" ? owner : `${scope}::${owner}`;
      if (!this.#places.has(full)) continue;
      for (const ancestor of this.ancestorsOf(full, depth + 1)) {
        const name = `${ancestor}::${segments.at(-1)}`;
        const place = this.#places.get(name);
        if (place !== undefined) return { path: place.path, name, members: [] };
      }
    }
    return null;
  }

  /** The longest beginning that is defined; what follows was made at run time (enums, Struct members). */
  #findPart(segments: readonly string[], scopes: readonly string[]): FoundConstant | null {
    for (let length = segments.length - 1; length > 0; length -= 1) {
      const head = segments.slice(0, length).join("::");
      for (const scope of scopes) {
        const full = scope === "" ? head : `${scope}::${head}`;
        const place = this.#places.get(full);
        if (place !== undefined && place.definition !== null) {
          return { path: place.path, name: full, members: segments.slice(length) };
        }
        // Ruby stops at the first scope that has the first segment, even as a mere namespace.
        if (this.#known(full)) return null;
      }
    }
    return null;
  }
}
