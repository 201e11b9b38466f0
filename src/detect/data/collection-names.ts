/** Turns calls that hand a collection's name to a function into the names that each parameter stands for. */
import type { FileFacts, Origin } from "../../model/file-facts.js";
import type { DetectInput } from "../input.js";
import { CalledFunctions } from "./called-function.js";
import { ownFiles } from "./sources.js";

const NAME = /^[\w.-]+$/;

export class CollectionNames {
  readonly #names = new Map<string, Set<string>>();
  readonly #functions: CalledFunctions;

  constructor(input: DetectInput) {
    const files = ownFiles(input.facts);
    this.#functions = new CalledFunctions(input);
    const asked = new Set(
      files.flatMap(({ path, tables }) => tables.flatMap(({ model }) => (isParam(model) ? [keyOf(path, model)] : []))),
    );
    if (asked.size === 0) return;
    for (const file of files) this.#readCalls(file, asked);
  }

  /** Collections that callers name for the parameter, sorted. */
  given(path: string, model: Origin | null): readonly string[] {
    return isParam(model) ? [...(this.#names.get(keyOf(path, model)) ?? [])].sort() : [];
  }

  #readCalls({ path, fragments, calls }: FileFacts, asked: ReadonlySet<string>): void {
    const add = (callee: Origin, index: number, name: string): void => {
      const called = this.#functions.find(path, callee);
      const key = called === null ? "" : `${called.path}#${called.name}#${index}`;
      if (!asked.has(key)) return;
      const known = this.#names.get(key);
      if (known === undefined) this.#names.set(key, new Set([name]));
      else known.add(name);
    };
    for (const one of fragments) if (one.kind === "collection-name") add(one.callee, one.index, one.name);
    for (const { callee, args } of calls)
      args.forEach((value, index) => {
        if (typeof value === "string" && NAME.test(value)) add(callee, index, value);
      });
  }
}

type Parameter = Extract<Origin, { kind: "param" }>;

const isParam = (model: Origin | null): model is Parameter => model?.kind === "param";

const keyOf = (path: string, { function: name, index }: Parameter): string => `${path}#${name}#${index}`;
