/** Turns a sorted list of edges into rows: the edges that leave a node, and those that reach it. */

export interface EdgeRows {
  /** Positions of the edges from a node, ascending. */
  readonly from: (node: number) => readonly number[];
  readonly to: (node: number) => readonly number[];
}

const NONE: readonly number[] = [];

export function rowEdges(edges: readonly { readonly from: number; readonly to: number }[]): EdgeRows {
  const leaving = new Map<number, number[]>();
  const reaching = new Map<number, number[]>();
  edges.forEach(({ from, to }, at) => {
    put(leaving, from, at);
    put(reaching, to, at);
  });
  return { from: (node) => leaving.get(node) ?? NONE, to: (node) => reaching.get(node) ?? NONE };
}

function put(rows: Map<number, number[]>, node: number, at: number): void {
  const row = rows.get(node);
  if (row === undefined) rows.set(node, [at]);
  else row.push(at);
}
