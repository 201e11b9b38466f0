/** Turns an analysed directory into its Plan: with the decisions of the repo, or the monolith undivided. */
import { noCache } from "../io/cache.js";
import { createSourceReader } from "../io/source-reader.js";
import { walkWorkspace } from "../io/workspace.js";
import type { Plan } from "../model/plan.js";
import { planRun } from "../pipeline.js";
import type { AnalysisRun } from "./analysis.js";

const DECISIONS = "migration/decisions.yaml";

export function planDirectory(run: AnalysisRun): Plan {
  const reader = createSourceReader(run.root);
  const { workspace } = walkWorkspace(run.root, noCache().stamps);
  return planRun(run, { workspace, reader, decisions: reader.read(DECISIONS), path: DECISIONS });
}
