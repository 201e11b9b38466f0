/** Says which text a symbol of another file stands for: queue names kept as constants, enums or config objects. */
import type { Literal, Origin } from "../../model/file-facts.js";
import { plainName } from "../data/origin-names.js";
import type { DetectInput } from "../input.js";

export class Constants {
  readonly #resolution: DetectInput["resolution"];
  readonly #values = new Map<string, Literal>();

  constructor({ facts, resolution }: DetectInput) {
    this.#resolution = resolution;
    for (const file of facts) {
      for (const fragment of file.fragments) {
        if (fragment.kind === "constant") this.#values.set(`${file.path}\n${fragment.name}`, fragment.value);
      }
    }
  }

  text(path: string, origin: Origin | undefined): string | null {
    if (origin === undefined) return null;
    if (origin.kind === "string") return origin.name;
    const target = this.#resolution.resolve(path, origin);
    if (target.kind !== "definition") return null;
    const members = target.members ?? [];
    const direct =
      this.#values.get(`${target.path}\n${target.name}`) ??
      this.#values.get(`${target.path}\n${plainName(target.name)}`);
    let value: Literal = direct;
    for (const member of members) value = isRecord(value) ? value[member] : undefined;
    return typeof value === "string" ? value : null;
  }
}

const isRecord = (value: Literal): value is { readonly [key: string]: Literal } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
