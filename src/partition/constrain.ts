/** Makes pins hold exactly: joins vertices in every run of the search, parts communities after it. */
import type { Communities } from "./leiden.js";
import type { Network } from "./network.js";

type Vertices = readonly number[];

/** Groups that share a vertex are one. */
export function joinGroups(groups: readonly Vertices[]): readonly Vertices[] {
  let joined: readonly Vertices[] = [];
  for (const group of groups) {
    const met = joined.filter((other) => other.some((vertex) => group.includes(vertex)));
    joined = [...joined.filter((other) => !met.includes(other)), [...new Set([...met.flat(), ...group])]];
  }
  return joined;
}

/** The run with each group moved to the one of its communities that pulls it most. */
export function gatherGroups(run: Communities, network: Network, groups: readonly Vertices[]): Communities {
  const next = run.slice();
  for (const group of groups) {
    const home = strongestHome(run, network, group);
    for (const vertex of group) next[vertex] = home;
  }
  return next;
}

function strongestHome(run: Communities, network: Network, group: Vertices): number {
  const pull = new Map(group.map((vertex) => [run[vertex]!, 0]));
  for (const vertex of group)
    for (let e = network.start[vertex]!; e < network.start[vertex + 1]!; e++) {
      const home = run[network.other[e]!]!;
      const known = pull.get(home);
      if (known !== undefined) pull.set(home, known + network.weight[e]!);
    }
  const [[home] = [0]] = [...pull].sort(([a, x], [b, y]) => y - x || a - b);
  return home;
}

/** Parts each community that holds both sides: every other member goes with the side that pulls more, a group as one. */
export function partCommunities(
  communities: Communities,
  network: Network,
  { a, b }: { readonly a: Vertices; readonly b: Vertices },
  groups: readonly Vertices[],
): void {
  const homes = new Set(a.map((v) => communities[v]!));
  let next = communities.reduce((most, c) => Math.max(most, c), 0) + 1;
  for (const home of [...homes].sort((x, y) => x - y)) {
    const theirs = b.filter((v) => communities[v] === home);
    if (theirs.length === 0) continue;
    const lean = pullApart(communities, network, home, new Set(a), new Set(theirs));
    const side = [...lean.keys()].filter((v) => leanOf(lean, groups.find((group) => group.includes(v)) ?? [v]) > 0);
    for (const v of side) communities[v] = next;
    next++;
  }
}

const ROUNDS = 20;

const leanOf = (lean: ReadonlyMap<number, number>, group: Vertices): number =>
  group.reduce((sum, v) => sum + (lean.get(v) ?? 0), 0);

/** How far each member of a community leans to the side of `theirs`: from -1 to 1. */
function pullApart(
  communities: Communities,
  network: Network,
  home: number,
  ours: ReadonlySet<number>,
  theirs: ReadonlySet<number>,
): ReadonlyMap<number, number> {
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
  return lean;
}
