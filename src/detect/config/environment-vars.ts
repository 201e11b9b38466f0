/** Turns reads through the app's own name for the environment (`env.PORT`, where env is parsed process.env) into variables. */
import type { Origin } from "../../model/file-facts.js";
import type { DetectInput } from "../input.js";
import type { VarRead } from "./var-read.js";

export function readEnvironmentVars({ facts, resolution }: DetectInput): readonly VarRead[] {
  const holders = new Map<string, Set<string>>();
  for (const { path, fragments } of facts)
    for (const fragment of fragments)
      if (fragment.kind === "environment")
        holders.set(path, (holders.get(path) ?? new Set<string>()).add(fragment.name));
  const holdsIt = (path: string, origin: Origin): boolean => {
    // A schema of the environment names its variables itself.
    if (origin.kind === "global") return true;
    // `export default wrap(process.env)` resolves to `wrap`: the export itself is asked first.
    if (
      origin.kind === "import" &&
      holders.get(resolution.fileOf?.(path, origin.source) ?? "")?.has(origin.name) === true
    )
      return true;
    const target = resolution.resolve(path, origin);
    if (target.kind === "file") return isWholeModule(holders.get(target.path));
    return target.kind === "definition" && holders.get(target.path)?.has(target.name) === true;
  };
  return facts.flatMap(({ path, marks, fragments }) =>
    fragments.flatMap((fragment) => {
      if (fragment.kind !== "environment-read" || !holdsIt(path, fragment.of)) return [];
      const { name, line } = fragment;
      return [{ name, at: { path, line, ...(marks.includes("test") ? { note: "test" } : {}) } }];
    }),
  );
}

const isWholeModule = (names: ReadonlySet<string> | undefined): boolean =>
  names !== undefined && (names.has("=") || names.has("default"));
