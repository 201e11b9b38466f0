/** CodeGraph: source files and typed, weighted edges between them, plus what each file touches. */

export type EdgeKind =
  | "call"
  | "new"
  | "extends"
  | "decorator"
  | "jsx"
  | "type"
  | "use"
  | "import"
  | "association"
  | "callback"
  | "view"
  | "string"
  | "route"
  | "job"
  | "enqueue";

export interface GraphNode {
  readonly path: string;
  readonly lines: number;
  readonly complexity: number;
  /** Routes (ids) whose handler is here, jobs performed here. */
  readonly routes: readonly string[];
  readonly jobs: readonly string[];
  /** Tables of models defined here: this file owns them. */
  readonly ownedTables: readonly string[];
  /** Names of the classes, modules and functions defined here. */
  readonly names: readonly string[];
  /** Terms of identifiers and comments. */
  readonly words: Readonly<Record<string, number>>;
}

export interface GraphEdge {
  /** Index into nodes. */
  readonly from: number;
  readonly to: number;
  readonly kind: EdgeKind;
  readonly count: number;
  readonly symbol: string;
  readonly line: number;
}

export interface TableEdge {
  readonly node: number;
  readonly table: string;
  readonly mode: "read" | "write";
  readonly count: number;
  readonly line: number;
  readonly via: string;
}

export interface CodeGraph {
  /** Sorted by path. */
  readonly nodes: readonly GraphNode[];
  /** Sorted by from, to, kind. */
  readonly edges: readonly GraphEdge[];
  /** Jobs that a library performs, not the file that stands for them: nobody's to own, nothing to bridge. */
  readonly libraryJobs?: readonly string[];
  readonly tables: readonly TableEdge[];
  readonly foreignKeys: readonly {
    readonly from: string;
    readonly to: string;
    readonly enforced: boolean;
    readonly path: string;
    readonly line: number;
  }[];
  readonly transactions: readonly { readonly id: string; readonly node: number; readonly tables: readonly string[] }[];
  /** Processes of the Procfile, with the nodes each reaches (runtime view); `entry` is -1 where a framework's server is run. */
  readonly processes: readonly { readonly type: string; readonly entry: number; readonly reaches: readonly number[] }[];
}
