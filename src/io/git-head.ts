/** Reads HEAD's commit from the files of `.git` without starting git; only a cache key rests on it. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** The commit; "nested" below another's top level; null where there is no `.git`; undefined where only git itself can tell. */
export function readHeadQuickly(root: string): string | null | undefined {
  const git = join(root, ".git");
  if (!existsSync(git)) return isNested(root) ? "nested" : null;
  // A worktree or submodule keeps a file here.
  if (!statSync(git).isDirectory()) return undefined;
  const head = readText(join(git, "HEAD"))?.trim();
  if (head === undefined) return undefined;
  const name = head.startsWith("ref: ") ? head.slice(5) : null;
  const commit = name === null ? head : (readText(join(git, name))?.trim() ?? findPacked(git, name));
  if (commit === undefined) return undefined;
  // A deepened shallow clone has the same HEAD and more history.
  return `${commit} ${readText(join(git, "shallow"))?.length ?? 0}`;
}

/** git looks upwards for its top level, and says so where the folder is not it. */
function isNested(folder: string): boolean {
  const parent = dirname(folder);
  return parent !== folder && (existsSync(join(parent, ".git")) || isNested(parent));
}

function findPacked(git: string, name: string): string | undefined {
  const line = readText(join(git, "packed-refs"))
    ?.split("\n")
    .find((text) => text.endsWith(` ${name}`));
  return line?.slice(0, line.indexOf(" "));
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
