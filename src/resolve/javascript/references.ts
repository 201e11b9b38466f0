/** Turns uses of imported symbols into dependencies between files, counted by kind and symbol. */
import type { FileFacts, ImportFact } from "../../model/file-facts.js";
import type { ResolvedReference, Target } from "../../model/resolution.js";
import type { Specifiers } from "./specifiers.js";
import type { Symbols } from "./symbols.js";

type Mutable = { -readonly [K in keyof ResolvedReference]: ResolvedReference[K] };

class Tally {
  readonly #found = new Map<string, Mutable>();
  readonly #from: string;
  readonly reached = new Set<string>();

  constructor(from: string) {
    this.#from = from;
  }

  add(to: string, kind: string, symbol: string, count: number, line: number, note?: string): void {
    this.reached.add(to);
    if (to === this.#from) return;
    const key = `${to}\n${kind}\n${symbol}`;
    const known = this.#found.get(key);
    if (known === undefined) {
      this.#found.set(key, { from: this.#from, to, kind, symbol, count, line, ...(note ? { note } : {}) });
    } else {
      known.count += count;
      known.line = Math.min(known.line, line);
    }
  }

  all(): readonly ResolvedReference[] {
    return [...this.#found.values()];
  }
}

export function linkFile(facts: FileFacts, symbols: Symbols, specifiers: Specifiers): readonly ResolvedReference[] {
  const tally = new Tally(facts.path);
  const used = new Set<string>();
  const typeOnly = new Set(facts.imports.filter((one) => one.typeOnly).map((one) => one.source));
  for (const reference of facts.references) {
    if (reference.origin.kind !== "import") continue;
    used.add(reference.origin.source);
    const target = symbols.resolve(facts.path, reference.origin);
    const to = pathOf(target);
    if (to === null) continue;
    const kind = typeOnly.has(reference.origin.source) && reference.kind === "use" ? "type" : reference.kind;
    tally.add(to, kind, target.kind === "definition" ? target.name : "*", reference.count, reference.line);
  }
  for (const one of facts.imports) linkImport(facts.path, one, used, specifiers, tally);
  return tally.all();
}

const pathOf = (target: Target): string | null =>
  target.kind === "definition" || target.kind === "file" ? target.path : null;

/** Loads that no name was used from: side effects, re-exports, whole folders. */
function linkImport(
  from: string,
  fact: ImportFact,
  used: ReadonlySet<string>,
  specifiers: Specifiers,
  tally: Tally,
): void {
  if (fact.kind === "glob") {
    for (const path of specifiers.expand(from, fact.source)) {
      tally.add(path, "import", "*", 1, fact.line, `loaded by pattern ${fact.source}`);
    }
    return;
  }
  if (used.has(fact.source)) return;
  const resolved = specifiers.resolve(from, fact.source);
  if (resolved.kind !== "file") return;
  const note = fact.kind === "reexport" ? "re-export" : undefined;
  tally.add(resolved.path, fact.typeOnly ? "type" : "import", "*", 1, fact.line, note);
}
