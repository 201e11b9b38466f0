/** Turns communities into places: every file in a module, in shared library code, or left where it is. */
import type { CodeGraph } from "../model/code-graph.js";
import type { Consensus } from "./consensus.js";
import type { Network } from "./network.js";
import type { Space } from "./space.js";

export const SHARED = -1;
export const UNPLACED = -2;

export interface Placement {
  /** By graph node: community, SHARED or UNPLACED. */
  readonly placeOf: Int32Array;
  /** Communities that an unplaced file hangs between, nearest first. */
  readonly between: ReadonlyMap<number, readonly number[]>;
  /** By table name. */
  readonly tableOf: ReadonlyMap<string, number>;
  /** By graph node, 0 to 1. */
  readonly confidence: Float64Array;
}

/** Below this, runs disagree about a file more than they agree. */
const LEAST_CONFIDENCE = 0.5;
const LEAST_USERS = 4;
const LEAST_COMMUNITIES = 3;
/** A file that one module uses more than this is that module's. */
const MOST_SHARE = 0.5;
/** A file that all use but whose name, namespace and history are one module's is that module's door, not a library. */
const OWN_SUBJECT = 0.5;

export function placeFiles(
  graph: CodeGraph,
  space: Space,
  network: Network,
  consensus: Consensus,
  pinned: ReadonlySet<number>,
): Placement {
  const { communities } = consensus;
  const own = (node: number): number => communities[space.vertexOf[node]!]!;
  const users = collectUsers(graph);
  const touching = new Set(graph.tables.map(({ node }) => node));
  const placeOf = Int32Array.from(graph.nodes, (_, node) => {
    const vertex = space.vertexOf[node]!;
    if (pinned.has(node)) return own(node);
    if (space.followers.has(vertex)) return UNPLACED;
    if (network.strength[vertex] === 0) return UNPLACED;
    const subject = pullOf(network, communities, vertex) >= OWN_SUBJECT;
    if (!touching.has(node) && !subject && isLibrary(graph, node, users[node]!, own)) return SHARED;
    return consensus.confidence[vertex]! < LEAST_CONFIDENCE ? UNPLACED : own(node);
  });
  leaveCrumbs(graph, placeOf, pinned);
  const confidence = Float64Array.from(graph.nodes, (_, node) => consensus.confidence[space.vertexOf[node]!]!);
  placeFollowers(graph, space, placeOf, confidence, pinned);
  const between = new Map<number, readonly number[]>();
  placeOf.forEach((place, node) => {
    if (place === UNPLACED) between.set(node, nearestCommunities(space, network, communities, placeOf, node));
  });
  return { placeOf, between, tableOf: placeTables(graph, space, communities, placeOf), confidence };
}

function collectUsers(graph: CodeGraph): readonly ReadonlySet<number>[] {
  const users = graph.nodes.map(() => new Set<number>());
  for (const { from, to, kind } of graph.edges) if (kind !== "route" && kind !== "enqueue") users[to]!.add(from);
  return users;
}

/** Share of what ties a vertex that ties it to its own community. */
function pullOf(network: Network, communities: Int32Array, vertex: number): number {
  let inside = 0;
  for (let e = network.start[vertex]!; e < network.start[vertex + 1]!; e++)
    if (communities[network.other[e]!] === communities[vertex]) inside += network.weight[e]!;
  return inside / Math.max(network.strength[vertex]!, 1e-9);
}

/** Used from all over, and itself neither a door of the app nor the owner of data; what touches tables is business. */
function isLibrary(graph: CodeGraph, node: number, users: ReadonlySet<number>, own: (node: number) => number): boolean {
  const { routes, jobs, ownedTables } = graph.nodes[node]!;
  if (routes.length + jobs.length + ownedTables.length > 0 || users.size < LEAST_USERS) return false;
  const counts = new Map<number, number>();
  for (const user of users) counts.set(own(user), (counts.get(own(user)) ?? 0) + 1);
  return counts.size >= LEAST_COMMUNITIES && Math.max(...counts.values()) / users.size <= MOST_SHARE;
}

