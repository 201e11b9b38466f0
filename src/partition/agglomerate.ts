/** Joins vertices that most runs put together, nearest first (average linkage): the same runs in any order give one answer. */
import type { Edges } from "./edge-list.js";
import type { Communities } from "./leiden.js";

/** Two groups are one where a pair across them shares a community in this many of the runs. */
const MAJORITY = 0.5;

interface Group {
  readonly size: number;
  /** Per run: how many of its members are in which community of that run. */
  readonly cells: readonly ReadonlyMap<number, number>[];
}

/** Groups of vertices, numbered from 0 in order of first member; only what an edge joins is compared. */
export function agglomerate(size: number, edges: Edges, runs: readonly Communities[]): Communities {
  const groupOf = groupAlike(size, runs);
  let groups = collectGroups(groupOf, runs);
  let pairs = pairUp(edges, groupOf);
  for (;;) {
    const best = nearestOf(groups, pairs, runs.length);
    const target = Int32Array.from(groups, (_, at) => at);
    let merged = false;
    best.forEach((other, at) => {
      if (other <= at || best[other] !== at) return;
      target[other] = at;
      merged = true;
    });
    if (!merged) break;
    ({ groups, pairs } = mergeGroups(groups, pairs, target, groupOf));
  }
  return numberByFirst(groupOf);
}

/** Vertices that no run parts are one from the start. */
function groupAlike(size: number, runs: readonly Communities[]): Int32Array {
  const groups = new Int32Array(size);
  for (const run of runs) {
    const known = new Map<number, number>();
    for (let v = 0; v < size; v++) {
      const key = groups[v]! * size + run[v]!;
      const group = known.get(key) ?? known.size;
      known.set(key, group);
      groups[v] = group;
    }
  }
  return groups;
}

function collectGroups(groupOf: Int32Array, runs: readonly Communities[]): Group[] {
  const groups: { size: number; cells: Map<number, number>[] }[] = [];
  groupOf.forEach((at, v) => {
    groups[at] ??= { size: 0, cells: runs.map((run) => new Map([[run[v]!, 0]])) };
    const group = groups[at];
    group.size++;
    for (const [run, cells] of group.cells.entries()) cells.set(runs[run]![v]!, group.size);
  });
  return groups;
}

interface Pair {
  readonly a: number;
  readonly b: number;
  /** Share of the runs that put them together; null until asked, and again once either has grown. */
  value: number | null;
}

type Pairs = readonly Pair[];

function pairUp({ from, to }: Edges, groupOf: Int32Array): Pairs {
  const seen = new Map<number, Pair>();
  for (let e = 0; e < from.length; e++) addPair(groupOf[from[e]!]!, groupOf[to[e]!]!, null, seen);
  return [...seen.values()];
}

function addPair(x: number, y: number, value: number | null, seen: Map<number, Pair>): void {
  if (x === y) return;
  const [a, b] = x < y ? [x, y] : [y, x];
  seen.set(a * 67_108_864 + b, { a, b, value });
}

/** The group that each goes with most often, if in the majority of runs; -1 where there is none. */
function nearestOf(groups: readonly Group[], pairs: Pairs, runs: number): Int32Array {
  const best = new Int32Array(groups.length).fill(-1);
  const most = new Float64Array(groups.length).fill(MAJORITY);
  const offer = (at: number, other: number, value: number): void => {
    if (value < most[at]! || (value === most[at] && best[at] !== -1 && best[at]! < other)) return;
    most[at] = value;
    best[at] = other;
  };
  for (const pair of pairs) {
    const { a, b } = pair;
    pair.value ??= together(groups[a]!, groups[b]!) / runs;
    offer(a, b, pair.value);
    offer(b, a, pair.value);
  }
  return best;
}

/** Runs in which a pair across the two groups shares a community, on average. */
function together(a: Group, b: Group): number {
  let sum = 0;
  for (const [run, cells] of a.cells.entries()) {
    const theirs = b.cells[run]!;
    const [few, many] = cells.size <= theirs.size ? [cells, theirs] : [theirs, cells];
    for (const [community, count] of few) sum += count * (many.get(community) ?? 0);
  }
  return sum / (a.size * b.size);
}

function mergeGroups(
  groups: readonly Group[],
  pairs: Pairs,
  target: Int32Array,
  groupOf: Int32Array,
): { groups: Group[]; pairs: Pairs } {
  const numbers = new Map<number, number>();
  const next: Group[] = [];
  const grown = new Set<number>();
  const numberOf = target.map((to, at) => {
    const known = numbers.get(to);
    if (known !== undefined) {
      next[known] = join(next[known]!, groups[at]!);
      grown.add(known);
      return known;
    }
    numbers.set(to, next.length);
    next.push(groups[at]!);
    return next.length - 1;
  });
  groupOf.forEach((group, v) => {
    groupOf[v] = numberOf[group]!;
  });
  const seen = new Map<number, Pair>();
  for (const { a, b, value } of pairs) {
    const [x, y] = [numberOf[a]!, numberOf[b]!];
    addPair(x, y, grown.has(x) || grown.has(y) ? null : value, seen);
  }
  return { groups: next, pairs: [...seen.values()] };
}

function join(a: Group, b: Group): Group {
  const cells = a.cells.map((own, run) => {
    const sum = new Map(own);
    for (const [community, count] of b.cells[run]!) sum.set(community, (sum.get(community) ?? 0) + count);
    return sum;
  });
  return { size: a.size + b.size, cells };
}

function numberByFirst(groupOf: Int32Array): Communities {
  const numbers = new Map<number, number>();
  return groupOf.map((group) => {
    const known = numbers.get(group) ?? numbers.size;
    numbers.set(group, known);
    return known;
  });
}
