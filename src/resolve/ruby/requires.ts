/** Turns require paths into files of the repo: relative to the file, below a lib/, or the name as it stands. */
import type { Workspace } from "../../model/workspace.js";

export type FindRequired = (from: string, source: string) => string | null;

function joinRelative(from: string, source: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of source.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

export function createRequireFinder(workspace: Workspace): FindRequired {
  const files = new Set(workspace.files.map((file) => file.path));
  const libraries = [...new Set([...files].flatMap((path) => /^(.*?(?:^|\/)lib\/)/.exec(path)?.[1] ?? []))].sort();
  const withExtension = (path: string): string | null =>
    [path, `${path}.rb`].find((candidate) => files.has(candidate)) ?? null;
  return (from, source) => {
    if (source.startsWith(".")) return withExtension(joinRelative(from, source));
    for (const base of [...libraries, ""]) {
      const found = withExtension(`${base}${source}`);
      if (found?.endsWith(".rb")) return found;
    }
    return null;
  };
}
