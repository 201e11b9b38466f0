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
    const direct = findNodes(name, graph, app);
    const found = direct.length > 0 ? direct : (groups().get(name.toLowerCase()) ?? []);
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

/** By path, folder, table, model or class, the first that answers. */
function findNodes(name: string, graph: CodeGraph, app: AppModel): readonly number[] {
  const nodes = (test: (path: string) => boolean): readonly number[] =>
    graph.nodes.flatMap(({ path }, node) => (test(path) ? [node] : []));
  const folder = name.replace(/\/+$/, "");
  const byPath = nodes((path) => path === name || path.startsWith(`${folder}/`));
  if (byPath.length > 0) return byPath;
  const wanted = stem(name.toLowerCase());
  const homes = app.models.filter(({ name: model, table }) => model === name || table === name);
  const loose = app.models.filter(({ name: model }) => stem(model.toLowerCase()) === wanted);
  const paths = new Set((homes.length > 0 ? homes : loose).flatMap(({ evidence }) => evidence[0]?.path ?? []));
  const byModel = nodes((path) => paths.has(path));
  if (byModel.length > 0) return byModel;
  const byTable = graph.nodes.flatMap(({ ownedTables }, node) => (ownedTables.includes(name) ? [node] : []));
  return byTable.length > 0
    ? byTable
    : graph.nodes.flatMap(({ names }, node) => (names.includes(name) ? [node] : [])).slice(0, 1);
}
