/** Turns many seeded runs into one partition, with how sure it is of every vertex. */
import { agglomerate } from "./agglomerate.js";
import { adjustedRand } from "./agreement.js";
import type { Edges } from "./edge-list.js";
import { type Communities, findCommunities } from "./leiden.js";
import { buildNetwork } from "./network.js";
import { createRandom, mixNumbers } from "./random.js";

export interface Consensus {
  readonly communities: Communities;
  /** Per vertex: share of its community that a run puts it with, on average. */
  readonly confidence: Float64Array;
  /** Mean agreement of neighbouring runs. */
  readonly stability: number;
}

/** Every run looks at nine tenths of the edges, so that what hangs on a few of them shows. */
const DROPPED = 0.1;

/** One run for each of the resolutions given. */
export function runEnsemble(size: number, edges: Edges, resolutions: readonly number[], seed: number): Communities[] {
  return resolutions.map((resolution, run) => {
    const random = createRandom(mixNumbers(seed, run));
    const weight = edges.weight.map((w) => (random() < DROPPED ? w * 0.001 : w));
    return findCommunities(buildNetwork(size, { ...edges, weight }), resolution, random);
  });
}

export function agreeOnCommunities(size: number, edges: Edges, ensemble: readonly Communities[]): Consensus {
  const communities = agglomerate(size, edges, ensemble);
  return { communities, confidence: measureConfidence(communities, ensemble), stability: meanAgreement(ensemble) };
}

export function meanAgreement(runs: readonly Communities[]): number {
  let sum = 0;
  for (let i = 1; i < runs.length; i++) sum += adjustedRand(runs[i - 1]!, runs[i]!);
  return runs.length < 2 ? 1 : sum / (runs.length - 1);
}

function measureConfidence(communities: Communities, runs: readonly Communities[]): Float64Array {
  const size = communities.length;
  const sizes = new Map<number, number>();
  for (const c of communities) sizes.set(c, (sizes.get(c) ?? 0) + 1);
  const sum = new Float64Array(size);
  for (const run of runs) {
    const cells = new Map<number, number>();
    const key = (v: number): number => communities[v]! * size + run[v]!;
    for (let v = 0; v < size; v++) cells.set(key(v), (cells.get(key(v)) ?? 0) + 1);
    for (let v = 0; v < size; v++) {
      const own = sizes.get(communities[v]!)!;
      sum[v]! += own < 2 ? 1 : (cells.get(key(v))! - 1) / (own - 1);
    }
  }
  return sum.map((value) => value / runs.length);
}
