/** Turns History into what the partition asks of it: who works here, and what changes alone or together. */
import type { CodeGraph } from "../model/code-graph.js";
import type { History } from "../model/history.js";

const YEAR = 365 * 86_400;
const MOST_FILES = 30;

/** People who committed in the year before HEAD; null without history. */
export function countPeople(history: History): number | null {
  if (history.commits.length === 0) return null;
  const recent = history.commits.filter(({ time, author }) => history.now - time < YEAR && !author.startsWith("bot-"));
  return new Set(recent.map(({ author }) => author)).size;
}

/** Graph nodes that each countable commit touched, newest first. */
export function touchedNodes(graph: CodeGraph, history: History): readonly (readonly number[])[] {
  const index = new Map(graph.nodes.map(({ path }, node) => [path, node]));
  return history.commits.flatMap(({ changes, author }) => {
    if (changes.length > MOST_FILES || author.startsWith("bot-")) return [];
    const nodes = [...new Set(changes.flatMap(({ path }) => index.get(path) ?? []))];
    return nodes.length === 0 ? [] : [nodes];
  });
}

/** Commits that touch the files, and how many of those touch no other. */
export function countAlone(
  touched: readonly (readonly number[])[],
  files: ReadonlySet<number>,
): { commits: number; alone: number } {
  let commits = 0;
  let alone = 0;
  for (const nodes of touched) {
    const inside = nodes.filter((node) => files.has(node)).length;
    if (inside > 0) commits++;
    if (inside > 0 && inside === nodes.length) alone++;
  }
  return { commits, alone };
}

interface Together {
  readonly a: number;
  readonly b: number;
  readonly both: number;
  readonly either: number;
}

/** The pair of the given files that changed together most often, if at least three times. */
export function closestPair(touched: readonly (readonly number[])[], files: ReadonlySet<number>): Together | null {
  const single = new Map<number, number>();
  const pairs = new Map<string, { a: number; b: number; both: number }>();
  for (const nodes of touched) {
    const inside = nodes.filter((node) => files.has(node)).sort((x, y) => x - y);
    for (const node of inside) single.set(node, (single.get(node) ?? 0) + 1);
    inside.forEach((a, at) => {
      for (const b of inside.slice(at + 1)) {
        const pair = pairs.get(`${a} ${b}`) ?? { a, b, both: 0 };
        pair.both++;
        pairs.set(`${a} ${b}`, pair);
      }
    });
  }
  const scored = [...pairs.values()]
    .filter(({ both }) => both >= 3)
    .map((pair) => ({ ...pair, either: single.get(pair.a)! + single.get(pair.b)! - pair.both }))
    // The pair with the most commits in common for how often either changes.
    .sort((x, y) => (y.both * y.both) / y.either - (x.both * x.both) / x.either || x.a - y.a || x.b - y.b);
  return scored[0] ?? null;
}
