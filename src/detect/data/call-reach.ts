/** Follows calls into the functions they mean, to the tables written there. */
import type { CallFact, Origin } from "../../model/file-facts.js";
import type { DetectInput } from "../input.js";
import { plainName, stepsOf } from "./origin-names.js";
import type { ResolvedUse } from "./table-uses.js";

const MAX_DEPTH = 2;

export class CallReach {
  readonly #input: DetectInput;
  /** Writes and calls by file and enclosing definition. */
  readonly #writes = new Map<string, ResolvedUse[]>();
  readonly #byFile = new Map<string, ResolvedUse[]>();
  readonly #calls = new Map<string, CallFact[]>();
  readonly #names = new Map<string, ReadonlySet<string>>();

  constructor(input: DetectInput, uses: readonly ResolvedUse[]) {
    this.#input = input;
    for (const use of uses) {
      if (use.mode !== "write") continue;
      push(this.#writes, `${use.path}\n${use.within}`, use);
      push(this.#byFile, use.path, use);
    }
    for (const file of input.facts) {
      for (const call of file.calls) if (call.within !== "") push(this.#calls, `${file.path}\n${call.within}`, call);
      this.#names.set(file.path, new Set(file.definitions.map((one) => one.name)));
    }
  }

  writesBetween(path: string, from: number, to: number): readonly string[] {
    const uses = this.#byFile.get(path) ?? [];
    return uses.filter((use) => use.line >= from && use.line <= to).map((use) => use.table);
  }

  /** Tables written by the function that the call means, and by those it calls. */
  writesBehind(path: string, callee: Origin, depth = 0, seen: Set<string> = new Set()): ReadonlySet<string> {
    const tables = new Set<string>();
    const place = depth >= MAX_DEPTH ? null : this.#definition(path, callee);
    if (place === null || seen.has(`${place.path}\n${place.name}`)) return tables;
    seen.add(`${place.path}\n${place.name}`);
    for (const use of this.#writes.get(`${place.path}\n${place.name}`) ?? []) tables.add(use.table);
    for (const call of this.#calls.get(`${place.path}\n${place.name}`) ?? []) {
      for (const table of this.writesBehind(place.path, call.callee, depth + 1, seen)) tables.add(table);
    }
    return tables;
  }

  /** `ledger.book()` -> book; `new Ledger().book()` -> Ledger#book; `Ledger.book()` -> Ledger.book. */
  #definition(path: string, callee: Origin): { readonly path: string; readonly name: string } | null {
    const target = this.#input.resolution.resolve(path, callee);
    if (target.kind !== "definition") return null;
    const names = this.#names.get(target.path) ?? new Set();
    const steps = (target.members ?? stepsOf(callee)).filter((step) => step !== "()");
    const last = steps.at(-1);
    const candidates = [
      `${target.name}#${last}`,
      `${target.name}.${last}`,
      ...(last === undefined ? [] : [last]),
      target.name,
    ];
    const name = candidates.find((one) => names.has(one)) ?? candidates.map(plainName).find((one) => names.has(one));
    return name === undefined ? null : { path: target.path, name };
  }
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
