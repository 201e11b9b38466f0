/** Measures what a group of modules would be as a service: its size, doors, data, ties, load and changes. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { Cut } from "../model/proposal.js";
import type { Team } from "./activity.js";
import { findCuts } from "./cuts.js";
import type { Heat } from "./heat.js";
import type { NamedDraft } from "./names.js";
import type { Ties } from "./ties.js";

export interface Worth {
  /** Share of the app's lines. */
  readonly share: number;
  readonly routes: number;
  readonly jobs: number;
  readonly tables: number;
  /** Share of the app's tables. */
  readonly held: number;
  /** Ties that stay in it, ties that lead out, and the latter's share of all the app's ties. */
  readonly inside: number;
  readonly crossing: number;
  readonly bridged: number;
  /** Files that write its tables: its own, and those of others. */
  readonly ownWrites: number;
  readonly foreignWrites: number;
  /** Accesses to tables (a write counts twice) that stay in it, and that cross. */
  readonly dataInside: number;
  readonly dataCrossing: number;
  /** Tables elsewhere that refer to its own. */
  readonly leaning: number;
  /** Share of the other modules with data whose tables do. */
  readonly leaners: number;
  /** Captured requests that its routes answered, and their share of all. */
  readonly requests: number;
  readonly heat: number;
  /** Last year's commits that touch it, and those that touch nothing else. */
  readonly commits: number;
  readonly alone: number;
  /** Share of the app's background jobs. */
  readonly work: number;
  readonly worker: boolean;
}

export interface WorthInput {
  readonly graph: CodeGraph;
  readonly app: AppModel;
  readonly drafts: readonly NamedDraft[];
  /** Graph node -> index of draft; -1 library code; -2 unplaced. */
  readonly draftOf: Int32Array;
  readonly tableDraft: ReadonlyMap<string, number>;
  readonly ties: Ties;
  readonly heat: Heat;
  readonly team: Team;
  /** Indexes of drafts that each commit of the last year touches; -1 and -2 as above. */
  readonly changes: readonly (readonly number[])[];
}

export function weighGroup(input: WorthInput, modules: readonly number[]): Worth {
  const { graph, drafts, ties, heat, changes } = input;
  const group = new Set(modules);
  const own = modules.map((at) => drafts[at]!);
  const count = (of: (draft: NamedDraft) => number): number => own.reduce((sum, draft) => sum + of(draft), 0);
  const lines = graph.nodes.reduce((sum, node) => sum + node.lines, 0);
  const routes = count((draft) => draft.routes.length);
  const jobs = count((draft) => draft.jobs.length);
  const requests = count((draft) => draft.routes.reduce((sum, id) => sum + (heat.requests.get(id) ?? 0), 0));
  const touching = changes.filter((touched) => touched.some((draft) => group.has(draft)));
  const allJobs = drafts.reduce((sum, draft) => sum + draft.jobs.length, 0);
  const { inside, crossing } = splitTies(ties, modules, group);
  return {
    share: count((draft) => draft.lines) / Math.max(lines, 1),
    routes,
    jobs,
    tables: count((draft) => draft.tables.length),
    held: count((draft) => draft.tables.length) / Math.max(input.app.tables.length, input.tableDraft.size, 1),
    inside,
    crossing,
    bridged: crossing / Math.max(ties.total, 1),
    ...splitData(ties, group),
    ...countLeaning(input, group),
    requests,
    heat: heat.total === 0 ? 0 : requests / heat.total,
    commits: touching.length,
    alone: touching.filter((touched) => touched.every((draft) => group.has(draft))).length,
    work: jobs / Math.max(allJobs, 1),
    worker: jobs > 0 && routes === 0,
  };
}

function splitTies(
  ties: Ties,
  modules: readonly number[],
  group: ReadonlySet<number>,
): Pick<Worth, "inside" | "crossing"> {
  let own = 0;
  let across = 0;
  let all = 0;
  for (const a of modules) {
    all += ties.of(a);
    own += ties.between(a, a);
    for (const b of group) if (b > a) across += ties.between(a, b);
  }
  return { inside: own + across, crossing: all - own - 2 * across };
}

function countLeaning({ ties, drafts }: WorthInput, group: ReadonlySet<number>): Pick<Worth, "leaning" | "leaners"> {
  const inward = ties.references.filter(({ from, to }) => group.has(to) && !group.has(from));
  const others = drafts.filter(({ tables }, at) => tables.length > 0 && !group.has(at));
  const modules = new Set(inward.flatMap(({ from }) => (from < ties.size ? [from] : [])));
  return {
    leaning: new Set(inward.map(({ table }) => table)).size,
    leaners: modules.size / Math.max(others.length, 1),
  };
}

type Data = Pick<Worth, "ownWrites" | "foreignWrites" | "dataInside" | "dataCrossing">;

function splitData({ accesses }: Ties, group: ReadonlySet<number>): Data {
  const data = { ownWrites: 0, foreignWrites: 0, dataInside: 0, dataCrossing: 0 };
  for (const { owner, user, reads, writes } of accesses) {
    const [owns, uses] = [group.has(owner), group.has(user)];
    if (!owns && !uses) continue;
    if (owns && uses) {
      data.ownWrites += writes;
      data.dataInside += reads + 2 * writes;
    } else {
      if (owns) data.foreignWrites += writes;
      data.dataCrossing += reads + 2 * writes;
    }
  }
  return data;
}

const MEMBERS = new WeakMap<Int32Array, ReadonlyMap<number, readonly number[]>>();

/** Nodes of each draft. */
function membersOf(draftOf: Int32Array): ReadonlyMap<number, readonly number[]> {
  const known = MEMBERS.get(draftOf);
  if (known !== undefined) return known;
  const members = new Map<number, number[]>();
  draftOf.forEach((draft, node) => {
    const own = members.get(draft);
    if (own === undefined) members.set(draft, [node]);
    else own.push(node);
  });
  MEMBERS.set(draftOf, members);
  return members;
}

/** What would be cut between the group as one service and the monolith. */
export function cutAround({ graph, app, draftOf, tableDraft }: WorthInput, modules: readonly number[]): readonly Cut[] {
  const group = new Set(modules);
  const members = membersOf(draftOf);
  const home = (draft: number): string => (group.has(draft) ? "service" : "monolith");
  return findCuts(graph, app, {
    away: modules.flatMap((draft) => members.get(draft) ?? []),
    ofNode: (node) => (draftOf[node] === -1 ? null : home(draftOf[node]!)),
    ofTable: (table) => home(tableDraft.get(table) ?? -2),
  });
}
