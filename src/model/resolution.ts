/** Resolution: which import, constant or string is which definition, across files. */
import type { Diagnostic } from "./evidence.js";
import type { Origin } from "./origin.js";

/** A definition somewhere: in a file of the repo, or in an external package. */
export type Target =
  | { readonly kind: "definition"; readonly path: string; readonly name: string; readonly members?: readonly string[] }
  /** The whole module. */
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "package"; readonly name: string; readonly member: string | null }
  | { readonly kind: "unresolved"; readonly name: string };

/** One resolved dependency of a file on another, merged per (from, to, kind). */
export interface ResolvedReference {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly symbol: string;
  readonly count: number;
  readonly line: number;
  readonly note?: string;
}

export interface Resolution {
  /** What `origin`, as seen in file `path`, finally stands for: barrels, re-exports and aliases followed. */
  resolve(path: string, origin: Origin): Target;
  /** Files that a loader's pattern ("./routes/*", seen in file `path`) stands for; empty where it is no pattern. */
  expand?(path: string, source: string): readonly string[];
  /** The file that a module specifier of file `path` names; null for packages and what is missing. */
  fileOf?(path: string, source: string): string | null;
  /** File-to-file dependencies, sorted by from, to, kind, symbol. */
  readonly references: readonly ResolvedReference[];
  /** External packages used, sorted by name. */
  readonly packages: readonly { readonly name: string; readonly usedBy: readonly string[] }[];
  readonly diagnostics: readonly Diagnostic[];
}
