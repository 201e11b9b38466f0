/** Grows groups of modules that could be one service: from every module on, whatever makes more of its ties stay inside. */
import { MOST_SHARE } from "./case.js";
import type { WorthInput } from "./worth.js";

/** What is made of more parts than this is not a thing that one can name. */
const MOST_MODULES = 5;

type Parted = (a: number, b: number) => boolean;

/** Sorted indexes of drafts; no group twice. Two that `parted` names are in none together. */
export function growGroups(input: WorthInput, parted: Parted): readonly (readonly number[])[] {
  const core = findStarters(input);
  const eligible = [...input.drafts.keys()].filter((module) => !core.has(module));
  const groups = new Map<string, readonly number[]>();
  for (const seed of eligible)
    for (const group of growFrom(seed, input, eligible, parted)) groups.set(group.join(), group);
  return [...groups.values()];
}

/** Modules whose files start a process: without them nothing runs. */
function findStarters({ graph, draftOf }: WorthInput): ReadonlySet<number> {
  const starters = new Set<number>();
  for (const { entry } of graph.processes) if (entry >= 0) starters.add(draftOf[entry]!);
  return starters;
}

function growFrom(
  seed: number,
  { graph, drafts, ties }: WorthInput,
  eligible: readonly number[],
  parted: Parted,
): readonly (readonly number[])[] {
  const total = graph.nodes.reduce((sum, { lines }) => sum + lines, 0);
  const group = [seed];
  const links = Float64Array.from(drafts, (_, at) => (at === seed ? 0 : ties.between(seed, at)));
  let inside = ties.between(seed, seed);
  let crossing = ties.of(seed) - inside;
  let lines = drafts[seed]!.lines;
  const found = [[seed]];
  while (group.length < MOST_MODULES) {
    let best = -1;
    let least = crossing / Math.max(inside + crossing, 1);
    for (const at of eligible) {
      if (links[at] === 0 || group.includes(at) || lines + drafts[at]!.lines > MOST_SHARE * total) continue;
      if (group.some((member) => parted(member, at))) continue;
      const own = ties.between(at, at);
      const kept = inside + own + links[at]!;
      const left = crossing + ties.of(at) - own - 2 * links[at]!;
      const ratio = left / Math.max(kept + left, 1);
      if (ratio >= least) continue;
      least = ratio;
      best = at;
    }
    if (best === -1) break;
    const own = ties.between(best, best);
    inside += own + links[best]!;
    crossing += ties.of(best) - own - 2 * links[best]!;
    lines += drafts[best]!.lines;
    group.push(best);
    for (const at of eligible) links[at]! += ties.between(best, at);
    found.push([...group].sort((a, b) => a - b));
  }
  return found;
}
