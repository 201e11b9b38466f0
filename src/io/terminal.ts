/** Tells whether a person sits at a terminal, and reads a file that they named. */
import { readFileSync } from "node:fs";

export const isTerminal = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** null where it cannot be read. */
export function readTextFile(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
