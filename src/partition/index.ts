/** Turns the CodeGraph and History into a Proposal: modules, services, cuts, each with reasons. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { History } from "../model/history.js";
import type { Module, PartitionOptions, Proposal } from "../model/proposal.js";
import type { Traffic } from "../model/traffic.js";
import { byKeys, byText, round6 } from "../text/order.js";
import { changedDrafts, measureTeam, touchedNodes } from "./activity.js";
import { findCuts } from "./cuts.js";
import { draftModules } from "./draft.js";
import { orderExtraction } from "./extraction.js";
import { measureHeat } from "./heat.js";
import { keepIds } from "./ids.js";
import { measurePartition } from "./metrics.js";
import { explainModule } from "./module-reasons.js";
import { type NamedDraft, nameModules } from "./names.js";
import { explainViews } from "./notes.js";
import { type Constraints, type Groups, resolvePins } from "./pins.js";
import { type Placement, SHARED, UNPLACED } from "./place.js";
import { type Found, type Ground, layGround, searchModules } from "./search.js";
import { proposeServices } from "./service-reasons.js";
import { type Choice, chooseServices } from "./services.js";
import { measureTies } from "./ties.js";
import { reachVerdict, TINY } from "./verdict.js";
import type { WorthInput } from "./worth.js";

export { type Ground, printGround, readGround } from "./search.js";

export const DEFAULT_PARTITION: PartitionOptions = {
  views: { static: 3, data: 2, runtime: 0.5, history: 1, words: 12, declared: 2, layout: 1 },
  resolution: null,
  pins: [],
  seed: 1,
};

const NO_TRAFFIC: Traffic = { routes: [], memory: {} };
const FREE: Constraints = { together: [], apart: [], unknown: [] };

export function proposePartition(
  given: CodeGraph,
  app: AppModel,
  history: History,
  options: PartitionOptions,
  traffic: Traffic = NO_TRAFFIC,
  known: Ground | null = null,
): Proposal {
  const graph = sortGraph(given);
  const ground = known ?? layGround(graph, app, history, options);
  const groups = (): Groups => groupFiles(graph, app, ground, options);
  const constraints = resolvePins(options.pins, graph, app, groups);
  const found = searchModules(graph, ground, constraints, options.views.layout === 0);
  const drafts = nameDrafts(graph, app, found.placement, options);
  const touched = touchedNodes(graph, history);
  const explaining = { graph, app, touched };
  const modules = drafts.map((draft) => toModule(graph, draft, explainModule(explaining, draft)));
  const input = weighable({ graph, app, history, traffic }, drafts, found.placement);
  const choice = chooseFor(input, constraints);
  const services = proposeServices(input, explaining, modules, choice.chosen);
  return {
    modules: [...modules].sort(byKeys(({ id }) => id)),
    ...listOthers(graph, found, drafts),
    ...reachVerdict({ input, modules, services, choice }),
    services: [...services].sort(byKeys(({ id }) => id)),
    cuts: findCuts(
      graph,
      app,
      homesOf(
        input,
        choice,
        services.map(({ id }) => id),
      ),
    ),
    order: orderExtraction(services, choice.chosen),
    metrics: {
      ...measurePartition(graph, found.placement, found.network, found.consensus.communities),
      resolution: round6(ground.resolution),
      stability: round6(found.consensus.stability),
    },
    notes: explainViews(ground.missing, options.views, constraints.unknown),
  };
}

/** What a proposal rests on whatever is pinned; kept between runs, a pin costs the last step alone. */
export const prepareGround = (graph: CodeGraph, app: AppModel, history: History, options: PartitionOptions): Ground =>
  layGround(sortGraph(graph), app, history, options);

/** Whatever order edges came in, the same evidence is cited first. */
const sortGraph = (graph: CodeGraph): CodeGraph => ({
  ...graph,
  edges: [...graph.edges].sort(
    byKeys(
      ({ from }) => from,
      ({ to }) => to,
      ({ kind }) => kind,
      ({ symbol }) => symbol,
      ({ line }) => line,
      ({ count }) => count,
    ),
  ),
  tables: [...graph.tables].sort(
    byKeys(
      ({ node }) => node,
      ({ table }) => table,
      ({ mode }) => mode,
      ({ line }) => line,
    ),
  ),
});

