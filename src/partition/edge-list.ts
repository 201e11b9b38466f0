/** Collects weighted undirected edges and merges repeats, whatever order they came in. */

export interface Edges {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weight: Float64Array;
}

/** Vertex numbers stay below this, so that a pair fits one exact number. */
const SPAN = 67_108_864;

export class EdgeList {
  readonly #keys: number[] = [];
  readonly #weights: number[] = [];

  add(a: number, b: number, weight: number): void {
    if (a === b || !(weight > 0)) return;
    this.#keys.push(a < b ? a * SPAN + b : b * SPAN + a);
    this.#weights.push(weight);
  }

  /** Positions by pair, then weight: laid out by the lower vertex first, so that only short runs are left to sort. */
  #order(): Int32Array {
    const keys = this.#keys;
    const weights = this.#weights;
    const lower = Int32Array.from(keys, (key) => Math.floor(key / SPAN));
    let most = 0;
    for (const vertex of lower) if (vertex > most) most = vertex;
    const start = new Int32Array(most + 2);
    for (const vertex of lower) start[vertex + 1]!++;
    for (let vertex = 0; vertex <= most; vertex++) start[vertex + 1]! += start[vertex]!;
    const next = start.slice();
    const order = new Int32Array(keys.length);
    lower.forEach((vertex, at) => {
      order[next[vertex]!++] = at;
    });
    for (let vertex = 0; vertex <= most; vertex++)
      order
        .subarray(start[vertex]!, start[vertex + 1]!)
        .sort((a, b) => keys[a]! - keys[b]! || weights[a]! - weights[b]!);
    return order;
  }

  /** Sorted by pair; the weights of one pair are summed in order of size, so that insertion order leaves no trace. */
  merge(): Edges {
    const keys = this.#keys;
    const weights = this.#weights;
    const order = this.#order();
    const pairs: number[] = [];
    const sums: number[] = [];
    for (const at of order) {
      if (pairs.at(-1) === keys[at]!) sums[sums.length - 1]! += weights[at]!;
      else {
        pairs.push(keys[at]!);
        sums.push(weights[at]!);
      }
    }
    return {
      from: Int32Array.from(pairs, (pair) => Math.floor(pair / SPAN)),
      to: Int32Array.from(pairs, (pair) => pair % SPAN),
      weight: Float64Array.from(sums),
    };
  }
}

export function totalWeight(edges: Edges): number {
  let sum = 0;
  for (const weight of edges.weight) sum += weight;
  return sum;
}
