/** Finds which homes rely on a login session that another home keeps. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { Evidence } from "../model/evidence.js";
import { byText } from "../text/order.js";
import type { Homes } from "./homes.js";

const LOGIN = /\b(log_?in|sign_?in|sessions?|auth(enticate)?)\b/i;
const KEPT = new Set(["session", "devise"]);

/** Node of every path, built once a graph: many choices of homes are weighed. */
const INDEXES = new WeakMap<CodeGraph, ReadonlyMap<string, number>>();

function indexOf(graph: CodeGraph): ReadonlyMap<string, number> {
  const known = INDEXES.get(graph);
  if (known !== undefined) return known;
  const index = new Map(graph.nodes.map(({ path }, node) => [path, node]));
  INDEXES.set(graph, index);
  return index;
}

export function sessionCuts(
  graph: CodeGraph,
  app: AppModel,
  homes: Homes,
): readonly { from: string; to: string; count: number; evidence: readonly Evidence[] }[] {
  const index = indexOf(graph);
  const homeOf = (at: number): string | null => {
    const node = index.get(app.routeDetails[at]?.handlerPath ?? "");
    return node === undefined ? null : homes.ofNode(node);
  };
  const keeper = findKeeper(app, homeOf);
  const needs = new Map<string, Evidence[]>();
  app.routes.forEach((route, at) => {
    const home = homeOf(at);
    const kind = app.routeDetails[at]?.authentication.kind ?? "none";
    if (home === null || home === keeper || !KEPT.has(kind)) return;
    const { path = "", line = 1 } = route.evidence[0] ?? {};
    needs.set(home, [...(needs.get(home) ?? []), { path, line, note: `${route.id} needs the session` }]);
  });
  return [...needs]
    .map(([from, evidence]) => ({ from, to: keeper, count: evidence.length, evidence }))
    .sort((a, b) => byText(a.from, b.from));
}

/** Who answers the login; the monolith where that cannot be told. */
function findKeeper(app: AppModel, homeOf: (at: number) => string | null): string {
  const logins = app.routes.flatMap(({ method, path }, at) => {
    const login = method === "POST" && LOGIN.test(path.replaceAll("/", " "));
    return login ? (homeOf(at) ?? []) : [];
  });
  return logins[0] ?? "monolith";
}
