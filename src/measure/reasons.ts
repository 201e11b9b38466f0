/** Turns a file's features into the sentences that say why it is a hotspot. */
import type { History } from "../model/history.js";
import type { Traffic } from "../model/traffic.js";
import type { Calibration } from "./calibrate.js";
import type { Features } from "./features.js";

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
const percent = (share: number): string => `${Math.round(share * 100)}%`;

export function explainFile(features: Features, fixes: number, requests: number): readonly string[] {
  const { lines, complexity, commits, authors, ownership, reach, entries } = features;
  const reasons = [`${count(lines, "line")} of code, cognitive complexity ${Math.round(complexity)}`];
  if (commits > 0) reasons.push(`changed in ${count(commits, "commit")}, ${fixes} of them bug fixes`);
  if (authors > 1) reasons.push(`${authors} people changed it in the last year`);
  else if (commits >= 10 && ownership >= 0.8) reasons.push(`one person made ${percent(ownership)} of its commits`);
  if (reach >= 10) reasons.push(`${count(reach, "file")} use it or change with it`);
  if (entries > 0) reasons.push(`${count(entries, "route or job starts", "routes and jobs start")} here`);
  if (requests > 0) reasons.push(`served ${count(requests, "request")} of the captured log`);
  return reasons;
}

/** How the ranking came about, honest where the repo's past speaks for size alone. */
export function explainRanking(history: History, calibration: Calibration): string {
  const { ranking, fixes, recall } = calibration;
  if (history.commits.length === 0) return "ranked by size alone: there is no git history to learn from";
  if (fixes === 0) return "ranked by size and change: the past holds no bug fix to check the ranking by";
  const past = `of ${count(fixes, "fix", "fixes")} in this repo's past three years, the top tenth by size held ${percent(recall.size)}`;
  if (ranking === "size")
    return `ranked by size alone, which foretold more here: ${past}, by size and change ${percent(recall.balanced)}`;
  return `ranked by size and ${ranking === "recent" ? "recent change" : "change"}: ${past}, this ranking ${percent(recall[ranking])}`;
}

/** Requests a file's routes served, by the captured router log. */
export function countRequests(routes: readonly string[], traffic: Traffic): number {
  const own = new Set(routes);
  return traffic.routes
    .filter(({ method, path }) => own.has(`${method} ${path}`))
    .reduce((sum, { count: served }) => sum + served, 0);
}
