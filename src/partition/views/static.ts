/** Turns references between files into edges; what many use ties each of them little. */
import type { EdgeKind, GraphEdge } from "../../model/code-graph.js";
import type { View } from "./view.js";

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

/** A file with n users ties each by n to this power: a little less than sharing one tie out among them. */
const HUB = -0.75;

export const readStatic: View = ({ graph, space }, edges) => {
  const ties = mergeTies(graph.edges);
  const users = new Int32Array(graph.nodes.length);
  const heirs = new Int32Array(graph.nodes.length);
  for (const { to, own, inherited } of ties) {
    if (inherited > 0) heirs[to]!++;
    if (own > 0) users[to]!++;
  }
  for (const { from, to, own, inherited } of ties) {
    const used = own * Math.exp(HUB * Math.log(Math.max(users[to]!, 1)));
    // A base class with many heirs is a layer (all controllers, all jobs), not a subject: it ties little.
    edges.add(space.vertexOf[from]!, space.vertexOf[to]!, used + inherited / Math.sqrt(Math.max(heirs[to]!, 1)));
  }
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
