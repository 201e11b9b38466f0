/** Turns a placement into drafts of modules: what each holds, before it has a name or reasons. */
import type { CodeGraph } from "../model/code-graph.js";
import { byText } from "../text/order.js";
import type { Placement } from "./place.js";

export interface Draft {
  /** Community that it came from. */
  readonly key: number;
  /** Graph nodes, in order of path. */
  readonly nodes: readonly number[];
  readonly tables: readonly string[];
  readonly routes: readonly string[];
  readonly jobs: readonly string[];
  readonly lines: number;
  readonly confidence: number;
}

export function draftModules(graph: CodeGraph, placement: Placement): readonly Draft[] {
  const members = new Map<number, number[]>();
  placement.placeOf.forEach((place, node) => {
    if (place < 0) return;
    const list = members.get(place);
    if (list === undefined) members.set(place, [node]);
    else list.push(node);
  });
  const tables = new Map<number, string[]>();
  for (const [table, place] of placement.tableOf) tables.set(place, [...(tables.get(place) ?? []), table]);
  return (
    [...members]
      .map(([key, nodes]) => draftModule(graph, placement, key, nodes, tables.get(key) ?? []))
      // Communities are numbered in canonical order, in which a hidden folder has no say.
      .sort((a, b) => a.key - b.key)
  );
}

function draftModule(
  graph: CodeGraph,
  placement: Placement,
  key: number,
  nodes: readonly number[],
  tables: readonly string[],
): Draft {
  const files = nodes.map((node) => graph.nodes[node]!);
  const sure = nodes.reduce((sum, node) => sum + placement.confidence[node]!, 0);
  return {
    key,
    nodes,
    tables: [...tables].sort(byText),
    routes: files.flatMap(({ routes }) => routes).sort(byText),
    jobs: files
      .flatMap(({ jobs }) => jobs)
      .filter((job) => graph.libraryJobs?.includes(job) !== true)
      .sort(byText),
    lines: files.reduce((sum, { lines }) => sum + lines, 0),
    confidence: sure / nodes.length,
  };
}
