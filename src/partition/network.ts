/** Turns edges into a network that can be walked from every vertex (compressed rows). */
import type { Edges } from "./edge-list.js";

export interface Network {
  readonly size: number;
  /** Row of vertex v: `start[v]` to `start[v + 1]`. */
  readonly start: Int32Array;
  readonly other: Int32Array;
  readonly weight: Float64Array;
  /** Weight of both directions at a vertex, its own loop twice. */
  readonly strength: Float64Array;
  readonly loop: Float64Array;
  /** Sum of strengths. */
  readonly total: number;
}

export function buildNetwork(size: number, edges: Edges, loops: Float64Array = new Float64Array(size)): Network {
  const { from, to, weight } = edges;
  const start = new Int32Array(size + 1);
  for (let e = 0; e < from.length; e++) {
    start[from[e]! + 1]!++;
    start[to[e]! + 1]!++;
  }
  for (let v = 0; v < size; v++) start[v + 1]! += start[v]!;
  const next = start.slice(0, size);
  const other = new Int32Array(from.length * 2);
  const weights = new Float64Array(from.length * 2);
  const strength = Float64Array.from(loops, (loop) => 2 * loop);
  for (let e = 0; e < from.length; e++) {
    const a = from[e]!;
    const b = to[e]!;
    const w = weight[e]!;
    other[next[a]!] = b;
    weights[next[a]!++] = w;
    other[next[b]!] = a;
    weights[next[b]!++] = w;
    strength[a]! += w;
    strength[b]! += w;
  }
  let total = 0;
  for (const value of strength) total += value;
  return { size, start, other, weight: weights, strength, loop: loops, total };
}
