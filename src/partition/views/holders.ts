/** Ties the files that hold a key in common to one vertex that stands for the key. */
import type { GraphNode } from "../../model/code-graph.js";
import type { EdgeList } from "../edge-list.js";
import type { Space } from "../space.js";

/** What most of the app has in common tells nothing apart. */
const MOST_SHARE = 0.6;

export function joinHolders(
  space: Space,
  edges: EdgeList,
  kind: string,
  keysOf: (file: GraphNode) => Iterable<string>,
  weigh: (holders: readonly GraphNode[]) => number,
): void {
  const holders = new Map<string, number[]>();
  space.files.forEach((file, vertex) => {
    for (const key of keysOf(file)) {
      const list = holders.get(key);
      if (list === undefined) holders.set(key, [vertex]);
      else list.push(vertex);
    }
  });
  for (const [key, vertices] of holders) {
    if (vertices.length < 2 || vertices.length > MOST_SHARE * space.files.length) continue;
    const anchor = space.anchor(`${kind} ${key}`);
    const weight = weigh(vertices.map((vertex) => space.files[vertex]!));
    for (const vertex of vertices) edges.add(vertex, anchor, weight);
  }
}
