/** Turns features into a score: three ways to rank, of which the repo's own past chooses one. */
import type { Features } from "./features.js";

export type RankingName = "balanced" | "recent" | "size";

/**
 * Weights of log(1 + feature). `balanced` is a Poisson regression of next year's fixes, fitted on fifteen repositories
 * (FITTED_ON in test/bench/hotspots.js), none of those that `npm run bench:hotspots` reports on. Features and half-life
 * were chosen there too, each repository left out of its own fit: of those within 0.02 of the best mean, the set that
 * does least badly on its worst repository. Complexity, fixes, owners and entries added nothing to size, faded change
 * and what a file uses: they are told as reasons, not counted. `recent` is for repos whose own past says that it serves
 * better.
 */
type Weights = Partial<Record<Exclude<keyof Features, "path">, number>>;
const WEIGHTS: Readonly<Record<RankingName, Weights>> = {
  balanced: { lines: 0.33, changes: 0.53, uses: 0.19 },
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