/** One file that neither serves nor owns anything is no module. */
function leaveCrumbs(graph: CodeGraph, placeOf: Int32Array, pinned: ReadonlySet<number>): void {
  const sizes = new Map<number, number>();
  for (const place of placeOf) sizes.set(place, (sizes.get(place) ?? 0) + 1);
  placeOf.forEach((place, node) => {
    const { routes, jobs, ownedTables } = graph.nodes[node]!;
    const something = ownedTables.length > 0 || routes.length + jobs.length > 2;
    if (place >= 0 && sizes.get(place) === 1 && !something && !pinned.has(node)) placeOf[node] = UNPLACED;
  });
}

/** Templates go where most of what renders them is; partials of partials need a second and third look. */
function placeFollowers(
  graph: CodeGraph,
  space: Space,
  placeOf: Int32Array,
  confidence: Float64Array,
  pinned: ReadonlySet<number>,
): void {
  const ties = new Map<number, { other: number; count: number }[]>();
  const tie = (node: number, other: number, count: number): void => {
    if (!space.followers.has(space.vertexOf[node]!) || pinned.has(node)) return;
    ties.set(node, [...(ties.get(node) ?? []), { other, count }]);
  };
  for (const { from, to, count } of graph.edges) {
    // Who renders it says more than what it mentions.
    tie(to, from, 10 * count);
    tie(from, to, count);
  }
  for (let round = 0; round < 3; round++)
    for (const [node, others] of ties) {
      if (placeOf[node] !== UNPLACED) continue;
      const pull = new Map<number, number>();
      for (const { other, count } of others)
        if (placeOf[other]! >= 0) pull.set(placeOf[other]!, (pull.get(placeOf[other]!) ?? 0) + count);
      const [best] = [...pull].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      if (best === undefined) continue;
      const total = [...pull.values()].reduce((sum, value) => sum + value, 0);
      placeOf[node] = best[0];
      confidence[node] = best[1] / total;
    }
}

function nearestCommunities(
  space: Space,
  network: Network,
  communities: Int32Array,
  placeOf: Int32Array,
  node: number,
): readonly number[] {
  const kept = new Set(placeOf);
  const pull = new Map<number, number>();
  const vertex = space.vertexOf[node]!;
  for (let e = network.start[vertex]!; e < network.start[vertex + 1]!; e++) {
    const community = communities[network.other[e]!]!;
    if (kept.has(community)) pull.set(community, (pull.get(community) ?? 0) + network.weight[e]!);
  }
  return [...pull]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, 2)
    .map(([community]) => community);
}

/** A table goes with the file that defines its model, else with those that write it most, else with its own community. */
function placeTables(
  graph: CodeGraph,
  space: Space,
  communities: Int32Array,
  placeOf: Int32Array,
): ReadonlyMap<string, number> {
  const votes = new Map<string, Map<number, number>>();
  const vote = (table: string, node: number, weight: number): void => {
    const place = placeOf[node]!;
    if (place < 0) return;
    const counts = votes.get(table) ?? new Map<number, number>();
    counts.set(place, (counts.get(place) ?? 0) + weight);
    votes.set(table, counts);
  };
  graph.nodes.forEach(({ ownedTables }, node) => {
    for (const table of ownedTables) vote(table, node, 1000);
  });
  for (const { node, table, mode, count } of graph.tables) vote(table, node, mode === "write" ? 3 * count : count);
  const placed = new Map<string, number>();
  const kept = new Set(placeOf);
  for (const table of space.tables) {
    const best = [...(votes.get(table) ?? [])].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
    const fallback = communities[space.table(table)]!;
    if (best !== undefined) placed.set(table, best);
    else if (kept.has(fallback)) placed.set(table, fallback);
  }
  return placed;
}
