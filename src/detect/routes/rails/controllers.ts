/** Indexes controllers and their ancestors: where an action is, which filters stand before it, how its caller is known. */
import type { Definition, FileFacts, Literal, Origin } from "../../../model/file-facts.js";
import { byKeys } from "../../../text/order.js";
import { readDependencies } from "../../identity/manifests.js";
import type { DetectInput } from "../../input.js";
import { CallerChecks } from "./caller-checks.js";

export interface ControllerFilter {
  readonly kind: string;
  readonly names: readonly string[];
  readonly only: readonly string[] | null;
  readonly except: readonly string[] | null;
  /** Methods asked by its `if:` and `unless:`. */
  readonly conditions: readonly string[];
  readonly path: string;
  readonly line: number;
}

interface ClassPlace {
  readonly path: string;
  readonly definition: Definition;
}

const textsOf = (value: Literal): readonly string[] | null =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : null;

export class Controllers {
  readonly #places = new Map<string, ClassPlace[]>();
  readonly #methods = new Map<string, { path: string; line: number }>();
  readonly #filters = new Map<string, ControllerFilter[]>();
  readonly checks: CallerChecks;
  readonly #lines = new Map<string, readonly string[]>();

  constructor(private readonly input: DetectInput) {
    this.checks = new CallerChecks((method) => this.#methods.has(method), usesDevise(input) ? "devise" : "session");
    const own = input.facts.filter((facts) => facts.language === "ruby" && !facts.marks.includes("test"));
    for (const facts of own) this.#addFile(facts);
    for (const facts of own) this.#addMacroCalls(facts);
    for (const filters of this.#filters.values())
      filters.sort(
        byKeys(
          ({ path }) => path,
          ({ line }) => line,
        ),
      );
  }

  #addFile(facts: FileFacts): void {
    for (const definition of facts.definitions) {
      if (definition.kind === "method") this.#methods.set(definition.name, { path: facts.path, line: definition.line });
      else if (definition.kind === "class" || definition.kind === "module") {
        push(this.#places, definition.name, { path: facts.path, definition });
      }
    }
    for (const fragment of facts.fragments) {
      if (fragment.kind !== "setting" || fragment.framework !== "rails") continue;
      const value = fragment.value as { readonly [key: string]: Literal };
      if (fragment.name !== "controller-filter") continue;
      push(this.#filters, String(value["within"]), {
        kind: String(value["kind"]),
        names: textsOf(value["names"]) ?? [],
        only: textsOf(value["only"]),
        except: textsOf(value["except"]),
        conditions: textsOf(value["conditions"]) ?? [],
        path: facts.path,
        line: fragment.line,
      });
    }
    this.checks.add(facts);
  }

  /** `verify_session_before only: :edit`: a class method of the app's own that adds filters to its caller. */
  #addMacroCalls(facts: FileFacts): void {
    for (const call of facts.calls) {
      const filters = call.callee.kind === "global" ? this.#filters.get(`macro:${call.text}`) : undefined;
      if (filters === undefined || call.within === "") continue;
      const last = call.args.at(-1);
      const given = typeof last === "object" && last !== null && !Array.isArray(last) ? last : {};
      const listed = (key: "only" | "except"): readonly string[] | null => {
        const value = (given as { readonly [key: string]: Literal })[key];
        return typeof value === "string" ? [value] : textsOf(value);
      };
      for (const filter of filters) {
        const only = listed("only") ?? filter.only;
        const except = listed("except") ?? filter.except;
        push(this.#filters, call.within, { ...filter, only, except, path: facts.path, line: call.line });
      }
    }
  }

  /** The class as Ruby finds it from the route file, e.g. "Api::V1::BooksController". */
  find(name: string, from: string): { readonly path: string; readonly name: string; readonly line: number } | null {
    const target = this.input.resolution.resolve(from, { kind: "constant", name: `::${name}`, nesting: [] });
    if (target.kind !== "definition" || target.members !== undefined) return null;
    const place = this.#places.get(target.name)?.find((one) => one.path === target.path);
    return { path: target.path, name: target.name, line: place?.definition.line ?? 1 };
  }

  method(name: string): { readonly path: string; readonly line: number } | null {
    return this.#methods.get(name) ?? null;
  }

  /** Ancestors first, the class last: the order in which filters are added. Names that end outside the repo are kept. */
  lineage(name: string, seen: ReadonlySet<string> = new Set()): readonly string[] {
    const known = this.#lines.get(name);
    if (known !== undefined) return known;
    if (seen.has(name)) return [];
    const below = new Set([...seen, name]);
    const bases = (this.#places.get(name) ?? []).flatMap(({ path, definition }) =>
      definition.bases.map((base) => ({ path, ...base })),
    );
    const ordered = [
      ...bases.filter((base) => base.how === "extends"),
      ...bases.filter((base) => base.how !== "extends"),
    ];
    const above = ordered.flatMap(({ path, origin }) => this.lineage(this.#nameOf(path, origin), below));
    const line = [...new Set([...above, name])];
    if (seen.size === 0) this.#lines.set(name, line);
    return line;
  }

  #nameOf(path: string, origin: Origin): string {
    const target = this.input.resolution.resolve(path, origin);
    if (target.kind === "definition") return target.name;
    return "name" in origin ? origin.name.replace(/^::/, "") : "";
  }

  filtersOf(name: string): readonly ControllerFilter[] {
    return this.lineage(name).flatMap((one) => this.#filters.get(one) ?? []);
  }
}

/** Locked, or asked for where nothing is locked. */
const usesDevise = (input: DetectInput): boolean =>
  readDependencies(input.workspace, input.reader).some(({ name }) => name === "devise") ||
  input.facts.some(({ calls }) => calls.some(({ text, args }) => text === "gem" && args[0] === "devise"));

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}
