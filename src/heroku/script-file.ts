/** Finds the repo file that a script argument means: with its extension, as a folder's index, or as the source of built output. */
import { field, parseYaml, textOf } from "../text/data-node.js";
import { joinPath, type Repo } from "./repo.js";

export function findScriptFile(repo: Repo, folder: string, word: string, extensions: readonly string[]): string | null {
  const path = joinPath(folder, word);
  return withExtension(repo, path, extensions) ?? sourceOfBuilt(repo, folder, path, extensions);
}

function withExtension(repo: Repo, path: string, extensions: readonly string[]): string | null {
  const candidates = [
    path,
    ...extensions.map((end) => path + end),
    ...extensions.map((end) => joinPath(path, `index${end}`)),
  ];
  return candidates.find((candidate) => repo.has(candidate)) ?? null;
}

/** `dist/main.js` is not committed; tsconfig's outDir, or the usual names, tell which source it is built from. */
function sourceOfBuilt(repo: Repo, folder: string, path: string, extensions: readonly string[]): string | null {
  const bare = path.replace(/\.[cm]?js$/, "");
  for (const [out, root] of outputFolders(repo, folder)) {
    if (!bare.startsWith(`${out}/`)) continue;
    const inside = bare.slice(out.length + 1);
    for (const base of [root, joinPath(folder, "src"), joinPath(folder, "")]) {
      const found = withExtension(repo, joinPath(base, inside), extensions);
      if (found !== null) return found;
    }
  }
  return null;
}

function outputFolders(repo: Repo, folder: string): readonly (readonly [string, string])[] {
  const stated: (readonly [string, string])[] = [];
  for (const name of ["tsconfig.build.json", "tsconfig.json"]) {
    const text = repo.read(joinPath(folder, name));
    if (text === null) continue;
    // tsconfig allows comments and trailing commas; YAML's flow form with comments cut reads the plain ones.
    const options = field(parseYaml(text).root, "compilerOptions");
    const out = textOf(field(options, "outDir"));
    if (out !== null) stated.push([joinPath(folder, out), joinPath(folder, textOf(field(options, "rootDir")) ?? "")]);
  }
  const usual = ["dist", "build", "lib", "out", "compiled"].map(
    (name) => [joinPath(folder, name), joinPath(folder, "src")] as const,
  );
  return [...stated, ...usual];
}
