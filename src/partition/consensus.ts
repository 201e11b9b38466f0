/** Turns many seeded runs into one partition, with how sure it is of every vertex. */
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
const ROUNDS = 4;
const FINAL_RUNS = 4;
const FLOOR = 0.02;

export function runEnsemble(size: number, edges: Edges, resolution: number, seed: number, runs: number): Communities[] {
  return Array.from({ length: runs }, (_, run) => {
    const random = createRandom(mixNumbers(seed, run));
    const weight = edges.weight.map((w) => (random() < DROPPED ? w * 0.001 : w));
    return findCommunities(buildNetwork(size, { ...edges, weight }), resolution, random);
  });
}

export function agreeOnCommunities(
  size: number,
  edges: Edges,
  resolution: number,
  seed: number,
  runs: number,
): Consensus {
  const ensemble = runEnsemble(size, edges, resolution, seed, runs);
  let current = strengthen(edges, ensemble);
  let finals: Communities[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const network = buildNetwork(size, current);
    finals = Array.from({ length: FINAL_RUNS }, (_, run) =>
      findCommunities(network, resolution, createRandom(mixNumbers(seed + 7919 * (round + 1), run))),
    );
    if (finals.every((one) => adjustedRand(one, finals[0]!) > 0.999)) break;
    current = strengthen(current, finals);
  }
  const communities = finals[0]!;
  return { communities, confidence: measureConfidence(communities, ensemble), stability: meanAgreement(ensemble) };
}

/** Edges weigh as much as the runs agree that their ends belong together. */
function strengthen(edges: Edges, runs: readonly Communities[]): Edges {
  const { from, to } = edges;
  const weight = edges.weight.map((w, e) => {
    let together = 0;
    for (const run of runs) if (run[from[e]!] === run[to[e]!]) together++;
    const share = together / runs.length;
    return w * (FLOOR + (1 - FLOOR) * share * share);
  });
  return { from, to, weight };
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
