/** Measures a partition by the usual figures: diagnostics only, human systems score badly on them. */
import type { CodeGraph } from "../model/code-graph.js";
import { round6 } from "../text/order.js";
import type { Communities } from "./leiden.js";
import type { Network } from "./network.js";
import type { Placement } from "./place.js";
import { SHARED, UNPLACED } from "./place.js";

export function measurePartition(
  graph: CodeGraph,
  placement: Placement,
  network: Network,
  communities: Communities,
): Readonly<Record<string, number>> {
  const sizes = new Map<number, number>();
  for (const place of placement.placeOf) sizes.set(place, (sizes.get(place) ?? 0) + 1);
  const files = Math.max(graph.nodes.length, 1);
  const placed = files - (sizes.get(SHARED) ?? 0) - (sizes.get(UNPLACED) ?? 0);
  const extreme = [...sizes].filter(([place, size]) => place >= 0 && (size < 5 || size > 20));
  let inside = 0;
  let calls = 0;
  for (const { from, to, count } of graph.edges) {
    const [a, b] = [placement.placeOf[from]!, placement.placeOf[to]!];
    if (a < 0 || b < 0) continue;
    calls += count;
    if (a === b) inside += count;
  }
  return {
    coverage: round6(placed / files),
    icp: round6(calls === 0 ? 0 : 1 - inside / calls),
    modularity: round6(modularity(network, communities)),
    ned: round6(placed <= 0 ? 0 : 1 - extreme.reduce((sum, [, size]) => sum + size, 0) / placed),
  };
}

function modularity(network: Network, communities: Communities): number {
  if (network.total === 0) return 0;
  const mass = new Map<number, number>();
  let inside = 0;
  for (let v = 0; v < network.size; v++) {
    mass.set(communities[v]!, (mass.get(communities[v]!) ?? 0) + network.strength[v]!);
    for (let e = network.start[v]!; e < network.start[v + 1]!; e++)
      if (communities[network.other[e]!] === communities[v]) inside += network.weight[e]!;
  }
  let expected = 0;
  for (const value of mass.values()) expected += (value / network.total) * (value / network.total);
  return inside / network.total - expected;
}
