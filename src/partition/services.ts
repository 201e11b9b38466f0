/** Turns modules into the few services that a team could run, by merging what is dear to cut and weighing the rest. */
import { type Worth, type WorthInput, weighGroup } from "./worth.js";

export interface Candidate {
  /** Indexes of drafts. */
  readonly modules: readonly number[];
  readonly worth: Worth;
}

export interface Choice {
  readonly chosen: readonly Candidate[];
  /** The best that was not chosen; null where nothing could be weighed. */
  readonly runnerUp: Candidate | null;
  /** Most services that the team can run. */
  readonly budget: number;
}

/** More than half of the code is not extracted: it is the monolith. */
const MOST_SHARE = 0.45;
/** A service must bring this much more than it costs. */
const LEAST_RATIO = 1;
/** Weighing costs a walk over the graph: only the modules that could be a service are weighed. */
const MOST_MODULES = 60;

/** Each service wants people who know it: one for every three or four, one to five. */
export function budgetFor(people: number | null): number {
  if (people === null) return 3;
  if (people <= 2) return 1;
  if (people <= 6) return 2;
  if (people <= 12) return 3;
  return people <= 24 ? 4 : 5;
}

export function chooseServices(
  input: WorthInput,
  people: number | null,
  apart: (a: number, b: number) => boolean,
): Choice {
  const budget = budgetFor(people);
  const ranked = collectCandidates(input, apart).sort(
    (a, b) => b.worth.gain - b.worth.cost - (a.worth.gain - a.worth.cost) || a.modules[0]! - b.modules[0]!,
  );
  const chosen: Candidate[] = [];
  const taken = new Set<number>();
  let share = 0;
  let runnerUp: Candidate | null = null;
  for (const candidate of ranked) {
    if (candidate.modules.some((module) => taken.has(module))) continue;
    const fits = chosen.length < budget && share + candidate.worth.share <= 0.7;
    if (!fits || candidate.worth.gain < candidate.worth.cost * LEAST_RATIO) {
      runnerUp ??= candidate;
      continue;
    }
    chosen.push(candidate);
    share += candidate.worth.share;
    for (const module of candidate.modules) taken.add(module);
  }
  return { chosen, runnerUp, budget };
}

/** Every module, and every group that comes of merging the two that are dearest to cut, again and again. */
function collectCandidates(input: WorthInput, apart: (a: number, b: number) => boolean): Candidate[] {
  const weigh = (modules: readonly number[]): Candidate => ({ modules, worth: weighGroup(input, new Set(modules)) });
  const eligible = [...input.drafts.keys()]
    .sort((a, b) => input.drafts[b]!.lines - input.drafts[a]!.lines || a - b)
    .slice(0, MOST_MODULES)
    .sort((a, b) => a - b);
  const candidates = eligible.map((module) => weigh([module]));
  let groups: (readonly number[])[] = eligible.map((module) => [module]);
  const ties = countTies(input);
  while (groups.length > 2) {
    const best = dearestPair(groups, ties, input, apart);
    if (best === null) break;
    const merged = [...groups[best.a]!, ...groups[best.b]!].sort((a, b) => a - b);
    groups = [...groups.filter((_, at) => at !== best.a && at !== best.b), merged];
    candidates.push(weigh(merged));
  }
  return candidates.filter(({ worth }) => worth.gain > 0 && worth.share <= MOST_SHARE);
}

/** How hard two modules are to part: calls, shared tables, foreign keys, transactions. */
function countTies({ graph, draftOf, tableDraft }: WorthInput): ReadonlyMap<string, number> {
  const ties = new Map<string, number>();
  const add = (a: number, b: number, weight: number): void => {
    if (a < 0 || b < 0 || a === b) return;
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    ties.set(key, (ties.get(key) ?? 0) + weight);
  };
  for (const { from, to, kind, count } of graph.edges)
    if (kind !== "type" && kind !== "route") add(draftOf[from]!, draftOf[to]!, Math.log2(1 + count));
  const home = (table: string): number => tableDraft.get(table) ?? -2;
  for (const { node, table, mode } of graph.tables) add(draftOf[node]!, home(table), mode === "write" ? 3 : 1.5);
  for (const { from, to } of graph.foreignKeys) add(home(from), home(to), 2);
  for (const { tables } of graph.transactions)
    tables.forEach((a, at) => {
      for (const b of tables.slice(at + 1)) add(home(a), home(b), 6);
    });
  return ties;
}

function dearestPair(
  groups: readonly (readonly number[])[],
  ties: ReadonlyMap<string, number>,
  { drafts, graph }: WorthInput,
  apart: (a: number, b: number) => boolean,
): { a: number; b: number } | null {
  const total = graph.nodes.reduce((sum, { lines }) => sum + lines, 0);
  const lines = groups.map((group) => group.reduce((sum, module) => sum + drafts[module]!.lines, 0));
  let best: { a: number; b: number } | null = null;
  let most = 0;
  for (let a = 0; a < groups.length; a++)
    for (let b = a + 1; b < groups.length; b++) {
      if (lines[a]! + lines[b]! > MOST_SHARE * total) continue;
      const tie = tieBetween(groups[a]!, groups[b]!, ties) / Math.sqrt((lines[a]! + 20) * (lines[b]! + 20));
      if (tie <= most || groups[a]!.some((x) => groups[b]!.some((y) => apart(x, y)))) continue;
      most = tie;
      best = { a, b };
    }
  return best;
}

function tieBetween(a: readonly number[], b: readonly number[], ties: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const x of a) for (const y of b) sum += ties.get(x < y ? `${x} ${y}` : `${y} ${x}`) ?? 0;
  return sum;
}
