/** Joins functions that load a folder with the calls that name one: which files each calling file loads. */
import type { FileFacts } from "../../model/file-facts.js";
import type { ResolvedReference } from "../../model/resolution.js";
import type { Specifiers } from "./specifiers.js";
import type { Symbols } from "./symbols.js";

export function linkFolderLoads(
  facts: readonly FileFacts[],
  symbols: Symbols,
  specifiers: Specifiers,
): readonly ResolvedReference[] {
  const loaders = new Set<string>();
  for (const { path, fragments } of facts)
    for (const fragment of fragments)
      if (fragment.kind === "folder-loader") loaders.add(`${path} ${fragment.function} ${fragment.index}`);
  if (loaders.size === 0) return [];
  return facts.flatMap(({ path: from, fragments }) =>
    fragments.flatMap((fragment) => {
      if (fragment.kind !== "folder-call") return [];
      const target = symbols.resolve(from, fragment.of);
      if (target.kind !== "definition" || !loaders.has(`${target.path} ${target.name} ${fragment.index}`)) return [];
      const { folder, line } = fragment;
      const note = `${target.name} loads ${folder}`;
      return specifiers
        .expand(from, `${folder}/*`)
        .map((to) => ({ from, to, kind: "import", symbol: "*", count: 1, line, note }));
    }),
  );
}
