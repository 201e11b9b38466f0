/** Turns commits into ties between files that changed together; large commits dropped, old ones faded. */
import { damp, type View } from "./view.js";

const HALF_LIFE = 2 * 365 * 86_400;
const MOST_FILES = 20;

export const readHistory: View = ({ graph, history, space }, edges) => {
  const index = new Map(graph.nodes.map(({ path }, node) => [path, node]));
  const changed = new Float64Array(graph.nodes.length);
  const together = new Map<number, { weight: number; times: number }>();
  for (const { time, changes, author } of history.commits) {
    if (author.startsWith("bot-")) continue;
    const nodes = changes.flatMap(({ path }) => index.get(path) ?? []);
    if (nodes.length > MOST_FILES) continue;
    const faded = Math.exp((-Math.LN2 * (history.now - time)) / HALF_LIFE);
    for (const node of nodes) changed[node]! += faded;
    if (nodes.length > 1) addPairs(nodes, faded * damp(nodes.length), together);
  }
  for (const [pair, { weight, times }] of together) {
    if (times < 2) continue;
    const a = Math.floor(pair / 67_108_864);
    const b = pair % 67_108_864;
    edges.add(space.vertexOf[a]!, space.vertexOf[b]!, weight / Math.sqrt((changed[a]! + 1) * (changed[b]! + 1)));
  }
};

function addPairs(
  nodes: readonly number[],
  weight: number,
  together: Map<number, { weight: number; times: number }>,
): void {
  const sorted = [...new Set(nodes)].sort((a, b) => a - b);
  for (let i = 0; i < sorted.length; i++)
    for (let j = i + 1; j < sorted.length; j++) {
      const key = sorted[i]! * 67_108_864 + sorted[j]!;
      const known = together.get(key);
      if (known === undefined) together.set(key, { weight, times: 1 });
      else {
        known.weight += weight;
        known.times++;
      }
    }
}
