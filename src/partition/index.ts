/** Turns the CodeGraph and History into a Proposal: modules, services, cuts, each with reasons. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { History } from "../model/history.js";
import type { PartitionOptions, Proposal } from "../model/proposal.js";

export const DEFAULT_PARTITION: PartitionOptions = {
  views: { static: 3, data: 3, runtime: 1, history: 2, words: 1, declared: 2, layout: 1 },
  resolution: null,
  pins: [],
  seed: 1,
};

export function proposePartition(
  _graph: CodeGraph,
  _app: AppModel,
  _history: History,
  _options: PartitionOptions,
): Proposal {
  return {
    modules: [],
    shared: [],
    unplaced: [],
    verdict: "keep-together",
    reasons: [],
    services: [],
    cuts: [],
    order: [],
    metrics: {},
    notes: [],
  };
}
