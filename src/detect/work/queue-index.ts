/** Turns queue fragments into an index that says which queue a symbol means. */
import type { Origin } from "../../model/file-facts.js";
import type { QueueFragment } from "../../model/fragments.js";
import type { Constants } from "../data/constants.js";
import { nameOf, plainName, stepsOf } from "../data/origin-names.js";
import { ownFiles, placed } from "../data/sources.js";
import type { DetectInput } from "../input.js";

export interface Queue {
  readonly name: string;
  readonly system: string;
  readonly path: string;
  readonly line: number;
}

interface Entry extends Queue {
  /** Symbol with its steps: "mailQueue", "Mailer.queue". */
  readonly key: string;
}

export class QueueIndex {
  readonly queues: readonly Queue[];
  readonly #byPath = new Map<string, Entry[]>();
  readonly #input: DetectInput;

  constructor(input: DetectInput, constants: Constants) {
    this.#input = input;
    const fragments = placed(ownFiles(input.facts), "queue");
    const makers = new Map<string, QueueFragment>();
    for (const { path, fragment } of fragments) {
      const from = fragment.nameOrigin;
      if (from?.kind === "param") makers.set(`${path}\n${from.function}`, fragment);
    }
    for (const { path, fragment } of fragments) {
      const system = fragment.factory === undefined ? fragment.system : this.#madeBy(path, fragment.factory, makers);
      const name = fragment.name ?? constants.text(path, fragment.nameOrigin);
      if (system === null || name === null) continue;
      const entry = { name, system, path, line: fragment.line, key: keyOf(fragment.origin) };
      const list = this.#byPath.get(path);
      if (list === undefined) this.#byPath.set(path, [entry]);
      else list.push(entry);
    }
    this.queues = [...this.#byPath.values()].flat();
  }

  /** System of the queue that a function of the app makes; null where it makes none. */
  #madeBy(path: string, factory: Origin, makers: ReadonlyMap<string, QueueFragment>): string | null {
    const target = this.#input.resolution.resolve(path, factory);
    if (target.kind !== "definition") return null;
    const names = [target.name, [target.name, ...(target.members ?? [])].join("."), target.members?.at(-1) ?? ""];
    for (const name of names) {
      const maker = makers.get(`${target.path}\n${name}`);
      if (maker !== undefined) return maker.system;
    }
    return null;
  }

  named(name: string): Queue | null {
    return this.queues.find((queue) => queue.name === name) ?? null;
  }

  /** The queue that the symbol, as seen in file `path`, stands for. */
  find(path: string, origin: Origin | undefined): Queue | null {
    if (origin === undefined || origin.kind === "unknown") return null;
    const target = this.#input.resolution.resolve(path, origin);
    if (target.kind === "definition") {
      const steps = (target.members ?? []).filter((step) => step !== "()");
      const found = this.#inFile(target.path, [target.name, ...steps]);
      if (found !== null) return found;
    }
    return this.#throughFile(path, origin);
  }

  #inFile(path: string, key: readonly string[]): Entry | null {
    const here = this.#byPath.get(path) ?? [];
    const whole = key.join(".");
    const last = plainName(key.at(-1) ?? "");
    return (
      here.find((entry) => entry.key === whole) ??
      here.find((entry) => entry.key.startsWith(`${whole}/`)) ??
      here.find((entry) => plainName(entry.key.split(".").at(-1)!) === last) ??
      ((whole === "=" || whole === "default") && here.length === 1 ? here[0]! : null)
    );
  }

  /** An export that stands for a call of the library itself: `module.exports = { mail: new Queue("mail") }`. */
  #throughFile(path: string, origin: Origin): Entry | null {
    if (origin.kind !== "import") return null;
    const target = this.#input.resolution.fileOf?.(path, origin.source) ?? null;
    if (target === null) return null;
    const here = this.#byPath.get(target) ?? [];
    const name = nameOf(origin);
    const named = here.find((entry) => plainName(entry.key) === name);
    return named ?? (here.length === 1 && stepsOf(origin).length === 0 ? here[0]! : null);
  }
}

const keyOf = (origin: Origin): string =>
  origin.kind === "local" ? [origin.name, ...stepsOf(origin)].join(".") : (nameOf(origin) ?? "");
