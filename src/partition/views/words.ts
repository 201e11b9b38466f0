/** Turns identifiers and comments into ties between files that speak of the same things (TF-IDF, nearest neighbours). */
import type { GraphNode } from "../../model/code-graph.js";
import { LAYER_TERMS, splitName, stem } from "../terms.js";
import type { View } from "./view.js";

const NEIGHBOURS = 6;
const TERMS = 30;
const NAME_WEIGHT = 4;
/** A term in more files than this is the app's own vocabulary. */
const MOST_SHARE = 0.25;
const MOST_FILES = 300;
const LEAST_LIKENESS = 0.08;

type Vector = ReadonlyMap<string, number>;

/** Files that have a term, with its weight in each. */
interface Posting {
  readonly vertices: number[];
  readonly weights: number[];
}

interface Neighbour {
  readonly other: number;
  readonly likeness: number;
}

export const readWords: View = ({ space, named }, edges) => {
  if (!named) return;
  const vectors = weighTerms(space.files.map(countTerms));
  const postings = new Map<string, Posting>();
  vectors.forEach((vector, vertex) => {
    for (const [term, weight] of vector) {
      const list = postings.get(term);
      if (list === undefined) postings.set(term, { vertices: [vertex], weights: [weight] });
      else {
        list.vertices.push(vertex);
        list.weights.push(weight);
      }
    }
  });
  const sums = new Float64Array(vectors.length);
  vectors.forEach((vector, vertex) => {
    for (const { other, likeness } of nearest(vertex, vector, postings, sums)) edges.add(vertex, other, likeness);
  });
};

/** Counts of terms; those of the file's own name and of what it defines weigh more. */
function countTerms(file: GraphNode): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (term: string, count: number): void => {
    if (term.length > 2 && !LAYER_TERMS.has(term)) counts.set(term, (counts.get(term) ?? 0) + count);
  };
  for (const [word, count] of Object.entries(file.words)) add(stem(word), count);
  const fileName = file.path.slice(file.path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "");
  for (const term of splitName(fileName)) add(term, NAME_WEIGHT * 2);
  for (const name of file.names) {
    for (const term of splitName(name)) add(term, NAME_WEIGHT);
    // A namespace is said on purpose: it counts as a term of its own.
    for (const part of name.split("::").slice(0, -1)) add(`::${part}`, NAME_WEIGHT);
  }
  return counts;
}

/** Unit vectors of the terms that tell each file apart most. */
function weighTerms(counts: readonly ReadonlyMap<string, number>[]): readonly Vector[] {
  const files = new Map<string, number>();
  for (const terms of counts) for (const term of terms.keys()) files.set(term, (files.get(term) ?? 0) + 1);
  const most = Math.min(Math.max(MOST_SHARE * counts.length, 3), MOST_FILES);
  return counts.map((terms) => {
    const weighed = [...terms].flatMap(([term, count]): [string, number][] => {
      const holders = files.get(term)!;
      return holders < 2 || holders > most ? [] : [[term, (1 + Math.log(count)) * Math.log(counts.length / holders)]];
    });
    weighed.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const kept = weighed.slice(0, TERMS);
    const norm = Math.sqrt(kept.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1;
    return new Map(kept.map(([term, weight]) => [term, weight / norm]));
  });
}

/** `sums`: zeroes, one for each file; zeroes again afterwards. */
function nearest(
  vertex: number,
  vector: Vector,
  postings: ReadonlyMap<string, Posting>,
  sums: Float64Array,
): readonly Neighbour[] {
  const met: number[] = [];
  for (const [term, weight] of vector) {
    const { vertices, weights } = postings.get(term)!;
    for (let at = 0; at < vertices.length; at++) {
      const other = vertices[at]!;
      if (other === vertex) continue;
      if (sums[other] === 0) met.push(other);
      sums[other]! += weight * weights[at]!;
    }
  }
  const found: Neighbour[] = [];
  for (const other of met) {
    const likeness = sums[other]!;
    sums[other] = 0;
    if (likeness >= LEAST_LIKENESS) found.push({ other, likeness });
  }
  return found.sort((a, b) => b.likeness - a.likeness || a.other - b.other).slice(0, NEIGHBOURS);
}
