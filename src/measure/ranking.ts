/** Turns features into a score: three ways to rank, of which the repo's own past chooses one. */
import type { Features } from "./features.js";

export type RankingName = "balanced" | "recent" | "size";

/**
 * Weights of log(1 + feature). `balanced` is a Poisson regression of next year's fixes, fitted on seven repositories
 * (NodeBB, hoppscotch, hackathon-starter, mean, saas-starter-kit, nestjs-boilerplate, ShinyCMS), none of those that
 * `npm run bench:hotspots` reports on. Complexity, fixes, owners, reach and entries added nothing there to size and
 * faded change: they are told as reasons, not counted. `recent` is for repos whose own past says that it serves better.
 */
type Weights = Partial<Record<Exclude<keyof Features, "path">, number>>;
const WEIGHTS: Readonly<Record<RankingName, Weights>> = {
  balanced: { lines: 0.42, changes: 0.71 },
  recent: { lines: 0.3, recent: 0.8 },
  size: { lines: 1 },
};

export function scoreFile(features: Features, ranking: RankingName): number {
  let score = 0;
  for (const [name, weight] of Object.entries(WEIGHTS[ranking])) {
    score += weight * Math.log1p(features[name as keyof typeof features] as number);
  }
  return score;
}
