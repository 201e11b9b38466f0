/** Resolves the table uses of all files: each use of a model becomes one of its table. */
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

function tablesOf(path: string, use: TableUse, input: DetectInput, names: CollectionNames): readonly string[] {
  if (use.table !== null) return isSystemTable(use.table) ? [] : [use.table];
  const entry = use.model === null ? null : modelIndexOf(input).find(path, use.model);
  const table = entry === null ? null : modelTablesOf(input).tableOf(entry);
  return table === null ? names.given(path, use.model) : [table];
}
