/** Resolves the table uses of all files: each use of a model becomes one of its table. */
import type { Diagnostic } from "../../model/evidence.js";
import type { TableUse } from "../../model/file-facts.js";
import type { DetectInput } from "../input.js";
import { CollectionNames } from "./collection-names.js";
import { modelIndexOf } from "./model-index.js";
import { modelTablesOf } from "./model-tables.js";
import { ownFiles } from "./sources.js";
import { isSystemTable } from "./system-tables.js";

export interface ResolvedUse {
  readonly path: string;
  readonly table: string;
  readonly mode: TableUse["mode"];
  readonly via: string;
  readonly line: number;
  readonly within: string;
}

const known = new WeakMap<DetectInput["facts"], readonly ResolvedUse[]>();

export function resolvedUses(input: DetectInput): readonly ResolvedUse[] {
  const found = known.get(input.facts);
  if (found !== undefined) return found;
  const names = new CollectionNames(input);
  const uses = ownFiles(input.facts).flatMap((file) =>
    file.tables.flatMap((use): ResolvedUse[] => {
      const { mode, via, line, within } = use;
      return tablesOf(file.path, use, input, names).map((table) => ({
        path: file.path,
        table,
        mode,
        via,
        line,
        within,
      }));
    }),
  );
  known.set(input.facts, uses);
  return uses;
}

/** Collections that a function is handed by its parameter, where nobody is seen to give it a name. */
export function findUnnamedCollections(input: DetectInput): readonly Diagnostic[] {
  const names = new CollectionNames(input);
  return ownFiles(input.facts).flatMap((file) =>
    file.tables.flatMap((use): Diagnostic[] => {
      const open = use.via === "query-builder" && use.table === null && use.model?.kind === "param";
      if (!open || tablesOf(file.path, use, input, names).length > 0) return [];
      const message = "Nobody is seen to name the MongoDB collection used here: its table is missing";
      return [{ code: "collection-name-unread", path: file.path, line: use.line, message }];
    }),
  );
}

function tablesOf(path: string, use: TableUse, input: DetectInput, names: CollectionNames): readonly string[] {
  if (use.table !== null) return isSystemTable(use.table) ? [] : [use.table];
  const entry = use.model === null ? null : modelIndexOf(input).find(path, use.model);
  const table = entry === null ? null : modelTablesOf(input).tableOf(entry);
  return table === null ? names.given(path, use.model) : [table];
}
