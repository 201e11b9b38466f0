/** Gives modules and services ids that a small change of code does not change. */

export interface Known {
  readonly id: string;
  readonly members: readonly string[];
}

/** Under this overlap, it is another thing. */
const LEAST_OVERLAP = 0.5;

/** The id that each had in an earlier analysis, matched by overlap of members, best first; else its own. */
export function keepIds(now: readonly Known[], before: readonly Known[]): readonly string[] {
  const pairs = now.flatMap((one, at) =>
    before.map((old) => ({ at, id: old.id, overlap: overlapOf(one.members, old.members) })),
  );
  pairs.sort((a, b) => b.overlap - a.overlap || a.at - b.at || (a.id < b.id ? -1 : 1));
  const ids = new Map<number, string>();
  const used = new Set<string>();
  for (const { at, id, overlap } of pairs) {
    if (overlap < LEAST_OVERLAP || ids.has(at) || used.has(id)) continue;
    ids.set(at, id);
    used.add(id);
  }
  return now.map(({ id }, at) => {
    const kept = ids.get(at);
    if (kept !== undefined) return kept;
    let own = id;
    for (let n = 2; used.has(own); n++) own = `${id}-${n}`;
    used.add(own);
    return own;
  });
}

function overlapOf(a: readonly string[], b: readonly string[]): number {
  const theirs = new Set(b);
  const both = a.filter((member) => theirs.has(member)).length;
  return both / Math.max(a.length + b.length - both, 1);
}
