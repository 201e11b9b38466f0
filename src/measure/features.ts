/** Turns nodes and commits, as they stood at one moment, into the features of each file. */
import type { CodeGraph, GraphNode } from "../model/code-graph.js";
import type { Commit, History } from "../model/history.js";

export interface Features {
  readonly path: string;
  readonly lines: number;
  readonly complexity: number;
  readonly commits: number;
  /** Commits that fade with a half-life of a year, and of half a year. */
  readonly changes: number;
  readonly recent: number;
  readonly fixes: number;
  /** People, not machines, in the year before. */
  readonly authors: number;
  /** Share of the commits by the person with most of them. */
  readonly ownership: number;
  /** Files that this one uses. */
  readonly uses: number;
  /** Files that use this one or changed with it at least three times. */
  readonly reach: number;
  readonly entries: number;
}

const DAY = 86_400;
const YEAR = 365 * DAY;
const HALF_LIFE = { changes: YEAR, recent: 180 * DAY };

/** A sweep over the whole tree (a formatter, a move) says nothing about one file. */
const MOST_FILES = 30;

export const countable = (commit: Commit): boolean =>
  commit.changes.length <= MOST_FILES && !commit.author.startsWith("bot-");

const fade = (age: number, halfLife: number): number => Math.exp((-Math.LN2 * Math.max(age, 0)) / halfLife);

interface Tally {
  commits: number;
  changes: number;
  recent: number;
  fixes: number;
  grownSince: number;
  readonly recentAuthors: Set<string>;
  readonly authors: Map<string, number>;
  readonly together: Map<string, number>;
}

/** Features at `now`, seconds: later commits only undo the growth of each file. */
export function measureFeatures(graph: CodeGraph, history: History, now: number): readonly Features[] {
  const tallies = new Map(graph.nodes.map(({ path }) => [path, emptyTally()]));
  for (const commit of history.commits) {
    if (commit.time > now) undoGrowth(commit, tallies);
    else if (countable(commit)) tally(commit, now, tallies);
  }
  const users = graph.nodes.map(() => new Set<number>());
  const used = graph.nodes.map(() => new Set<number>());
  for (const { from, to } of graph.edges) {
    users[to]!.add(from);
    used[from]!.add(to);
  }
  return graph.nodes.map((node, at) =>
    toFeatures(node, tallies.get(node.path)!, { users: users[at]!.size, uses: used[at]!.size }),
  );
}

const emptyTally = (): Tally => ({
  commits: 0,
  changes: 0,
  recent: 0,
  fixes: 0,
  grownSince: 0,
  recentAuthors: new Set(),
  authors: new Map(),
  together: new Map(),
});

function undoGrowth(commit: Commit, tallies: ReadonlyMap<string, Tally>): void {
  for (const { path, added, deleted } of commit.changes) {
    const found = tallies.get(path);
    if (found !== undefined) found.grownSince += added - deleted;
  }
}

function tally(commit: Commit, now: number, tallies: ReadonlyMap<string, Tally>): void {
  const age = now - commit.time;
  const known = commit.changes.filter(({ path }) => tallies.has(path));
  for (const { path } of known) {
    const found = tallies.get(path)!;
    const faded = fade(age, HALF_LIFE.changes);
    found.commits++;
    found.changes += faded;
    found.recent += fade(age, HALF_LIFE.recent);
    if (commit.fix) found.fixes += faded;
    if (age < YEAR) found.recentAuthors.add(commit.author);
    found.authors.set(commit.author, (found.authors.get(commit.author) ?? 0) + 1);
    for (const other of known)
      if (other.path !== path) found.together.set(other.path, (found.together.get(other.path) ?? 0) + 1);
  }
}

function toFeatures(
  node: GraphNode,
  found: Tally,
  { users, uses }: { readonly users: number; readonly uses: number },
): Features {
  const { commits, changes, recent, fixes } = found;
  // Added lines count blank and comment lines too; the ratio brings them to lines of code.
  const lines = Math.max(node.lines - Math.round(found.grownSince * 0.8), 0);
  const share = node.lines === 0 ? 0 : Math.min(lines / node.lines, 2);
  const partners = [...found.together.values()].filter((count) => count >= 3).length;
  return {
    path: node.path,
    lines,
    complexity: node.complexity * share,
    commits,
    changes,
    recent,
    fixes,
    authors: found.recentAuthors.size,
    ownership: commits === 0 ? 1 : Math.max(...found.authors.values()) / commits,
    uses,
    reach: users + partners,
    entries: node.routes.length + node.jobs.length,
  };
}
