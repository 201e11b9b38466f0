/** Turns the graph into what ties modules to each other, each tie counted in what it would take to bridge it. */
import type { CodeGraph } from "../model/code-graph.js";
import { bridgesOf } from "./cuts.js";

/** An operation to offer, a table to read or a key to give up is one; a write by someone else breaks ownership. */
const WRITE = 2;
/** Two tables written together need an outbox or a saga between them. */
const TOGETHER = 2;

export interface Ties {
  /** Number of modules; `size` itself stands for all that is in no module. Library code goes with whoever needs it: it ties nothing. */
  readonly size: number;
  readonly between: (a: number, b: number) => number;
  /** All that tie a module, those inside it among them. */
  readonly of: (module: number) => number;
  readonly total: number;
  /** Files of `user` that read or write tables of `owner`. */
  readonly accesses: readonly Access[];
  /** Foreign keys between modules, by table. */
  readonly references: readonly { readonly table: string; readonly from: number; readonly to: number }[];
}

export interface Access {
  readonly owner: number;
  readonly user: number;
  readonly reads: number;
  readonly writes: number;
}

export function measureTies(
  graph: CodeGraph,
  size: number,
  draftOf: Int32Array,
  tableDraft: ReadonlyMap<string, number>,
): Ties {
  const width = size + 1;
  const matrix = new Float64Array(width * width);
  const place = (draft: number): number => (draft < 0 ? size : draft);
  const home = (table: string): number => place(tableDraft.get(table) ?? -2);
  const add = (a: number, b: number, weight: number): void => {
    matrix[a * width + b]! += weight;
    if (a !== b) matrix[b * width + a]! += weight;
  };
  for (const { edge } of bridgesOf(graph).all)
    if (draftOf[edge.from] !== -1 && draftOf[edge.to] !== -1)
      add(place(draftOf[edge.from]!), place(draftOf[edge.to]!), 1);
  const accesses = countAccesses(graph, draftOf, place, home);
  for (const { owner, user, reads, writes } of accesses) add(owner, user, reads + WRITE * writes);
  const references = graph.foreignKeys.map(({ from, to }) => ({ table: from, from: home(from), to: home(to) }));
  for (const { from, to } of references) add(from, to, 1);
  for (const { tables } of graph.transactions)
    [...new Set(tables)].forEach((a, at, all) => {
      for (const b of all.slice(at + 1)) add(home(a), home(b), TOGETHER);
    });
  const of = Array.from({ length: width }, (_, row) => sum(matrix.subarray(row * width, (row + 1) * width)));
  const inside = sum(of.map((_, at) => matrix[at * width + at]!));
  return {
    size,
    between: (a, b) => matrix[a * width + b]!,
    of: (module) => of[module]!,
    total: (sum(of) + inside) / 2,
    accesses,
    references,
  };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function countAccesses(
  graph: CodeGraph,
  draftOf: Int32Array,
  place: (draft: number) => number,
  home: (table: string) => number,
): readonly Access[] {
  const found = new Map<string, { owner: number; user: number; reads: number; writes: number }>();
  for (const { node, table, mode } of graph.tables) {
    if (draftOf[node] === -1) continue;
    const owner = home(table);
    const user = place(draftOf[node]!);
    const key = `${owner} ${user}`;
    const access = found.get(key) ?? { owner, user, reads: 0, writes: 0 };
    if (mode === "write") access.writes++;
    else access.reads++;
    found.set(key, access);
  }
  return [...found.values()];
}
