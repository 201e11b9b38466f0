/** Runs parse, resolve and the route detector over a folder of files, for tests. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DetectInput } from "../../src/detect/input.js";
import type { FileFacts } from "../../src/model/file-facts.js";
import { createParser } from "../../src/parse/index.js";
import { resolveReferences } from "../../src/resolve/index.js";

const parser = createParser({
  wasm: () => {
    throw new Error("no Ruby here");
  },
});

/** Files by path, as if they lay in one repo. */
export function inputOf(files: Readonly<Record<string, string>>): DetectInput {
  const paths = Object.keys(files).sort();
  const reader = { read: (path: string) => files[path] ?? null, bytes: () => null };
  const facts = paths.flatMap((path): FileFacts[] => {
    if (!/\.([cm]?[jt]sx?|graphqls?|gql|prisma)$/.test(path)) return [];
    const one = parser.parse({ path, text: files[path]!, bytes: new Uint8Array() });
    return one === null ? [] : [one];
  });
  const workspace = {
    files: paths.map((path) => ({ path, digest: "", size: files[path]!.length, executable: false })),
    skipped: [],
  };
  const resolution = resolveReferences(facts, workspace, reader);
  // Routes ask neither Heroku nor the catalogues.
  return { facts, resolution, workspace, reader } as unknown as DetectInput;
}

export function readFixture(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !path.includes("node_modules"))
      files[path.slice(folder.length + 1)] = readFileSync(path, "utf8");
  }
  return files;
}
