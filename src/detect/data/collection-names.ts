/** Turns calls that hand a collection's name to a function into the names that each parameter stands for. */
import type { FileFacts, Origin } from "../../model/file-facts.js";
import type { DetectInput } from "../input.js";
import { ownFiles } from "./sources.js";

const NAME = /^[\w.-]+$/;

export class CollectionNames {
  readonly #names = new Map<string, Set<string>>();
  readonly #facts: ReadonlyMap<string, FileFacts>;

  constructor(private readonly input: DetectInput) {
    const files = ownFiles(input.facts);
    this.#facts = new Map(files.map((file) => [file.path, file]));
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
      const called = this.#function(path, callee);
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

  /** The function that a callee means; of a module that is a function, the one it exports. */
  #function(path: string, callee: Origin): { readonly path: string; readonly name: string } | null {
    const target = this.input.resolution.resolve(path, callee);
    if (target.kind !== "definition" && target.kind !== "file") return null;
    const name = target.kind === "definition" ? target.name : "=";
    if (name !== "=" && name !== "default") return { path: target.path, name: this.#constructed(target.path, name) };
    const whole = this.#facts.get(target.path)?.exports.find((one) => one.name === name)?.origin;
    return whole?.kind === "local" ? { path: target.path, name: this.#constructed(target.path, whole.name) } : null;
  }

  /** A class is called through its constructor. */
  #constructed(path: string, name: string): string {
    const definitions = this.#facts.get(path)?.definitions ?? [];
    return definitions.some((one) => one.kind === "class" && one.name === name) ? `${name}#constructor` : name;
  }
}

type Parameter = Extract<Origin, { kind: "param" }>;

const isParam = (model: Origin | null): model is Parameter => model?.kind === "param";

const keyOf = (path: string, { function: name, index }: Parameter): string => `${path}#${name}#${index}`;
