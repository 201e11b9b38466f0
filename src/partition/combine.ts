/** Turns the views into one list of edges: each brought to equal mass, then weighted; a missing view shifts its weight. */
import type { PartitionOptions } from "../model/proposal.js";
import { EdgeList, type Edges, totalWeight } from "./edge-list.js";
import { readData } from "./views/data.js";
import { readDeclared } from "./views/declared.js";
import { readHistory } from "./views/history.js";
import { readLayout } from "./views/layout.js";
import { readRuntime } from "./views/runtime.js";
import { readStatic } from "./views/static.js";
import type { View, ViewInput } from "./views/view.js";
import { readWords } from "./views/words.js";

export type ViewName = keyof PartitionOptions["views"];

const VIEWS: Readonly<Record<ViewName, View>> = {
  static: readStatic,
  data: readData,
  runtime: readRuntime,
  history: readHistory,
  words: readWords,
  declared: readDeclared,
  layout: readLayout,
};

interface Combined {
  readonly edges: Edges;
  /** Views asked for that had nothing to say. */
  readonly missing: readonly ViewName[];
}

export function combineViews(input: ViewInput, weights: PartitionOptions["views"]): Combined {
  const sum = new EdgeList();
  const missing: ViewName[] = [];
  const named = weights.words > 0;
  const hidden = weights.layout === 0;
  for (const name of Object.keys(VIEWS) as ViewName[]) {
    const weight = hidden && name === "declared" ? 0 : weights[name];
    if (weight === 0) continue;
    const list = new EdgeList();
    VIEWS[name]({ ...input, named }, list);
    const edges = withoutFollowers(list.merge(), input.space.followers);
    const mass = totalWeight(edges);
    if (mass === 0) missing.push(name);
    else
      addScaled(
        sum,
        edges,
        (weight * Math.sqrt(coverage(edges, input.space.files.length - input.space.followers.size))) / mass,
      );
  }
  return { edges: sum.merge(), missing };
}

function withoutFollowers({ from, to, weight }: Edges, followers: ReadonlySet<number>): Edges {
  if (followers.size === 0) return { from, to, weight };
  const kept = [...from.keys()].filter((e) => !followers.has(from[e]!) && !followers.has(to[e]!));
  return {
    from: Int32Array.from(kept, (e) => from[e]!),
    to: Int32Array.from(kept, (e) => to[e]!),
    weight: Float64Array.from(kept, (e) => weight[e]!),
  };
}

/** Share of the files that the view speaks of: one that knows five files must not outweigh the rest. */
function coverage({ from, to }: Edges, files: number): number {
  const touched = new Set<number>();
  for (const v of from) if (v < files) touched.add(v);
  for (const v of to) if (v < files) touched.add(v);
  return touched.size / Math.max(files, 1);
}

function addScaled(sum: EdgeList, { from, to, weight }: Edges, factor: number): void {
  // Rounded, so that the last bits of a logarithm cannot decide a tie.
  for (let e = 0; e < from.length; e++) sum.add(from[e]!, to[e]!, Math.round(weight[e]! * factor * 1e12) / 1e6);
}
