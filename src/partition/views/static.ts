/** Turns references between files into edges: direct ones, and those of files used together or using the same. */
import type { EdgeKind, GraphEdge } from "../../model/code-graph.js";
import type { EdgeList } from "../edge-list.js";
import { damp, type View } from "./view.js";

/** How much a reference of each kind ties; the runtime kinds belong to another view. */
const TIES: Readonly<Record<EdgeKind, number>> = {
  call: 1,
  new: 1,
  extends: 1.5,
  decorator: 0.5,
  jsx: 1,
  type: 0.7,
  use: 0.8,
  import: 0.5,
  association: 1.2,
  callback: 1,
  view: 1.5,
  string: 0.8,
  route: 0,
  job: 0,
  enqueue: 0,
};

/** Pairs of a file with more users or uses than this say nothing, and there would be too many. */
const MOST = 40;
const COUPLING = 0.5;

export const readStatic: View = ({ graph, space }, edges) => {
  const ties = mergeTies(graph.edges);
  const users = graph.nodes.map((): number[] => []);
  const uses = graph.nodes.map((): number[] => []);
  const heirs = new Int32Array(graph.nodes.length);
  for (const { from, to, own, inherited } of ties) {
    if (inherited > 0) heirs[to]!++;
    if (own === 0) continue;
    users[to]!.push(from);
    uses[from]!.push(to);
  }
  for (const { from, to, own, inherited } of ties) {
    const hub = damp(users[to]!.length) * Math.sqrt(damp(uses[from]!.length));
    // A base class with many heirs is a layer (all controllers, all jobs), not a subject: it ties little.
    edges.add(space.vertexOf[from]!, space.vertexOf[to]!, own * hub + inherited / Math.sqrt(Math.max(heirs[to]!, 1)));
  }
  for (const group of [...users, ...uses]) couple(group, space.vertexOf, edges);
};

interface Tie {
  readonly from: number;
  readonly to: number;
  own: number;
  inherited: number;
}

function mergeTies(graphEdges: readonly GraphEdge[]): readonly Tie[] {
  const ties = new Map<number, Tie>();
  for (const { from, to, kind, count } of graphEdges) {
    const weight = TIES[kind] * (1 + Math.log(count));
    if (weight === 0) continue;
    const key = from * 67_108_864 + to;
    const tie = ties.get(key) ?? { from, to, own: 0, inherited: 0 };
    if (kind === "extends") tie.inherited += weight;
    else tie.own += weight;
    ties.set(key, tie);
  }
  return [...ties.values()];
}

function couple(group: readonly number[], vertexOf: Int32Array, edges: EdgeList): void {
  if (group.length < 2 || group.length > MOST) return;
  const weight = (COUPLING * damp(group.length)) / (group.length - 1);
  for (let i = 0; i < group.length; i++)
    for (let j = i + 1; j < group.length; j++) edges.add(vertexOf[group[i]!]!, vertexOf[group[j]!]!, weight);
}
