/** Turns the analysis that an earlier run left into the modules it named, so that a small change renames none. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Analysis } from "../model/analysis.js";
import type { Module } from "../model/proposal.js";

/** None where there is no earlier analysis, or not one that this version reads. */
export function readEarlierModules(folder: string): readonly Pick<Module, "id" | "files">[] {
  try {
    const earlier = JSON.parse(readFileSync(join(folder, "analysis.json"), "utf8")) as Partial<Analysis>;
    if (earlier.schema !== "valueline/analysis/1") return [];
    return (earlier.modules ?? []).map(({ id, files }) => ({ id, files }));
  } catch {
    return [];
  }
}
