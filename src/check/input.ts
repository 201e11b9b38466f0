/** What rules look at. */
import type { AppModel } from "../model/app-model.js";
import type { Catalogues } from "../model/catalogue.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { FileFacts } from "../model/file-facts.js";
import type { SourceReader } from "../model/ports.js";
import type { Workspace } from "../model/workspace.js";

export interface CheckInput {
  readonly app: AppModel;
  /** Sorted by path. */
  readonly facts: readonly FileFacts[];
  readonly graph: CodeGraph;
  readonly catalogues: Catalogues;
  readonly workspace: Workspace;
  /** For config files that no language reads. */
  readonly reader: SourceReader;
}

/** One place where a test matched. */
export interface Match {
  readonly path: string;
  readonly line: number | null;
  /** Fills {it} in the rule's message. */
  readonly it: string;
  /** Matches of one subject make one finding: the file, or "process web". */
  readonly subject: string;
}
