/**
 * Turns what a group of modules would be as a service into the case for it and against it.
 *
 * A service costs what a module does not: a network, a second release, someone on call. It is proposed only where
 * nothing speaks against it, and where something that was seen in the app speaks for it.
 *
 * Against it, whatever it brings:
 * - nothing from outside reaches it (library code), or it is so much of the code that the app is cut in two;
 * - it owns no data that it is seen to write, or others write it: who does not own its tables is a layer before them;
 * - it takes less than half as much of the tables as of the code: what it works on is elsewhere;
 * - more tables elsewhere refer to its own than it has, or more than half of the other modules with data do: it is the
 *   ground that the rest stands on (users, accounts);
 * - more of its ties lead out than stay in: by Radicchi's measure (2004) it is no community, in practice each of its
 *   requests would wait for others.
 *
 * For it, one of:
 * - load: its routes answer a share of the captured requests at least twice its share of the code, so that it is worth
 *   scaling, and failing, apart;
 * - change: last year's commits that touch it touch nothing else two times out of three (a change across the border is
 *   two releases where it was one), and they are the work of two people at least, with two left for the rest: nobody
 *   holds a pager alone. What leads out is what two teams have to agree on: here it has to be the smaller part by two
 *   to one as well, where load may be worth a dearer cut;
 * - work, only where neither traffic nor history are known (a year without a commit is known): it runs a share of the
 *   background jobs larger than its share of the code.
 *
 * Thresholds are majorities (more than half, two to one) of what the app itself has: none is an amount of code.
 */
import type { Team } from "./activity.js";
import type { Worth } from "./worth.js";

/** What is more than a third of the code is not taken out: it is the monolith. */
export const MOST_SHARE = 1 / 3;
/** A smaller share of the requests is not worth a word. */
export const NOTABLE = 0.1;
const TWO_TO_ONE = 2;
/** One on call, one on holiday. */
const KEEPERS = 2;
/** What changes less than once a month waits for nobody. */
const MONTHS = 12;

export interface Known {
  /** Null: no history. */
  readonly team: Team | null;
  readonly traffic: boolean;
}

export interface Case {
  readonly against: readonly string[];
  readonly for: readonly Drive[];
  /** Share of the load, of the year's commits or of the jobs that it takes with it; 0 where nothing speaks for it. */
  readonly brings: number;
}

export interface Drive {
  readonly kind: "load" | "change" | "work";
  readonly brings: number;
  readonly text: string;
}

export function makeCase(worth: Worth, known: Known): Case {
  const drives = [driveOfLoad(worth, known), driveOfChange(worth, known), driveOfWork(worth, known)];
  const speaking = drives.filter((drive) => drive !== null);
  const brings = Math.max(0, ...speaking.map((drive) => drive.brings));
  const against = objectTo(worth);
  return { against: speaking.length === 0 ? [...against, missDrive(worth, known)] : against, for: speaking, brings };
}

export const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** People's worth of the work on it: its share of the year's commits. */
export const keepersOf = ({ commits }: Worth, { people, commits: all }: Team): number =>
  (people * commits) / Math.max(all, 1);

function driveOfLoad({ heat, share }: Worth, { traffic }: Known): Drive | null {
  if (!traffic || heat < NOTABLE || heat < TWO_TO_ONE * share) return null;
  return {
    kind: "load",
    brings: heat - share,
    text: `its routes answered ${percent(heat)} of the captured requests with ${percent(share)} of the code`,
  };
}

function driveOfChange(worth: Worth, { team }: Known): Drive | null {
  if (team === null) return null;
  const { commits, alone } = worth;
  const keepers = keepersOf(worth, team);
  if (worth.inside < TWO_TO_ONE * worth.crossing) return null;
  const enough = keepers >= KEEPERS && team.people - keepers >= KEEPERS;
  if (!enough || commits < MONTHS || alone < TWO_TO_ONE * (commits - alone)) return null;
  return {
    kind: "change",
    brings: alone / team.commits,
    text: `${alone} of last year's ${commits} commits to it touch nothing else, the work of about ${keepers.toFixed(1)} people`,
  };
}

function driveOfWork({ work, share, routes, jobs }: Worth, { team, traffic }: Known): Drive | null {
  if (team !== null || traffic || routes === 0 || jobs === 0 || work <= share) return null;
  return {
    kind: "work",
    brings: work - share,
    text: `it runs ${percent(work)} of the background jobs with ${percent(share)} of the code`,
  };
}

function objectTo(worth: Worth): readonly string[] {
  const { share, routes, jobs, tables, held, ownWrites, foreignWrites, dataInside, dataCrossing } = worth;
  const { leaning, leaners, inside, crossing } = worth;
  const against: string[] = [];
  if (routes + jobs === 0) against.push("nothing outside reaches it: it is library code");
  if (share > MOST_SHARE) against.push(`it is ${percent(share)} of the code: that would cut the app in two`);
  if (tables === 0) against.push("it owns no table: it would be a layer before data that stays");
  else if (TWO_TO_ONE * held < share)
    against.push(
      `it is ${percent(share)} of the code with ${percent(held)} of the tables: what it works on is elsewhere`,
    );
  else if (ownWrites === 0) against.push("nothing in it is seen to write its tables");
  else if (TWO_TO_ONE * foreignWrites > ownWrites)
    against.push(
      `its data is not its own: ${foreignWrites} of the ${ownWrites + foreignWrites} ways to write it are elsewhere`,
    );
  else if (dataCrossing > dataInside)
    against.push("it reads and writes more of others' data, or others of its own, than it does itself");
  if (leaning > tables || leaners > 0.5)
    against.push(
      `the rest stands on it: ${leaning} tables elsewhere refer to ${tables === 1 ? "its one" : `its ${tables}`}, of ${percent(leaners)} of the other modules with data`,
    );
  if (crossing > inside)
    against.push(`${crossing} of its ${inside + crossing} ties lead out: more would be bridged than stays`);
  return against;
}

/** What was looked at and did not show that it needs to run apart. */
function missDrive(worth: Worth, known: Known): string {
  const { heat, share, commits, alone, inside, crossing } = worth;
  const { team, traffic } = known;
  const seen: string[] = [];
  if (traffic) seen.push(`it answers ${percent(heat)} of the captured requests with ${percent(share)} of the code`);
  if (team !== null && commits >= MONTHS) {
    const keepers = keepersOf(worth, team).toFixed(1);
    const out = crossing === 0 ? "" : `, and ${crossing} of its ${inside + crossing} ties lead out`;
    seen.push(`${alone} of last year's ${commits} commits to it touch nothing else, ${keepers} people's work${out}`);
  } else if (team !== null) seen.push(`${commits} of last year's commits touched it`);
  const why = seen.length === 0 ? "neither traffic nor history is known" : seen.join("; ");
  return `nothing shows that it must run apart (${why})`;
}
