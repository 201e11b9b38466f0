/** Counts the markers left for a person in generated files. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readGeneratedRecord } from "./artifacts.js";

const MARKER = "VALUELINE-PORT:";

export function countMarkers(root: string): readonly { readonly path: string; readonly count: number }[] {
  return Object.keys(readGeneratedRecord(root))
    .filter((path) => /^(services|valueline|app\/valueline)\//.test(path) && existsSync(join(root, path)))
    .map((path) => ({ path, count: readFileSync(join(root, path), "utf8").split(MARKER).length - 1 }))
    .filter(({ count }) => count > 0);
}
