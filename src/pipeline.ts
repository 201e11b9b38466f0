/** The story, top to bottom: a workspace becomes an Analysis. */
import { checkRules } from "./check/index.js";
import { detectApp } from "./detect/index.js";
import { readHeroku } from "./heroku/index.js";
import { linkGraph } from "./link/index.js";
import { measureHotspots } from "./measure/index.js";
import type { Analysis } from "./model/analysis.js";
import type { AppModel } from "./model/app-model.js";
import type { Catalogues } from "./model/catalogue.js";
import type { CodeGraph } from "./model/code-graph.js";
import type { FileFacts } from "./model/file-facts.js";
import type { History } from "./model/history.js";
import type { SourceReader } from "./model/ports.js";
import type { PartitionOptions, Proposal } from "./model/proposal.js";
import type { Traffic } from "./model/traffic.js";
import type { Workspace } from "./model/workspace.js";
import { proposePartition } from "./partition/index.js";
import { assembleAnalysis } from "./report/analysis.js";
import { resolveReferences } from "./resolve/index.js";

export interface PipelineInput {
  readonly workspace: Workspace;
  readonly reader: SourceReader;
  /** Facts of every file of a known language, sorted by path; parsed or from the cache. */
  readonly facts: readonly FileFacts[];
  readonly history: History;
  readonly traffic: Traffic;
  readonly capture: ReadonlyMap<string, string>;
  readonly catalogues: Catalogues;
  readonly ruleTexts: ReadonlyMap<string, string>;
  readonly partition: PartitionOptions;
}

export interface PipelineResult {
  readonly analysis: Analysis;
  readonly app: AppModel;
  readonly graph: CodeGraph;
  readonly proposal: Proposal;
}

export function runPipeline(input: PipelineInput): PipelineResult {
  const heroku = readHeroku(input.workspace, input.reader, input.catalogues, input.capture);
  const resolution = resolveReferences(input.facts, input.workspace, input.reader);
  const app = detectApp({ ...input, resolution, heroku });
  const graph = linkGraph(app, resolution, input.facts);
  const hotspots = measureHotspots(graph, input.history, input.traffic);
  const findings = checkRules(input.ruleTexts, app, input.facts);
  const proposal = proposePartition(graph, app, input.history, input.partition);
  const analysis = assembleAnalysis({ ...input, app, resolution, hotspots, findings, proposal });
  return { analysis, app, graph, proposal };
}
