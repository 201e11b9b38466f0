/** Measures how short a partition lets a random walk be told (map equation, Rosvall and Bergstrom 2008). */
import type { Communities } from "./leiden.js";
import type { Network } from "./network.js";

const plogp = (p: number): number => (p > 0 ? p * Math.log2(p) : 0);

/** Bits a step; fewer is better. Too few modules and too many both cost bits, so it needs no parameter. */
export function measureCodeLength(network: Network, communities: Communities): number {
  if (network.total === 0) return 0;
  const exits = new Map<number, number>();
  const visits = new Map<number, number>();
  let files = 0;
  for (let v = 0; v < network.size; v++) {
    const c = communities[v]!;
    const visit = network.strength[v]! / network.total;
    files += plogp(visit);
    let leaving = 0;
    for (let e = network.start[v]!; e < network.start[v + 1]!; e++)
      if (communities[network.other[e]!] !== c) leaving += network.weight[e]!;
    visits.set(c, (visits.get(c) ?? 0) + visit);
    exits.set(c, (exits.get(c) ?? 0) + leaving / network.total);
  }
  let left = 0;
  let within = 0;
  let between = 0;
  for (const [c, exit] of exits) {
    left += exit;
    between += plogp(exit);
    within += plogp(exit + visits.get(c)!);
  }
  return plogp(left) - 2 * between - files + within;
}
