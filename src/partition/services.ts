/** Turns modules into the few services that a team could run: those with a case for them and none against, best first. */
import type { Cut } from "../model/proposal.js";
import { type Case, type Known, makeCase } from "./case.js";
import { growGroups } from "./grow.js";
import { cutAround, type Worth, type WorthInput, weighGroup } from "./worth.js";

export interface Candidate {
  /** Indexes of drafts. */
  readonly modules: readonly number[];
  readonly worth: Worth;
  readonly case: Case;
}

export interface Chosen extends Candidate {
  readonly cuts: readonly Cut[];
}

export interface Choice {
  readonly chosen: readonly Chosen[];
  /** The one that came closest of those not chosen; null where nothing could be weighed. */
  readonly runnerUp: Chosen | null;
  /** Most services that the team can run. */
  readonly budget: number;
}

/** A third of the code at least stays: else it is not services that are taken out, it is the monolith that is moved. */
const MOST_TAKEN = 2 / 3;
const MOST_SERVICES = 5;

/** Two people each, and two for the monolith. One may always be tried; without any evidence, no more than that. */
export function budgetFor({ team, traffic }: Known): number {
  if (team === null) return traffic ? 2 : 1;
  return Math.min(Math.max(Math.floor(team.people / 2) - 1, 1), MOST_SERVICES);
}

export function knownOf({ team, heat }: WorthInput): Known {
  return { team: team.commits === 0 && !team.rests ? null : team, traffic: heat.total > 0 };
}

export function chooseServices(input: WorthInput, apart: (a: number, b: number) => boolean): Choice {
  const known = knownOf(input);
  const budget = budgetFor(known);
  const ranked = growGroups(input, apart)
    .map((modules): Candidate => {
      const worth = weighGroup(input, modules);
      return { modules, worth, case: makeCase(worth, known) };
    })
    .sort(byStanding);
  const chosen: Candidate[] = [];
  const taken = new Set<number>();
  let share = 0;
  let runnerUp: Candidate | null = null;
  for (const candidate of ranked) {
    if (candidate.modules.some((module) => taken.has(module))) continue;
    const fits = chosen.length < budget && share + candidate.worth.share <= MOST_TAKEN;
    if (!fits || candidate.case.against.length > 0) {
      runnerUp ??= candidate;
      continue;
    }
    chosen.push(candidate);
    share += candidate.worth.share;
    for (const module of candidate.modules) taken.add(module);
  }
  const cut = (candidate: Candidate): Chosen => ({ ...candidate, cuts: cutAround(input, candidate.modules) });
  return { chosen: chosen.map(cut), runnerUp: runnerUp === null ? null : cut(runnerUp), budget };
}

/** What it brings less the share of all ties that would be bridged for it, for each module: one thing before several. */
export const surplusOf = ({ case: { brings }, worth, modules }: Candidate): number =>
  (brings - worth.bridged) / modules.length;

/** How much more of its ties stay than leave; one thing, rather than several that only together have a border. */
const shapeOf = ({ worth, modules }: Candidate): number => (worth.inside - worth.crossing) / modules.length ** 2;

function byStanding(a: Candidate, b: Candidate): number {
  const stands = a.case.brings > 0 || b.case.brings > 0;
  return (
    a.case.against.length - b.case.against.length ||
    (stands ? surplusOf(b) - surplusOf(a) : shapeOf(b) - shapeOf(a)) ||
    a.modules.length - b.modules.length ||
    a.modules[0]! - b.modules[0]!
  );
}
