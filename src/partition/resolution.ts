/** Chooses how fine to cut: the finest level at which many runs still agree. */
import { meanAgreement, runEnsemble } from "./consensus.js";
import type { Edges } from "./edge-list.js";

export interface Level {
  readonly resolution: number;
  /** Mean agreement of the runs at this level, 0 to 1. */
  readonly stability: number;
  readonly communities: number;
}

const RESOLUTIONS = [0.7, 1, 1.4, 2, 2.8, 4, 5.6];
const RUNS = 4;

/** What a finer cut may lose of the best agreement. */
const TOLERANCE = 0.06;

export function measureLevels(size: number, edges: Edges, seed: number): readonly Level[] {
  return RESOLUTIONS.map((resolution) => {
    const runs = runEnsemble(size, edges, resolution, seed, RUNS);
    const communities = runs.reduce((sum, run) => sum + run.reduce((most, c) => Math.max(most, c + 1), 0), 0) / RUNS;
    return { resolution, stability: meanAgreement(runs), communities };
  });
}

export function chooseResolution(levels: readonly Level[]): number {
  const best = Math.max(...levels.map(({ stability }) => stability));
  const stable = levels.filter(({ stability }) => stability >= best - TOLERANCE);
  return stable.at(-1)?.resolution ?? 1;
}
