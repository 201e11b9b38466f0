/** Turns resolved references, routes, jobs and associations into edges between nodes. */
import type { AppModel } from "../model/app-model.js";
import type { EdgeKind, GraphEdge } from "../model/code-graph.js";
import type { Resolution } from "../model/resolution.js";
import { byKeys } from "../text/order.js";

type Index = ReadonlyMap<string, number>;

const KINDS: ReadonlySet<string> = new Set<EdgeKind>([
  "call",
  "new",
  "extends",
  "decorator",
  "jsx",
  "type",
  "use",
  "import",
  "association",
  "callback",
  "view",
  "string",
  "route",
  "job",
  "enqueue",
]);

const kindOf = (kind: string): EdgeKind => (KINDS.has(kind) ? (kind as EdgeKind) : "use");

export function linkEdges(app: AppModel, resolution: Resolution, index: Index): readonly GraphEdge[] {
  const merged = new Map<string, { -readonly [key in keyof GraphEdge]: GraphEdge[key] }>();
  const add = (fromPath: string, toPath: string, kind: EdgeKind, symbol: string, count: number, line: number): void => {
    const from = index.get(fromPath);
    const to = index.get(toPath);
    if (from === undefined || to === undefined || from === to) return;
    const key = `${from}\0${to}\0${kind}\0${symbol}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { from, to, kind, count, symbol, line });
    else known.count += count;
  };
  for (const one of resolution.references) add(one.from, one.to, kindOf(one.kind), one.symbol, one.count, one.line);
  addRoutes(app, add);
  addEnqueues(app, add);
  addAssociations(app, add, new Set([...merged.values()].map(pairOf)), index);
  return [...merged.values()].sort(
    byKeys(
      ({ from }) => from,
      ({ to }) => to,
      ({ kind }) => kind,
      ({ symbol }) => symbol,
    ),
  );
}

type Add = (from: string, to: string, kind: EdgeKind, symbol: string, count: number, line: number) => void;
const pairOf = ({ from, to }: { from: number; to: number }): string => `${from} ${to}`;

function addRoutes(app: AppModel, add: Add): void {
  app.routes.forEach((route, at) => {
    const declared = route.evidence[0];
    const handler = app.routeDetails[at]?.handlerPath;
    if (declared && handler) add(declared.path, handler, "route", route.handler ?? route.id, 1, declared.line ?? 1);
  });
}

function addEnqueues(app: AppModel, add: Add): void {
  for (const { name, evidence, enqueuedAt } of app.jobs) {
    const performed = evidence[0]?.path;
    if (performed === undefined) continue;
    for (const { path, line } of enqueuedAt) add(path, performed, "enqueue", name, 1, line ?? 1);
  }
}

/** An association that no reference tells of already (most are, where the language reads them as such). */
function addAssociations(app: AppModel, add: Add, known: ReadonlySet<string>, index: Index): void {
  const homes = new Map(app.models.map(({ name, evidence }) => [name, evidence[0]?.path ?? ""]));
  for (const { name, associations, evidence } of app.models) {
    const from = homes.get(name) ?? "";
    for (const { target, name: symbol } of associations) {
      const to = homes.get(target ?? "") ?? "";
      const pair = pairOf({ from: index.get(from) ?? -1, to: index.get(to) ?? -1 });
      if (!known.has(pair)) add(from, to, "association", symbol, 1, evidence[0]?.line ?? 1);
    }
  }
}
