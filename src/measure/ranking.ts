/** Turns features into a score: three ways to rank, of which the repo's own past chooses one. */
import type { Features } from "./features.js";

export type RankingName = "balanced" | "recent" | "size";

/**
 * Weights of log(1 + feature). Fitted as a Poisson regression of next year's fixes on seven repositories
 * (NodeBB, hoppscotch, hackathon-starter, mean, saas-starter-kit, nestjs-boilerplate, ShinyCMS); none of those that
 * `npm run bench:hotspots` reports on. Size and faded change carry most of it.
 */
type Weights = Partial<Record<Exclude<keyof Features, "path">, number>>;
const WEIGHTS: Readonly<Record<RankingName, Weights>> = {
  balanced: { lines: 0.45, complexity: 0.12, changes: 0.6, fixes: 0.1, authors: 0.05, reach: 0.02, entries: 0.02 },
  recent: { lines: 0.3, complexity: 0.12, recent: 0.8, fixes: 0.1, authors: 0.1, reach: 0.02, entries: 0.02 },
  size: { lines: 1 },
};

export function scoreFile(features: Features, ranking: RankingName): number {
  let score = 0;
  for (const [name, weight] of Object.entries(WEIGHTS[ranking])) {
    score += weight * Math.log1p(features[name as keyof typeof features] as number);
  }
  return score;
}
