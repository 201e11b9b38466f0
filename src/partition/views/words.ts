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

export const readWords: View = ({ space, named }, edges) => {
  if (!named) return;
  const vectors = weighTerms(space.files.map(countTerms));
  const postings = new Map<string, { vertex: number; weight: number }[]>();
  vectors.forEach((vector, vertex) => {
    for (const [term, weight] of vector) {
      const list = postings.get(term);
      if (list === undefined) postings.set(term, [{ vertex, weight }]);
      else list.push({ vertex, weight });
    }
  });
  vectors.forEach((vector, vertex) => {
    for (const { other, likeness } of nearest(vertex, vector, postings)) edges.add(vertex, other, likeness);
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

function nearest(
  vertex: number,
  vector: Vector,
  postings: ReadonlyMap<string, readonly { vertex: number; weight: number }[]>,
): readonly { other: number; likeness: number }[] {
  const likeness = new Map<number, number>();
  for (const [term, weight] of vector)
    for (const { vertex: other, weight: theirs } of postings.get(term)!)
      if (other !== vertex) likeness.set(other, (likeness.get(other) ?? 0) + weight * theirs);
  return [...likeness]
    .map(([other, value]) => ({ other, likeness: value }))
    .filter((one) => one.likeness >= LEAST_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness || a.other - b.other)
    .slice(0, NEIGHBOURS);
}
