/** Turns pins into groups of files that must stay together or apart. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import { UserError } from "../model/errors.js";
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
  const resolved = pins.map((pin: Pin) => ({ pin, a: find(pin.a), b: find(pin.b) }));
  const both = resolved.filter(({ a, b }) => a.length > 0 && b.length > 0);
  const together = both.filter(({ pin }) => pin.kind === "with");
  const apart = both.filter(({ pin }) => pin.kind === "apart").map(withoutOverlap);
  for (const one of apart) refuseContradiction(one, together);
  return {
    together: together.map(({ a, b }) => [...new Set([...a, ...b])]),
    apart: apart.map(({ a, b }) => ({ a, b })),
    unknown,
  };
}

interface ResolvedPin {
  readonly pin: Pin;
  readonly a: Nodes;
  readonly b: Nodes;
}

/** What both sides name belongs to the narrower one: a folder apart from a file of its own. */
function withoutOverlap({ pin, a, b }: ResolvedPin): ResolvedPin {
  const rest = b.filter((node) => !a.includes(node));
  return rest.length > 0 ? { pin, a, b: rest } : { pin, a: a.filter((node) => !b.includes(node)), b };
}

/** Follows what must be together from one side, and refuses where that leads to the other. */
function refuseContradiction({ pin, a, b }: ResolvedPin, together: readonly ResolvedPin[]): void {
  const reached = new Set(a);
  const used = new Set<Pin>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const other of together) {
      const nodes = [...other.a, ...other.b];
      if (used.has(other.pin) || !nodes.some((node) => reached.has(node))) continue;
      used.add(other.pin);
      for (const node of nodes) reached.add(node);
      grown = true;
    }
  }
  if (a.length > 0 && !b.some((node) => reached.has(node))) return;
  const because = together.filter(({ pin: other }) => used.has(other)).map(({ pin: other }) => `"${print(other)}"`);
  throw new UserError(
    because.length === 0
      ? `"${print(pin)}" names the same files twice`
      : `"${print(pin)}" contradicts ${because.join(", ")}`,
    { hint: "take one of these pins back: --pin, or pins in migration/decisions.yaml" },
  );
}

const print = ({ kind, a, b }: Pin): string => (kind === "with" ? `${a} with ${b}` : `${a} apart from ${b}`);

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
