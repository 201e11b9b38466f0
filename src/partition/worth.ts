/** Weighs what a group of modules would bring as a service of its own against what its cuts would cost. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { Cut } from "../model/proposal.js";
import { countAlone } from "./activity.js";
import { findCuts, priceCuts } from "./cuts.js";
import type { Heat } from "./heat.js";
import type { NamedDraft } from "./names.js";

export interface Worth {
  readonly gain: number;
  readonly cost: number;
  readonly cuts: readonly Cut[];
  /** Share of the app's lines. */
  readonly share: number;
  readonly commits: number;
  readonly alone: number;
  readonly routes: number;
  readonly jobs: number;
  readonly tables: number;
  /** Captured requests that its routes answered, and their share of all. */
  readonly requests: number;
  readonly heat: number;
  /** Processes of the Procfile that its files alone answer to (a worker of its own). */
  readonly worker: boolean;
}

export interface WorthInput {
  readonly graph: CodeGraph;
  readonly app: AppModel;
  readonly drafts: readonly NamedDraft[];
  readonly touched: readonly (readonly number[])[];
  /** Graph node -> index of draft; -1 library code; -2 unplaced. */
  readonly draftOf: Int32Array;
  readonly tableDraft: ReadonlyMap<string, number>;
  readonly heat: Heat;
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

/** The group seen as one service beside the monolith. */
export function weighGroup(input: WorthInput, group: ReadonlySet<number>): Worth {
  const { graph, app, drafts, touched, draftOf, tableDraft } = input;
  const home = (draft: number): string => (group.has(draft) ? "service" : "monolith");
  const members = membersOf(draftOf);
  const cuts = findCuts(graph, app, {
    away: [...group].flatMap((draft) => members.get(draft) ?? []),
    ofNode: (node) => (draftOf[node] === -1 ? null : home(draftOf[node]!)),
    ofTable: (table) => home(tableDraft.get(table) ?? -2),
  });
  const own = [...group].map((at) => drafts[at]!);
  const total = graph.nodes.reduce((sum, { lines }) => sum + lines, 0);
  const count = (of: (draft: NamedDraft) => number): number => own.reduce((sum, draft) => sum + of(draft), 0);
  const routes = count((draft) => draft.routes.length);
  const jobs = count((draft) => draft.jobs.length);
  const tables = count((draft) => draft.tables.length);
  const share = count((draft) => draft.lines) / Math.max(total, 1);
  const { commits, alone } = countAlone(touched, new Set(own.flatMap(({ nodes }) => nodes)));
  const requests = count((draft) => draft.routes.reduce((sum, id) => sum + (input.heat.requests.get(id) ?? 0), 0));
  const heat = input.heat.total === 0 ? 0 : requests / input.heat.total;
  const facts = { share, commits, alone, routes, jobs, tables, requests, heat, worker: jobs > 0 && routes === 0 };
  return { ...facts, gain: gainOf(facts), cost: priceCuts(cuts), cuts };
}

/** A smaller share of the requests is not worth a word. */
export const NOTABLE = 0.1;
/** What it is worth to take out what serves all requests and is no code at all: several dear cuts. */
const HOT = 24;

/** A service earns by its own doors, its own data, work of its own, and changes that leave the rest alone. */
function gainOf(facts: Omit<Worth, "gain" | "cost" | "cuts">): number {
  const { share, commits, alone, routes, jobs, tables, heat, worker } = facts;
  // No door or no work of its own: library code, not a service.
  if (routes + jobs === 0) return 0;
  const independence = commits < 5 ? 0 : (4 * alone) / commits;
  const size = share < 0.02 ? 0 : 2 * Math.log2(1 + 20 * Math.min(share, 0.2));
  // Past a quarter of the code, it is no longer something taken out but the app cut in two.
  const breadth = 30 * Math.max(share - 0.25, 0);
  const doors = 1.5 * Math.log2(1 + routes) + 2 * Math.log2(1 + jobs);
  // A small part that serves most requests is what a service of its own lets scale, deploy and fail alone.
  const scale = HOT * Math.max(heat - share, 0);
  return doors + 2 * Math.log2(1 + tables) + size + independence + scale + (worker ? 2 : 0) - breadth;
}
