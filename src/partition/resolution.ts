/** Chooses how fine to cut: the level at which the network is told in the fewest bits, the coarser of equals. */
import { measureCodeLength } from "./code-length.js";
import { meanAgreement, runEnsemble } from "./consensus.js";
import type { Edges } from "./edge-list.js";
import { buildNetwork } from "./network.js";

export interface Level {
  readonly resolution: number;
  /** Bits a step of a random walk, mean over the runs. */
  readonly codeLength: number;
  /** Mean agreement of the runs at this level, 0 to 1. */
  readonly stability: number;
}

const RESOLUTIONS = [0.5, 0.7, 1, 1.4, 2, 2.8, 4];
const RUNS = 3;

/** Levels within this share of the shortest tell the network as well; the coarsest of them is taken. */
const TOLERANCE = 0.005;

export function measureLevels(size: number, edges: Edges, seed: number): readonly Level[] {
  const network = buildNetwork(size, edges);
  return RESOLUTIONS.map((resolution) => {
    const runs = runEnsemble(size, edges, resolution, seed, RUNS);
    const bits = runs.reduce((sum, run) => sum + measureCodeLength(network, run), 0) / RUNS;
    return { resolution, codeLength: bits, stability: meanAgreement(runs) };
  });
}

export function chooseResolution(levels: readonly Level[]): number {
  const shortest = Math.min(...levels.map(({ codeLength }) => codeLength));
  return levels.find(({ codeLength }) => codeLength <= shortest * (1 + TOLERANCE))?.resolution ?? 1;
}
