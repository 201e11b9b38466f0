/** Turns what a module holds into the reasons that say why its files belong together. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { Evidence } from "../model/evidence.js";
import type { Reason } from "../model/proposal.js";
import { closestPair } from "./activity.js";
import type { Draft } from "./draft.js";
import { type EdgeRows, rowEdges } from "./edge-rows.js";
import type { NamedDraft } from "./names.js";
import { resourceOf } from "./resource.js";

const EVIDENCE = 5;

export interface ReasonInput {
  readonly graph: CodeGraph;
  readonly app: AppModel;
  readonly touched: readonly (readonly number[])[];
}

export function explainModule(input: ReasonInput, draft: NamedDraft): readonly Reason[] {
  const files = new Set(draft.nodes);
  const reasons = [
    explainTables(input, draft),
    explainReferences(input.graph, files),
    explainRoutes(input.app, draft),
    explainJobs(input.app, draft),
    explainHistory(input, files),
    draft.terms.length > 1 && draft.nodes.length > 1
      ? { text: `Its files speak of ${draft.terms.map((term) => `\`${term}\``).join(", ")}`, evidence: [] }
      : null,
  ];
  return reasons.filter((reason) => reason !== null);
}

function explainTables({ app }: ReasonInput, { tables }: Draft): Reason | null {
  if (tables.length === 0) return null;
  const own = new Set(tables);
  const models = app.models.filter(({ table }) => own.has(table ?? "")).flatMap(({ evidence }) => evidence.slice(0, 1));
  const evidence =
    models.length > 0
      ? models
      : app.tables.filter(({ name }) => own.has(name)).flatMap(({ evidence: own }) => own.slice(0, 1));
  const shown = tables.slice(0, 6).map((table) => `\`${table}\``);
  const rest = tables.length > 6 ? ` and ${tables.length - 6} more` : "";
  return {
    text: `Owns the ${tables.length === 1 ? "table" : "tables"} ${shown.join(", ")}${rest}`,
    evidence: evidence.slice(0, EVIDENCE),
  };
}

/** Rows of a graph's edges, made once for all modules. */
const ROWS = new WeakMap<CodeGraph, EdgeRows>();

function rowsOf(graph: CodeGraph): EdgeRows {
  const rows = ROWS.get(graph) ?? rowEdges(graph.edges);
  ROWS.set(graph, rows);
  return rows;
}

function explainReferences(graph: CodeGraph, files: ReadonlySet<number>): Reason | null {
  let inside = 0;
  let leaving = 0;
  const strongest: { count: number; evidence: Evidence }[] = [];
  const rows = rowsOf(graph);
  const own = [...files].sort((a, b) => a - b).flatMap((node) => rows.from(node));
  for (const at of own) {
    const { from, to, count, symbol, line, kind } = graph.edges[at]!;
    if (!files.has(to)) leaving += count;
    else {
      inside += count;
      strongest.push({
        count,
        evidence: {
          path: graph.nodes[from]!.path,
          line,
          note: `${symbol === "*" || symbol === "" ? kind : `${kind} ${symbol}`} (${count}x)`,
        },
      });
    }
  }
  if (inside === 0) return null;
  strongest.sort((a, b) => b.count - a.count);
  const text = `Its ${files.size} files refer to each other ${inside} times and to others ${leaving} times`;
  return { text, evidence: strongest.slice(0, 3).map(({ evidence }) => evidence) };
}

function explainRoutes(app: AppModel, { routes }: Draft): Reason | null {
  if (routes.length === 0) return null;
  const own = new Set(routes);
  const served = app.routes.filter(({ id }) => own.has(id));
  const resources = [...new Set(served.map(({ path }) => resourceOf(path)))].filter((resource) => resource !== "");
  const below =
    resources.length === 0
      ? ""
      : ` (${resources
          .slice(0, 4)
          .map((resource) => `/${resource}`)
          .join(", ")})`;
  return {
    text: `Answers ${routes.length} ${routes.length === 1 ? "route" : "routes"}${below}`,
    evidence: served.flatMap(({ evidence }) => evidence.slice(0, 1)).slice(0, EVIDENCE),
  };
}

function explainJobs(app: AppModel, { jobs }: Draft): Reason | null {
  if (jobs.length === 0) return null;
  const own = new Set(jobs);
  const evidence = app.jobs.filter(({ name }) => own.has(name)).flatMap((job) => job.evidence.slice(0, 1));
  return {
    text: `Runs the ${jobs.length === 1 ? "job" : "jobs"} ${jobs
      .slice(0, 4)
      .map((job) => `\`${job}\``)
      .join(", ")}`,
    evidence: evidence.slice(0, EVIDENCE),
  };
}

function explainHistory({ graph, touched }: ReasonInput, files: ReadonlySet<number>): Reason | null {
  const pair = closestPair(touched, files);
  if (pair === null) return null;
  const [a, b] = [graph.nodes[pair.a]!.path, graph.nodes[pair.b]!.path];
  const note = `git: ${pair.both} of ${pair.either} commits`;
  return {
    text: `${titleOf(graph, pair.a)} and ${titleOf(graph, pair.b)} changed together in ${pair.both} of ${pair.either} commits`,
    evidence: [
      { path: a, note },
      { path: b, note },
    ],
  };
}

/** The class that the file defines, else its name. */
function titleOf(graph: CodeGraph, node: number): string {
  const { path, names } = graph.nodes[node]!;
  const file = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "");
  const plain = file.replace(/[^A-Za-z0-9]/g, "").toLowerCase();
  const match = names.find((name) => name.replace(/.*::/, "").toLowerCase() === plain);
  return `\`${match ?? file}\``;
}