function nameDrafts(
  graph: CodeGraph,
  app: AppModel,
  placement: Placement,
  options: PartitionOptions,
): readonly NamedDraft[] {
  const named = nameModules(draftModules(graph, placement), graph, app, options.views);
  const files = ({ nodes }: NamedDraft): readonly string[] => nodes.map((node) => graph.nodes[node]!.path);
  const before = (options.earlier ?? []).map(({ id, files: members }) => ({ id, members }));
  const ids = keepIds(
    named.map((draft) => ({ id: draft.id, members: files(draft) })),
    before,
  );
  return named.map((draft, at) => ({ ...draft, id: ids[at]! }));
}

/** Files by the names that a partition without pins gives, for pins that speak of modules and services. */
function groupFiles(graph: CodeGraph, app: AppModel, ground: Ground, options: PartitionOptions): Groups {
  const found = searchModules(graph, ground, FREE, options.views.layout === 0);
  const drafts = nameDrafts(graph, app, found.placement, options);
  const groups = new Map<string, readonly number[]>();
  for (const { id, name, nodes } of drafts) {
    groups.set(id.toLowerCase(), nodes);
    groups.set(name.toLowerCase(), nodes);
  }
  return groups;
}

const toModule = (graph: CodeGraph, draft: NamedDraft, reasons: Module["reasons"]): Module => ({
  id: draft.id,
  name: draft.name,
  files: draft.nodes.map((node) => graph.nodes[node]!.path),
  tables: draft.tables,
  routes: draft.routes,
  jobs: draft.jobs,
  confidence: round6(draft.confidence),
  reasons,
});

function weighable(
  { graph, app, history, traffic }: { graph: CodeGraph; app: AppModel; history: History; traffic: Traffic },
  drafts: readonly NamedDraft[],
  placement: Placement,
): WorthInput {
  const index = new Map(drafts.map(({ key }, at) => [key, at]));
  const draftOf = placement.placeOf.map((place) => (place === SHARED ? -1 : (index.get(place) ?? -2)));
  const tableDraft = new Map([...placement.tableOf].map(([table, place]) => [table, index.get(place) ?? -2]));
  return {
    graph,
    app,
    drafts,
    draftOf,
    tableDraft,
    ties: measureTies(graph, drafts.length, draftOf, tableDraft),
    heat: measureHeat(app, traffic),
    team: measureTeam(graph, history),
    changes: changedDrafts(graph, history, draftOf),
  };
}

function chooseFor(input: WorthInput, { apart }: Constraints): Choice {
  if (input.graph.nodes.length < TINY || input.drafts.length < 2) return { chosen: [], runnerUp: null, budget: 1 };
  const of = (nodes: readonly number[]): ReadonlySet<number> => new Set(nodes.map((node) => input.draftOf[node]!));
  const sides = apart.map(({ a, b }) => ({ a: of(a), b: of(b) }));
  const parted = (x: number, y: number): boolean =>
    sides.some(({ a, b }) => (a.has(x) && b.has(y)) || (a.has(y) && b.has(x)));
  return chooseServices(input, parted);
}

function homesOf({ draftOf, tableDraft }: WorthInput, { chosen }: Choice, ids: readonly string[]) {
  const serviceOf = new Map(chosen.flatMap(({ modules }, at) => modules.map((module) => [module, ids[at]!] as const)));
  const home = (draft: number): string => serviceOf.get(draft) ?? "monolith";
  return {
    ofNode: (node: number) => (draftOf[node] === -1 ? null : home(draftOf[node]!)),
    ofTable: (table: string) => home(tableDraft.get(table) ?? -2),
  };
}

function listOthers(
  graph: CodeGraph,
  { placement }: Found,
  drafts: readonly NamedDraft[],
): Pick<Proposal, "shared" | "unplaced"> {
  const idOf = new Map(drafts.map(({ key, id }) => [key, id]));
  const users = new Map<number, Set<string>>();
  for (const { from, to } of graph.edges) {
    const user = idOf.get(placement.placeOf[from]!);
    if (user !== undefined) users.set(to, (users.get(to) ?? new Set()).add(user));
  }
  const at = (place: number): readonly number[] =>
    [...graph.nodes.keys()].filter((node) => placement.placeOf[node] === place);
  return {
    shared: at(SHARED).map((node) => ({
      path: graph.nodes[node]!.path,
      usedBy: [...(users.get(node) ?? [])].sort(byText),
    })),
    unplaced: at(UNPLACED).map((node) => ({
      path: graph.nodes[node]!.path,
      between: (placement.between.get(node) ?? []).flatMap((key) => idOf.get(key) ?? []),
    })),
  };
}
