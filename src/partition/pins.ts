/** Turns pins into groups of files that must stay together or apart. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { PartitionOptions, Pin } from "../model/proposal.js";
import { stem } from "./terms.js";

export interface Constraints {
  /** Graph nodes of each "with" pin. */
  readonly together: readonly (readonly number[])[];
  readonly apart: readonly { readonly a: readonly number[]; readonly b: readonly number[] }[];
  /** Names that nothing answers to. */
  readonly unknown: readonly string[];
}

/** Files by the name of the module or service that holds them. */
export type Groups = ReadonlyMap<string, readonly number[]>;

export function resolvePins(
  pins: PartitionOptions["pins"],
  graph: CodeGraph,
  app: AppModel,
  groups: () => Groups,
): Constraints {
  const unknown: string[] = [];
  const find = (name: string): readonly number[] => {
    const direct = findPath(name, graph) ?? findModel(name, graph, app);
    const found = direct ?? groups().get(name.toLowerCase()) ?? findLoosely(name, graph, app);
    if (found.length === 0) unknown.push(name);
    return found;
  };
  const resolved = pins.map((pin: Pin) => ({ kind: pin.kind, a: find(pin.a), b: find(pin.b) }));
  const both = resolved.filter(({ a, b }) => a.length > 0 && b.length > 0);
  return {
    together: both.filter(({ kind }) => kind === "with").map(({ a, b }) => [...new Set([...a, ...b])]),
    apart: both
      .filter(({ kind }) => kind === "apart")
      .map(({ a, b }) => ({ a, b: b.filter((node) => !a.includes(node)) })),
    unknown,
  };
}

type Nodes = readonly number[];

const nodesWhere = (graph: CodeGraph, test: (path: string) => boolean): Nodes =>
  graph.nodes.flatMap(({ path }, node) => (test(path) ? [node] : []));
const orNull = (nodes: Nodes): Nodes | null => (nodes.length === 0 ? null : nodes);

function findPath(name: string, graph: CodeGraph): Nodes | null {
  const folder = name.replace(/\/+$/, "");
  return orNull(nodesWhere(graph, (path) => path === name || path.startsWith(`${folder}/`)));
}

/** A class written as the code writes it means that class; anything else may be a module's name. */
function findModel(name: string, graph: CodeGraph, app: AppModel): Nodes | null {
  const paths = new Set(
    app.models.filter(({ name: model }) => model === name).flatMap(({ evidence }) => evidence[0]?.path ?? []),
  );
  const byModel = orNull(nodesWhere(graph, (path) => paths.has(path)));
  if (byModel !== null || !/^[A-Z]/.test(name)) return byModel;
  return orNull(graph.nodes.flatMap(({ names }, node) => (names.includes(name) ? [node] : [])).slice(0, 1));
}

/** By table, or by a model's name in another spelling. */
function findLoosely(name: string, graph: CodeGraph, app: AppModel): Nodes {
  const wanted = stem(name.toLowerCase());
  const byTable = graph.nodes.flatMap(({ ownedTables }, node) => (ownedTables.includes(name) ? [node] : []));
  const loose = app.models.filter(({ name: model }) => stem(model.toLowerCase()) === wanted);
  const paths = new Set(loose.flatMap(({ evidence }) => evidence[0]?.path ?? []));
  return byTable.length > 0 ? byTable : nodesWhere(graph, (path) => paths.has(path));
}
