/** Turns reads through the app's own names for the environment (`env.PORT`, `readEnv("PORT")`) into variables. */
import type { FileFacts, Origin } from "../../model/file-facts.js";
import type { EnvironmentReaderFragment } from "../../model/fragments.js";
import type { Resolution } from "../../model/resolution.js";
import type { DetectInput } from "../input.js";
import type { VarRead } from "./var-read.js";

const UPPER = /^[A-Z][A-Z0-9_]+$/;

export function readEnvironmentVars({ facts, resolution }: DetectInput): readonly VarRead[] {
  const names = new EnvironmentNames(facts, resolution);
  return facts.flatMap((file) => [...readMembers(file, names), ...readCalls(file, names)]);
}

const readMembers = ({ path, marks, fragments }: FileFacts, names: EnvironmentNames): readonly VarRead[] =>
  fragments.flatMap((fragment) =>
    fragment.kind === "environment-read" && names.reads(path, fragment)
      ? [{ name: fragment.name, at: placeOf(path, fragment.line, marks) }]
      : [],
  );

const readCalls = ({ path, marks, calls }: FileFacts, names: EnvironmentNames): readonly VarRead[] =>
  calls.flatMap(({ callee, args, line }) => {
    if (!args.some((argument) => typeof argument === "string" && UPPER.test(argument))) return [];
    const index = names.readerIndex(path, callee);
    const name = index === undefined ? undefined : args[index];
    return typeof name === "string" && UPPER.test(name) ? [{ name, at: placeOf(path, line, marks) }] : [];
  });

const placeOf = (path: string, line: number, marks: readonly string[]): VarRead["at"] => ({
  path,
  line,
  ...(marks.includes("test") ? { note: "test" } : {}),
});

interface Asked extends EnvironmentReaderFragment {
  readonly path: string;
}

/** Knows what stands for the environment, and which functions read the variable that a parameter names. */
class EnvironmentNames {
  /** Path -> names in that file. */
  readonly #holders = new Map<string, Set<string>>();
  /** "path function" -> position of the parameter. */
  readonly #readers = new Map<string, number>();
  readonly #resolution: Resolution;

  constructor(facts: readonly FileFacts[], resolution: Resolution) {
    this.#resolution = resolution;
    const asked: Asked[] = [];
    for (const { path, fragments } of facts)
      for (const fragment of fragments) {
        if (fragment.kind === "environment")
          this.#holders.set(path, (this.#holders.get(path) ?? new Set<string>()).add(fragment.name));
        if (fragment.kind === "environment-reader") asked.push({ ...fragment, path });
      }
    this.#learnReaders(asked);
  }

  /** A reader may hand the name to another one: the rounds end when none is new. */
  #learnReaders(asked: readonly Asked[]): void {
    const open = asked.filter((one) => !this.#learnReader(one));
    if (open.length < asked.length && open.length > 0) this.#learnReaders(open);
  }

  #learnReader(asked: Asked): boolean {
    const reads = this.reads(asked.path, asked);
    if (reads) this.#readers.set(`${asked.path} ${asked.function}`, asked.index);
    return reads;
  }

  /** `handedAt`: `of` is called with the name at that position; null: the name is looked up in `of`. */
  reads(path: string, { of, handedAt }: { readonly of: Origin; readonly handedAt: number | null }): boolean {
    return handedAt === null ? this.#isEnvironment(path, of) : this.readerIndex(path, of) === handedAt;
  }

  readerIndex(path: string, callee: Origin): number | undefined {
    if (this.#readers.size === 0) return undefined;
    const target = this.#resolution.resolve(path, callee);
    return target.kind === "definition" ? this.#readers.get(`${target.path} ${target.name}`) : undefined;
  }

  #isEnvironment(path: string, origin: Origin): boolean {
    if (origin.kind === "global") return origin.name === "process" && origin.members?.[0] === "env";
    if (this.#holders.size === 0) return false;
    // `export default wrap(process.env)` resolves to `wrap`: the export itself is asked first.
    if (origin.kind === "import") {
      const file = this.#resolution.fileOf?.(path, origin.source) ?? "";
      if (this.#holders.get(file)?.has(origin.name) === true) return true;
    }
    const target = this.#resolution.resolve(path, origin);
    if (target.kind === "file") return isWholeModule(this.#holders.get(target.path));
    return target.kind === "definition" && this.#holders.get(target.path)?.has(target.name) === true;
  }
}

const isWholeModule = (names: ReadonlySet<string> | undefined): boolean =>
  names !== undefined && (names.has("=") || names.has("default"));
