/** Resolves the table uses of all files: each use of a model becomes one of its table. */
import type { TableUse } from "../../model/file-facts.js";
import type { DetectInput } from "../input.js";
import { modelIndexOf } from "./model-index.js";
import { modelTablesOf } from "./model-tables.js";
import { ownFiles } from "./sources.js";

export interface ResolvedUse {
  readonly path: string;
  readonly table: string;
  readonly mode: TableUse["mode"];
  readonly via: string;
  readonly line: number;
  readonly within: string;
}

/** Catalogues of the database itself. */
const SYSTEM =
  /^(information_schema|pg_catalog|sys|mysql|performance_schema)\.|^(pg_\w+|sqlite_\w+|dual|stdin|stdout)$/i;

const known = new WeakMap<DetectInput["facts"], readonly ResolvedUse[]>();

export function resolvedUses(input: DetectInput): readonly ResolvedUse[] {
  const found = known.get(input.facts);
  if (found !== undefined) return found;
  const uses = ownFiles(input.facts).flatMap((file) =>
    file.tables.flatMap((use): ResolvedUse[] => {
      const table = tableOf(file.path, use, input);
      const { mode, via, line, within } = use;
      return table === null ? [] : [{ path: file.path, table, mode, via, line, within }];
    }),
  );
  known.set(input.facts, uses);
  return uses;
}

function tableOf(path: string, use: TableUse, input: DetectInput): string | null {
  if (use.table !== null) return SYSTEM.test(use.table) ? null : use.table;
  const entry = use.model === null ? null : modelIndexOf(input).find(path, use.model);
  return entry === null ? null : modelTablesOf(input).tableOf(entry);
}
