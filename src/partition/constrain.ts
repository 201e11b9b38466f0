/** Makes pins hold exactly: joins vertices before the search, parts communities after it. */
import type { Edges } from "./edge-list.js";
import { EdgeList } from "./edge-list.js";
import type { Communities } from "./leiden.js";
import type { Network } from "./network.js";

/** Representative of every vertex: itself, or the first of the group it must stay with. */
export function joinVertices(size: number, groups: readonly (readonly number[])[]): Int32Array {
  const parent = Int32Array.from({ length: size }, (_, v) => v);
  const root = (v: number): number => {
    let at = v;
    while (parent[at] !== at) at = parent[at]!;
    return at;
  };
  for (const group of groups)
    for (const member of group) {
      const [a, b] = [root(group[0]!), root(member)];
      if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
    }
  return parent.map((_, v) => root(v));
}

export function contractEdges({ from, to, weight }: Edges, representative: Int32Array): Edges {
  const list = new EdgeList();
  for (let e = 0; e < from.length; e++) list.add(representative[from[e]!]!, representative[to[e]!]!, weight[e]!);
  return list.merge();
}

/** Parts each community that holds both sides: every other member goes with the side that pulls more. */
export function partCommunities(
  communities: Communities,
  network: Network,
  a: readonly number[],
  b: readonly number[],
): void {
  const homes = new Set(a.map((v) => communities[v]!));
  let next = communities.reduce((most, c) => Math.max(most, c), 0) + 1;
  for (const home of [...homes].sort((x, y) => x - y)) {
    const theirs = b.filter((v) => communities[v] === home);
    if (theirs.length === 0) continue;
    const side = pullApart(communities, network, home, new Set(a), new Set(theirs));
    for (const v of side) communities[v] = next;
    next++;
  }
}

const ROUNDS = 20;

/** Members of a community that end on the side of `theirs`. */
function pullApart(
  communities: Communities,
  network: Network,
  home: number,
  ours: ReadonlySet<number>,
  theirs: ReadonlySet<number>,
): readonly number[] {
  const members = [...communities.keys()].filter((v) => communities[v] === home);
  // -1 on our side, 1 on theirs; undecided members take the mean of their neighbours.
  const lean = new Map(members.map((v) => [v, ours.has(v) ? -1 : theirs.has(v) ? 1 : 0]));
  for (let round = 0; round < ROUNDS; round++)
    for (const v of members) {
      if (ours.has(v) || theirs.has(v)) continue;
      let sum = 0;
      let mass = 0;
      for (let e = network.start[v]!; e < network.start[v + 1]!; e++) {
        const other = lean.get(network.other[e]!);
        if (other === undefined) continue;
        sum += other * network.weight[e]!;
        mass += network.weight[e]!;
      }
      if (mass > 0) lean.set(v, sum / mass);
    }
  return members.filter((v) => lean.get(v)! > 0);
}
