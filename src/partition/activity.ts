/** Turns History into what the partition asks of it: who works here, and what changes alone or together. */
import type { CodeGraph } from "../model/code-graph.js";
import type { Commit, History } from "../model/history.js";

const YEAR = 365 * 86_400;
const MOST_FILES = 30;

/** People who work on the code, as many as would be who share the work evenly. */
export interface Team {
  /** Authors of last year's commits to analysed files. */
  readonly authors: number;
  /** exp of the Shannon entropy of their shares: one who wrote nearly all counts, fifty who fixed a typo each do not. */
  readonly people: number;
  /** Last year's commits to analysed files. */
  readonly commits: number;
  /** The record goes back beyond a year, and in the last one no person changed an analysed file. */
  readonly rests: boolean;
}

/** Last year's commits that touch the graph, newest first. */
function recentCommits(graph: CodeGraph, history: History): readonly { author: string; nodes: readonly number[] }[] {
  const index = new Map(graph.nodes.map(({ path }, node) => [path, node]));
  return history.commits.flatMap(({ time, changes, author }) => {
    if (history.now - time >= YEAR || author.startsWith("bot-") || changes.length > MOST_FILES) return [];
    const nodes = [...new Set(changes.flatMap(({ path }) => index.get(path) ?? []))];
    return nodes.length === 0 ? [] : [{ author, nodes }];
  });
}

export function measureTeam(graph: CodeGraph, history: History): Team {
  const commits = recentCommits(graph, history);
  const counts = new Map<string, number>();
  for (const { author } of commits) counts.set(author, (counts.get(author) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / commits.length) * Math.log(count / commits.length);
  return {
    authors: counts.size,
    people: commits.length === 0 ? 0 : Math.exp(entropy),
    commits: commits.length,
    rests: rests(graph, history),
  };
}

/** Commits too large to tell who works on what are work all the same. */
function rests(graph: CodeGraph, { commits, now }: History): boolean {
  const paths = new Set(graph.nodes.map(({ path }) => path));
  const isWork = ({ author, changes }: Commit): boolean =>
    !author.startsWith("bot-") && changes.some(({ path }) => paths.has(path));
  const recent = commits.filter(({ time }) => now - time < YEAR);
  return recent.length < commits.length && !recent.some(isWork);
}

/** For each of last year's commits, the drafts that it touches. */
export function changedDrafts(graph: CodeGraph, history: History, draftOf: Int32Array): readonly (readonly number[])[] {
  return recentCommits(graph, history).map(({ nodes }) => [...new Set(nodes.map((node) => draftOf[node]!))]);
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
