/** Searches the modules of a graph under constraints: views, resolution, consensus, placement. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { History } from "../model/history.js";
import type { PartitionOptions } from "../model/proposal.js";
import { combineViews, type ViewName } from "./combine.js";
import { agreeOnCommunities, type Consensus, runEnsemble } from "./consensus.js";
import { gatherGroups, joinGroups, partCommunities } from "./constrain.js";
import type { Edges } from "./edge-list.js";
import type { Communities } from "./leiden.js";
import { buildNetwork, type Network } from "./network.js";
import type { Constraints } from "./pins.js";
import { type Placement, placeFiles } from "./place.js";
import { chooseResolution, measureLevels, spreadRuns } from "./resolution.js";
import { Space } from "./space.js";

const RUNS = 24;
/** A small network is searched more often: it costs little there, and a few files weigh more. */
const MOST_RUNS = 96;
const EDGES_A_RUN = 4000;
/** The level is a property of the network: another seed must not cut finer or coarser. */
const LEVEL_SEED = 0;

export interface Ground {
  /** Vertices: files, tables, and what the views hang them on. */
  readonly size: number;
  readonly edges: Edges;
  readonly missing: readonly ViewName[];
  readonly resolution: number;
  /** Communities that each run found with nothing pinned. */
  readonly runs: readonly Communities[];
}

export interface Found {
  readonly placement: Placement;
  readonly network: Network;
  readonly consensus: Consensus;
}

/** What does not depend on pins: the network, how fine to cut it, and how each of many runs cuts it. */
export function layGround(graph: CodeGraph, app: AppModel, history: History, options: PartitionOptions): Ground {
  const space = new Space(graph, options.views.layout === 0);
  const named = options.views.words > 0;
  const { edges, missing } = combineViews({ graph, app, history, space, named }, options.views);
  const { size } = space;
  const count = Math.round(Math.min(Math.max((RUNS * EDGES_A_RUN) / Math.max(edges.from.length, 1), RUNS), MOST_RUNS));
  const search = (resolution: number, resolutions: readonly number[]): Ground => ({
    size,
    edges,
    missing,
    resolution,
    runs: runEnsemble(size, edges, resolutions, options.seed),
  });
  if (options.resolution !== null) return search(options.resolution, Array<number>(count).fill(options.resolution));
  const levels = measureLevels(size, edges, LEVEL_SEED);
  return search(chooseResolution(levels), spreadRuns(levels, count));
}

/** Ground as JSON, so that one more pin costs the last step alone. */
export const printGround = ({ edges, runs, ...rest }: Ground): string =>
  JSON.stringify({
    ...rest,
    edges: [edges.from, edges.to, edges.weight].map((list) => Array.from(list)),
    runs: runs.map((run) => Array.from(run)),
  });

export function readGround(json: string): Ground {
  const { edges, runs, ...rest } = JSON.parse(json) as Omit<Ground, "edges" | "runs"> & {
    readonly edges: readonly [number[], number[], number[]];
    readonly runs: readonly number[][];
  };
  const [from, to, weight] = edges;
  return {
    ...rest,
    edges: { from: Int32Array.from(from), to: Int32Array.from(to), weight: Float64Array.from(weight) },
    runs: runs.map((run) => Int32Array.from(run)),
  };
}

/** Pins work on what the runs found: one that joins is obeyed by every run, one that parts by the result. */
export function searchModules(
  graph: CodeGraph,
  { size, edges, runs }: Ground,
  constraints: Constraints,
  layoutHidden: boolean,
): Found {
  const space = new Space(graph, layoutHidden);
  const vertices = (nodes: readonly number[]): readonly number[] => nodes.map((node) => space.vertexOf[node]!);
  const network = buildNetwork(size, edges);
  const groups = joinGroups(constraints.together.map(vertices));
  const consensus = agreeOnCommunities(
    size,
    edges,
    groups.length === 0 ? runs : runs.map((run) => gatherGroups(run, network, groups)),
  );
  const withFriends = (side: readonly number[]): readonly number[] => [
    ...new Set(side.flatMap((v) => groups.find((group) => group.includes(v)) ?? [v])),
  ];
  for (const { a, b } of constraints.apart) {
    const sides = { a: withFriends(vertices(a)), b: withFriends(vertices(b)) };
    partCommunities(consensus.communities, network, sides, groups);
  }
  const pinned = new Set([...constraints.together.flat(), ...constraints.apart.flatMap(({ a, b }) => [...a, ...b])]);
  return { placement: placeFiles(graph, space, network, consensus, pinned), network, consensus };
}
