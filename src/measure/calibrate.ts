/** Chooses a ranking by what each would have foretold in the repo's own past years. */
import type { CodeGraph } from "../model/code-graph.js";
import type { History } from "../model/history.js";
import { countable, type Features, measureFeatures } from "./features.js";
import { type RankingName, scoreFile } from "./ranking.js";

export interface Calibration {
  readonly ranking: RankingName;
  /** Fixes of single files that the past years hold; 0 without history. */
  readonly fixes: number;
  /** Share of them in the tenth of files ranked first, by each ranking. */
  readonly recall: Readonly<Record<RankingName, number>>;
}

const YEAR = 365 * 86_400;
const YEARS = [1, 2, 3];

/** Under this many fixes, any difference between rankings is noise. */
const ENOUGH = 40;
/** What another ranking must win by to displace the balanced one: about two standard errors of a share of n fixes. */
const margin = (fixes: number): number => Math.max(0.02, 1 / Math.sqrt(fixes));
const RANKINGS: readonly RankingName[] = ["balanced", "recent", "size"];

export function calibrate(graph: CodeGraph, history: History): Calibration {
  const found = { balanced: 0, recent: 0, size: 0 };
  let fixes = 0;
  for (const back of YEARS) {
    const year = backtest(graph, history, history.now - back * YEAR);
    fixes += year.fixes;
    for (const name of RANKINGS) found[name] += year.found[name];
  }
  const share = (count: number): number => (fixes === 0 ? 0 : count / fixes);
  const recall = { balanced: share(found.balanced), recent: share(found.recent), size: share(found.size) };
  return { ranking: choose(history, fixes, recall), fixes, recall };
}

function choose(history: History, fixes: number, recall: Calibration["recall"]): RankingName {
  if (history.commits.length === 0) return "size";
  if (fixes < ENOUGH) return "balanced";
  const best = recall.recent > recall.size ? "recent" : "size";
  return recall[best] > recall.balanced + margin(fixes) ? best : "balanced";
}

/** Ranks the files as they stood at `then`, and counts the next year's fixes in the first tenth. */
function backtest(
  graph: CodeGraph,
  history: History,
  then: number,
): { fixes: number; found: Record<RankingName, number> } {
  const fixed = countFixes(history, then, then + YEAR);
  // A file that no line is left of at `then` was not there yet.
  const present = measureFeatures(graph, history, then).filter(({ lines }) => lines > 0);
  const total = (files: readonly Features[]): number =>
    files.reduce((sum, { path }) => sum + (fixed.get(path) ?? 0), 0);
  const found = { balanced: 0, recent: 0, size: 0 };
  for (const name of RANKINGS) found[name] = total(firstTenth(present, name));
  return { fixes: total(present), found };
}

function countFixes(history: History, from: number, to: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const commit of history.commits) {
    if (!commit.fix || commit.time <= from || commit.time > to || !countable(commit)) continue;
    for (const { path } of commit.changes) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return counts;
}

const firstTenth = (files: readonly Features[], ranking: RankingName): readonly Features[] =>
  rankFiles(files, ranking).slice(0, Math.max(1, Math.round(files.length / 10)));

/** Highest score first; equal scores by path. */
export function rankFiles(files: readonly Features[], ranking: RankingName): readonly Features[] {
  const scored = files.map((file) => ({ file, score: scoreFile(file, ranking) }));
  scored.sort((a, b) => b.score - a.score || (a.file.path < b.file.path ? -1 : 1));
  return scored.map(({ file }) => file);
}
