/** Turns the views into one list of edges: each brought to equal mass, then weighted; a missing view shifts its weight. */
import type { PartitionOptions } from "../model/proposal.js";
import { EdgeList, type Edges, totalWeight } from "./edge-list.js";
import { readData } from "./views/data.js";
import { readDeclared } from "./views/declared.js";
import { readHistory } from "./views/history.js";
import { readLayout } from "./views/layout.js";
import { readNamespaces } from "./views/namespaces.js";
import { readRuntime } from "./views/runtime.js";
import { readStatic } from "./views/static.js";
import { readTitles } from "./views/titles.js";
import type { View, ViewInput } from "./views/view.js";
import { readWords } from "./views/words.js";

export type ViewName = keyof PartitionOptions["views"];

interface Part {
  readonly read: View;
  /** Share of the view's weight. */
  readonly share: number;
}

const whole = (read: View): readonly Part[] => [{ read, share: 1 }];

/**
 * Shares and default weights were chosen on repositories that people split and that the bench does not report on
 * (amplication, ghostfolio, novu, teable, unleash, samson, noosfero): the best of a coarse grid, on a broad plateau.
 */
const VIEWS: Readonly<Record<ViewName, readonly Part[]>> = {
  static: whole(readStatic),
  data: whole(readData),
  runtime: whole(readRuntime),
  history: whole(readHistory),
  words: [
    { read: readWords, share: 0.04 },
    { read: readTitles, share: 0.08 },
    { read: readNamespaces, share: 0.88 },
  ],
  declared: whole(readDeclared),
  layout: whole(readLayout),
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
    const told = VIEWS[name].filter(({ read, share }) => addPart(sum, read, { ...input, named }, weight * share));
    if (told.length === 0) missing.push(name);
  }
  return { edges: sum.merge(), missing };
}

/** False where it has nothing to tell. */
function addPart(sum: EdgeList, read: View, input: ViewInput, weight: number): boolean {
  const list = new EdgeList();
  read(input, list);
  const { files, followers } = input.space;
  const edges = withoutFollowers(list.merge(), followers);
  const mass = totalWeight(edges);
  if (mass > 0) addScaled(sum, edges, (weight * coverage(edges, files.length, followers.size)) / mass);
  return mass > 0;
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
function coverage({ from, to }: Edges, files: number, followers: number): number {
  const touched = new Set<number>();
  for (const v of from) if (v < files) touched.add(v);
  for (const v of to) if (v < files) touched.add(v);
  return touched.size / Math.max(files - followers, 1);
}

function addScaled(sum: EdgeList, { from, to, weight }: Edges, factor: number): void {
  // Rounded, so that the last bits of a logarithm cannot decide a tie.
  for (let e = 0; e < from.length; e++) sum.add(from[e]!, to[e]!, Math.round(weight[e]! * factor * 1e12) / 1e6);
}
