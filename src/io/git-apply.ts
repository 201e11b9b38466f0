/** Applies a patch to the app's own files: all hunks or none. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { UserError } from "../model/errors.js";

export function applyPatch(root: string, patch: string): void {
  if (readFileSync(patch, "utf8") === "") return;
  // Reversed first: a patch that is in place already is no error.
  if (git(root, ["apply", "--check", "--reverse", patch]).status === 0) return;
  const applied = git(root, ["apply", patch]);
  if (applied.status !== 0) {
    throw new UserError(`the patch does not apply: ${applied.stderr.trim()}`, {
      hint: "run migrate generate again, or make the edits of migration/monolith.patch by hand",
    });
  }
}

function git(root: string, args: readonly string[]): { status: number | null; stderr: string } {
  return spawnSync("git", [...args], { cwd: root, encoding: "utf8" });
}
