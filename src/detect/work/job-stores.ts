/** Says which library keeps the jobs of an object that another file made: `new Agenda()`, `new PgBoss()`. */
import type { Origin } from "../../model/file-facts.js";
import { plainName, stepsOf } from "../data/origin-names.js";
import { ownFiles, placed } from "../data/sources.js";
import type { DetectInput } from "../input.js";

interface Store {
  readonly path: string;
  readonly system: string;
  readonly name: string;
}

export class JobStores {
  readonly #input: DetectInput;
  readonly #stores: readonly Store[];

  constructor(input: DetectInput) {
    this.#input = input;
    this.#stores = placed(ownFiles(input.facts), "job-store").map(({ path, fragment: { system, origin } }) => ({
      path,
      system,
      name: stepsOf(origin).at(-1) ?? ("name" in origin ? plainName(origin.name) : ""),
    }));
  }

  /** The library as written, or that of the object as seen in file `path`; null where it keeps no jobs. */
  systemOf(path: string, system: string, origin: Origin | undefined): string | null {
    if (system !== "" || origin === undefined) return system === "" ? null : system;
    // What a function is handed is the one object of its kind that the app has.
    if (origin.kind === "param") return this.#stores.find((store) => store.system === "agenda")?.system ?? null;
    const target = this.#input.resolution.resolve(path, origin);
    const file = this.#fileOf(path, origin, target);
    const here = this.#stores.filter((store) => store.path === file);
    const name = target.kind === "definition" ? plainName(stepsOf(target).at(-1) ?? target.name) : null;
    const named = here.find((store) => store.name === name);
    return (
      (named ?? (here.length > 0 && (name === null || name === "=" || name === "default") ? here[0] : undefined))
        ?.system ?? null
    );
  }

  /** `module.exports = new PgBoss(url)` resolves to the package; the file between is the app's own. */
  #fileOf(path: string, origin: Origin, target: ReturnType<DetectInput["resolution"]["resolve"]>): string | null {
    if (target.kind === "definition" || target.kind === "file") return target.path;
    return origin.kind === "import" ? (this.#input.resolution.fileOf?.(path, origin.source) ?? null) : null;
  }
}
