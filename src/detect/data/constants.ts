/** Says which text a symbol of another file stands for: queue names kept as constants, enums or config objects. */
import type { Literal, Origin } from "../../model/file-facts.js";
import type { DetectInput } from "../input.js";
import { plainName } from "./origin-names.js";

export class Constants {
  readonly #resolution: DetectInput["resolution"];
  readonly #values = new Map<string, Literal>();

  constructor({ facts, resolution }: DetectInput) {
    this.#resolution = resolution;
    for (const file of facts) {
      for (const fragment of file.fragments) {
        if (fragment.kind !== "constant") continue;
        const key = `${file.path}\n${fragment.name}`;
        const known = this.#values.get(key);
        // `exports.A = ...; exports.B = ...` come one by one.
        const both = isRecord(known) && isRecord(fragment.value);
        this.#values.set(key, both ? { ...known, ...fragment.value } : fragment.value);
      }
    }
  }

  text(path: string, origin: Origin | undefined): string | null {
    if (origin === undefined) return null;
    if (origin.kind === "string") return origin.name;
    const target = this.#resolution.resolve(path, origin);
    if (target.kind !== "definition") return null;
    const steps = [plainName(target.name), ...(target.members ?? [])];
    return (
      this.#read(target.path, steps) ??
      this.#read(target.path, ["=", ...steps]) ??
      this.#read(target.path, ["default", ...steps])
    );
  }

  #read(path: string, [name, ...steps]: readonly string[]): string | null {
    let value: Literal = this.#values.get(`${path}\n${name}`);
    for (const step of steps) value = isRecord(value) ? value[step] : undefined;
    return typeof value === "string" ? value : null;
  }
}

const isRecord = (value: Literal): value is { readonly [key: string]: Literal } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
