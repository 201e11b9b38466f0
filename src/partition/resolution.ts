/** Chooses how fine to cut: a level at which the network is told in the fewest bits. */
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

/** Levels within this share of the shortest tell the network about as well. */
const TOLERANCE = 0.04;

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
  const equals = levels.filter(({ codeLength }) => codeLength <= shortest * (1 + TOLERANCE));
  // Of equals, the one nearest to modularity's own scale.
  const distance = ({ resolution }: Level): number => Math.abs(Math.log(resolution));
  return [...equals].sort((a, b) => distance(a) - distance(b))[0]?.resolution ?? 1;
}
