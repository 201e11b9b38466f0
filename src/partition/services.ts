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

/** What is more than a third of the code is not extracted: it is the monolith. */
const MOST_SHARE = 0.35;
/** Two groups become one only where that spares a fifth of what cutting both would cost. */
const SAVING = 0.8;
/** A service must bring this much more than it costs. */
export const LEAST_RATIO = 1.1;
/** What a service must bring more for each further module that it takes. */
const BREADTH = 1;
/** What running one more service costs, whatever it cuts: a pipeline, alerts, someone on call. */
export const UPKEEP = 3;
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
    (a, b) => surplus(b) - surplus(a) || a.modules[0]! - b.modules[0]!,
  );
  const chosen: Candidate[] = [];
  const taken = new Set<number>();
  let share = 0;
  let runnerUp: Candidate | null = null;
  for (const candidate of ranked) {
    if (candidate.modules.some((module) => taken.has(module))) continue;
    const fits = chosen.length < budget && share + candidate.worth.share <= 0.7;
    if (!fits || !pays(candidate.worth)) {
      runnerUp ??= candidate;
      continue;
    }
    chosen.push(candidate);
    share += candidate.worth.share;
    for (const module of candidate.modules) taken.add(module);
  }
  return { chosen, runnerUp, budget };
}

/** It must beat its cuts clearly, and then still carry its own operation: else a company builds what it should not run. */
const pays = ({ gain, cost }: Worth): boolean => gain >= cost * LEAST_RATIO && gain >= cost + UPKEEP;

/** What a candidate brings beyond its cost; one thing done well goes before several taken together. */
const surplus = ({ worth, modules }: Candidate): number => worth.gain - worth.cost - BREADTH * (modules.length - 1);

/** Every module, and every group that comes of merging the two that are dearest to cut, again and again. */
function collectCandidates(input: WorthInput, apart: (a: number, b: number) => boolean): Candidate[] {
  const weigh = (modules: readonly number[]): Candidate => ({ modules, worth: weighGroup(input, new Set(modules)) });
  const core = findCore(input);
  const eligible = [...input.drafts.keys()]
    .filter((module) => !core.has(module))
    .sort((a, b) => input.drafts[b]!.lines - input.drafts[a]!.lines || a - b)
    .slice(0, MOST_MODULES)
    .sort((a, b) => a - b);
  let groups = eligible.map((module) => weigh([module]));
  const candidates = [...groups];
  const ties = countTies(input);
  const refused = new Set<string>();
  const keyOf = (a: Candidate, b: Candidate): string => `${a.modules.join()} ${b.modules.join()}`;
  const allowed = (a: Candidate, b: Candidate): boolean =>
    !refused.has(keyOf(a, b)) && !a.modules.some((x) => b.modules.some((y) => apart(x, y)));
  for (;;) {
    const pair = dearestPair(groups, ties, input, allowed);
    if (pair === null) break;
    const [a, b] = pair;
    const merged = weigh([...a.modules, ...b.modules].sort((x, y) => x - y));
    if (merged.worth.cost > SAVING * (a.worth.cost + b.worth.cost)) refused.add(keyOf(a, b));
    else {
      groups = [...groups.filter((group) => group !== a && group !== b), merged];
      candidates.push(merged);
    }
  }
  return candidates.filter(({ worth }) => worth.gain > 0 && worth.share <= MOST_SHARE);
}

/** What all the rest hangs on stays: the module with the table that most others refer to, and those that start processes. */
function findCore({ graph, draftOf, tableDraft }: WorthInput): ReadonlySet<number> {
  const core = new Set<number>();
  for (const { entry } of graph.processes) if (entry >= 0) core.add(draftOf[entry]!);
  const referrers = new Map<number, Set<number>>();
  for (const { from, to } of graph.foreignKeys) {
    const [a, b] = [tableDraft.get(from) ?? -2, tableDraft.get(to) ?? -2];
    if (b >= 0 && a >= 0 && a !== b) referrers.set(b, (referrers.get(b) ?? new Set()).add(a));
  }
  const [hub] = [...referrers].sort((a, b) => b[1].size - a[1].size || a[0] - b[0]);
  if (hub !== undefined && hub[1].size >= 3) core.add(hub[0]);
  return core;
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
  groups: readonly Candidate[],
  ties: ReadonlyMap<string, number>,
  { drafts, graph }: WorthInput,
  allowed: (a: Candidate, b: Candidate) => boolean,
): readonly [Candidate, Candidate] | null {
  const total = graph.nodes.reduce((sum, { lines }) => sum + lines, 0);
  const lines = groups.map(({ modules }) => modules.reduce((sum, module) => sum + drafts[module]!.lines, 0));
  let best: readonly [Candidate, Candidate] | null = null;
  let most = 0;
  for (let a = 0; a < groups.length; a++)
    for (let b = a + 1; b < groups.length; b++) {
      if (lines[a]! + lines[b]! > MOST_SHARE * total) continue;
      const between = tieBetween(groups[a]!.modules, groups[b]!.modules, ties);
      const tie = between / Math.sqrt((lines[a]! + 20) * (lines[b]! + 20));
      if (tie <= most || !allowed(groups[a]!, groups[b]!)) continue;
      most = tie;
      best = [groups[a]!, groups[b]!];
    }
  return best;
}

function tieBetween(a: readonly number[], b: readonly number[], ties: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const x of a) for (const y of b) sum += ties.get(x < y ? `${x} ${y}` : `${y} ${x}`) ?? 0;
  return sum;
}
