/** Ranks the source files that hurt, from graph, history and traffic. */
import type { CodeGraph } from "../model/code-graph.js";
import type { History } from "../model/history.js";
import type { Hotspot } from "../model/hotspot.js";
import type { Traffic } from "../model/traffic.js";
import { round6 } from "../text/order.js";
import { calibrate, rankFiles } from "./calibrate.js";
import { countable, measureFeatures } from "./features.js";
import { scoreFile } from "./ranking.js";
import { countRequests, explainFile, explainRanking } from "./reasons.js";

/** The first 200 or the first tenth, whichever is more. */
const LEAST = 200;

export function measureHotspots(graph: CodeGraph, history: History, traffic: Traffic): readonly Hotspot[] {
  const calibration = calibrate(graph, history);
  const nodes = new Map(graph.nodes.map((node) => [node.path, node]));
  const fixes = countFixes(history);
  const ranked = rankFiles(measureFeatures(graph, history, history.now), calibration.ranking);
  const shown = ranked.slice(0, Math.max(LEAST, Math.ceil(ranked.length / 10)));
  const top = shown[0] === undefined ? 1 : Math.max(scoreFile(shown[0], calibration.ranking), 1e-9);
  return shown.map((features, at) => {
    const requests = countRequests(nodes.get(features.path)?.routes ?? [], traffic);
    const reasons = explainFile(features, fixes.get(features.path) ?? 0, requests);
    return {
      path: features.path,
      rank: at + 1,
      score: round6(scoreFile(features, calibration.ranking) / top),
      lines: features.lines,
      complexity: Math.round(features.complexity),
      commits: features.commits,
      authors: features.authors,
      reasons: at === 0 ? [...reasons, explainRanking(history, calibration)] : reasons,
    };
  });
}

function countFixes(history: History): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const commit of history.commits)
    if (commit.fix && countable(commit))
      for (const { path } of commit.changes) counts.set(path, (counts.get(path) ?? 0) + 1);
  return counts;
}
