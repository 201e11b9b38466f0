/** Says which function of the app a callee means, by the name that parameters of it carry. */
import type { FileFacts, Origin } from "../../model/file-facts.js";
import type { DetectInput } from "../input.js";
import { ownFiles } from "./sources.js";

export class CalledFunctions {
  readonly #input: DetectInput;
  readonly #facts: ReadonlyMap<string, FileFacts>;

  constructor(input: DetectInput) {
    this.#input = input;
    this.#facts = new Map(ownFiles(input.facts).map((file) => [file.path, file]));
  }

  /** The function that a callee means; of a module that is a function, the one it exports. */
  find(path: string, callee: Origin): { readonly path: string; readonly name: string } | null {
    const target = this.#input.resolution.resolve(path, callee);
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
