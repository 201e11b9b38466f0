/** Turns the facts of all files into a Resolution: each language answers for its own files. */
import type { FileFacts } from "../model/file-facts.js";
import type { SourceReader } from "../model/ports.js";
import type { Resolution } from "../model/resolution.js";
import type { Workspace } from "../model/workspace.js";
import { byKeys } from "../text/order.js";
import { resolvers } from "./resolvers.js";

export function resolveReferences(facts: readonly FileFacts[], workspace: Workspace, reader: SourceReader): Resolution {
  const made = resolvers.map((create) => create({ facts, workspace, reader }));
  const byLanguage = new Map(made.flatMap((one) => one.languages.map((id) => [id, one] as const)));
  const byPath = new Map(facts.map((one) => [one.path, byLanguage.get(one.language)] as const));
  return {
    resolve: (path, origin) =>
      byPath.get(path)?.resolve(path, origin) ?? { kind: "unresolved", name: "name" in origin ? origin.name : "" },
    fileOf: (path, source) => byPath.get(path)?.fileOf?.(path, source) ?? null,
    expand: (path, source) => byPath.get(path)?.expand?.(path, source) ?? [],
    references: made
      .flatMap((one) => one.references)
      .sort(
        byKeys(
          (one) => one.from,
          (one) => one.to,
          (one) => one.kind,
          (one) => one.symbol,
        ),
      ),
    packages: made.flatMap((one) => one.packages).sort(byKeys((one) => one.name)),
    diagnostics: made
      .flatMap((one) => one.diagnostics)
      .sort(
        byKeys(
          (one) => one.path,
          (one) => one.line ?? 0,
          (one) => one.code,
          (one) => one.message,
        ),
      ),
  };
}
