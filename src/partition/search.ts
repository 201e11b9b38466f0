/** Searches the modules of a graph under constraints: views, resolution, consensus, placement. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { History } from "../model/history.js";
import type { PartitionOptions } from "../model/proposal.js";
import { combineViews, type ViewName } from "./combine.js";
import { agreeOnCommunities, type Consensus } from "./consensus.js";
import { contractEdges, joinVertices, partCommunities } from "./constrain.js";
import type { Edges } from "./edge-list.js";
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
  readonly space: Space;
  readonly edges: Edges;
  readonly missing: readonly ViewName[];
  readonly resolution: number;
  /** Resolution of each run. */
  readonly resolutions: readonly number[];
}

export interface Found {
  readonly placement: Placement;
  readonly network: Network;
  readonly consensus: Consensus;
}

/** What does not depend on pins: the network and how fine to cut it. */
export function layGround(graph: CodeGraph, app: AppModel, history: History, options: PartitionOptions): Ground {
  const space = new Space(graph, options.views.layout === 0);
  const named = options.views.words > 0;
  const { edges, missing } = combineViews({ graph, app, history, space, named }, options.views);
  const runs = Math.round(Math.min(Math.max((RUNS * EDGES_A_RUN) / Math.max(edges.from.length, 1), RUNS), MOST_RUNS));
  if (options.resolution !== null) {
    const { resolution } = options;
    return { space, edges, missing, resolution, resolutions: Array<number>(runs).fill(resolution) };
  }
  const levels = measureLevels(space.size, edges, LEVEL_SEED);
  return { space, edges, missing, resolution: chooseResolution(levels), resolutions: spreadRuns(levels, runs) };
}

export function searchModules(graph: CodeGraph, ground: Ground, constraints: Constraints, seed: number): Found {
  const { space, resolutions } = ground;
  const vertices = (nodes: readonly number[]): readonly number[] => nodes.map((node) => space.vertexOf[node]!);
  const representative = joinVertices(space.size, constraints.together.map(vertices));
  const edges = constraints.together.length === 0 ? ground.edges : contractEdges(ground.edges, representative);
  const network = buildNetwork(space.size, edges);
  const agreed = agreeOnCommunities(space.size, edges, resolutions, seed);
  for (const { a, b } of constraints.apart)
    partCommunities(
      agreed.communities,
      network,
      vertices(a).map((v) => representative[v]!),
      vertices(b).map((v) => representative[v]!),
    );
  const consensus = {
    ...agreed,
    communities: agreed.communities.map((_, v) => agreed.communities[representative[v]!]!),
    confidence: agreed.confidence.map((_, v) => agreed.confidence[representative[v]!]!),
  };
  const pinned = new Set([...constraints.together.flat(), ...constraints.apart.flatMap(({ a, b }) => [...a, ...b])]);
  const whole = buildNetwork(space.size, ground.edges);
  return { placement: placeFiles(graph, space, whole, consensus, pinned), network: whole, consensus };
}
