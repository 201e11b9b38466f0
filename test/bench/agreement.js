/** Scores that compare a partition with a person's: pair F1 and MoJoFM. */

const pairs = (count) => (count * (count - 1)) / 2;

/** @param {number[]} ours @param {number[]} theirs */
export function pairF1(ours, theirs) {
  const count = (keys) => {
    const counts = new Map();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return [...counts.values()].reduce((sum, size) => sum + pairs(size), 0);
  };
  const both = count(ours.map((group, at) => `${group} ${theirs[at]}`));
  return both === 0 ? 0 : (2 * both) / (count(ours) + count(theirs));
}

/**
 * 100 (1 - mno(A, B) / max mno(., B)), Wen and Tzerpos 2004: the fewest moves and joins that make A into B, exact by
 * bipartite matching of groups to the tags that most of their members carry.
 */
export function moJoFM(ours, theirs) {
  return 100 * (1 - movesAndJoins(ours, theirs) / mostMoves(theirs));
}

function movesAndJoins(ours, theirs) {
  const groups = new Map();
  ours.forEach((group, at) => {
    const tags = groups.get(group) ?? new Map();
    tags.set(theirs[at], (tags.get(theirs[at]) ?? 0) + 1);
    groups.set(group, tags);
  });
  const best = [...groups.values()].map((tags) => Math.max(...tags.values()));
  const candidates = [...groups.values()].map((tags, at) =>
    [...tags.keys()].filter((tag) => tags.get(tag) === best[at]),
  );
  const moves = ours.length - best.reduce((sum, size) => sum + size, 0);
  return moves + candidates.length - matchMost(candidates);
}

/** Most groups that can each have a tag of their own (augmenting paths). */
function matchMost(candidates) {
  const holder = new Map();
  const place = (group, seen) => {
    for (const tag of candidates[group]) {
      if (seen.has(tag)) continue;
      seen.add(tag);
      if (!holder.has(tag) || place(holder.get(tag), seen)) {
        holder.set(tag, group);
        return true;
      }
    }
    return false;
  };
  return candidates.filter((_, group) => place(group, new Set())).length;
}

/** The worst partition spreads every tag so that as few groups as possible can keep one of their own. */
function mostMoves(theirs) {
  const sizes = new Map();
  for (const tag of theirs) sizes.set(tag, (sizes.get(tag) ?? 0) + 1);
  let kept = 0;
  for (const size of [...sizes.values()].sort((a, b) => a - b)) if (kept < size) kept++;
  return theirs.length - kept;
}
