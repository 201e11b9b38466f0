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

const RESOLUTIONS = [0.7, 1, 1.4, 2, 2.8, 4, 5.6];
const RUNS = 3;

export function measureLevels(size: number, edges: Edges, seed: number): readonly Level[] {
  const network = buildNetwork(size, edges);
  return RESOLUTIONS.map((resolution) => {
    const runs = runEnsemble(size, edges, Array(RUNS).fill(resolution), seed);
    const bits = runs.reduce((sum, run) => sum + measureCodeLength(network, run), 0) / RUNS;
    return { resolution, codeLength: bits, stability: meanAgreement(runs) };
  });
}

/** How many parts of the shortest code length a level may be longer by before it has little say. */
const SPREAD = 0.01;

/**
 * The levels that the runs look at, most at the shortest. Modularity's own scale grows with the whole network; the code
 * length of the map equation sees it far less, so that a part of the app is cut as fine alone as beside the rest. Where
 * several levels tell the network about as well, all of them have a say: a few edges less must not tip the whole cut.
 */
export function spreadRuns(levels: readonly Level[], runs: number): readonly number[] {
  const shortest = Math.min(...levels.map(({ codeLength }) => codeLength));
  const say = levels.map(({ codeLength }) => (shortest > 0 ? Math.exp((1 - codeLength / shortest) / SPREAD) : 1));
  const sum = say.reduce((total, own) => total + own, 0);
  const bounds = say.map((_, at) => say.slice(0, at + 1).reduce((total, own) => total + own, 0) / sum);
  return Array.from({ length: runs }, (_, run) => {
    const at = bounds.findIndex((bound) => (run + 0.5) / runs <= bound);
    return levels[at < 0 ? levels.length - 1 : at]!.resolution;
  });
}

/** The level that tells it in the fewest bits. */
export const chooseResolution = (levels: readonly Level[]): number =>
  [...levels].sort((a, b) => a.codeLength - b.codeLength || a.resolution - b.resolution)[0]?.resolution ?? 1;
