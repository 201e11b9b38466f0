import { expect, test } from "vitest";
import { measureTeam } from "../../src/partition/activity.js";
import { type Known, makeCase } from "../../src/partition/case.js";
import { budgetFor } from "../../src/partition/services.js";
import type { Worth } from "../../src/partition/worth.js";
import { graphOf, node } from "./build.js";

/** A hot card API with its own two tables; every test spoils one thing. */
const sound: Worth = {
  share: 0.1,
  routes: 5,
  jobs: 1,
  tables: 2,
  held: 0.2,
  inside: 44,
  crossing: 20,
  bridged: 0.05,
  ownWrites: 6,
  foreignWrites: 1,
  dataInside: 20,
  dataCrossing: 6,
  leaning: 1,
  leaners: 0.2,
  requests: 600,
  heat: 0.6,
  commits: 60,
  alone: 50,
  work: 0.2,
  worker: false,
};
const team = { authors: 12, people: 8, commits: 150, rests: false };
const all: Known = { team, traffic: true };
const kinds = (worth: Worth, known: Known): readonly string[] => makeCase(worth, known).for.map(({ kind }) => kind);

test("load and change speak for it where they were seen, and nothing against it", () => {
  expect(makeCase(sound, all).against).toEqual([]);
  expect(kinds(sound, all)).toEqual(["load", "change"]);
  expect(kinds(sound, { team: null, traffic: false })).toEqual(["work"]);
});

test.each<[string, Partial<Worth>, RegExp]>([
  ["library code", { routes: 0, jobs: 0 }, /library/],
  ["half the app", { share: 0.5, held: 0.5, heat: 1 }, /cut the app in two/],
  ["a layer before others' data", { tables: 0, ownWrites: 0, foreignWrites: 0, leaning: 0 }, /owns no table/],
  ["data that others write", { foreignWrites: 4 }, /4 of the 10 ways to write it/],
  ["data that is mostly others'", { dataCrossing: 21 }, /others' data/],
  ["much code with little data", { held: 0.04 }, /10% of the code with 4% of the tables/],
  ["the accounts that all refer to", { leaning: 9 }, /9 tables elsewhere refer to its 2/],
  ["the users of nearly every module", { leaners: 0.6 }, /of 60% of the other modules/],
  ["data that nothing writes", { ownWrites: 0, foreignWrites: 0 }, /seen to write/],
  ["more out than in", { crossing: 45 }, /45 of its 89 ties lead out/],
])("%s is refused, and says why", (_, spoilt, why) => {
  const { against } = makeCase({ ...sound, ...spoilt }, all);
  expect(against).toHaveLength(1);
  expect(against[0]).toMatch(why);
});

test("without a reason to run apart it stays, however clean its border", () => {
  const cool = { ...sound, heat: 0.1, requests: 100, alone: 30 };
  expect(makeCase(cool, all).against.join()).toMatch(/10% of the captured requests.*30 of last year's 60 commits/);
  // A worker's share of the jobs is a guess at load: it counts only where nothing better is known.
  expect(kinds(cool, all)).toEqual([]);
});

test("change needs two people for it and two for the rest", () => {
  const idle = { ...sound, heat: 0 };
  expect(kinds(idle, { team: { ...team, people: 8 }, traffic: true })).toEqual(["change"]);
  expect(kinds(idle, { team: { ...team, people: 3 }, traffic: true })).toEqual([]);
  expect(kinds({ ...idle, crossing: 23 }, { team, traffic: true })).toEqual([]);
  expect(kinds({ ...idle, commits: 140, alone: 130 }, { team, traffic: true })).toEqual([]);
});

test("jobs are a guess at load only where the year is unknown, not where nobody worked in it", () => {
  const resting = { authors: 0, people: 0, commits: 0, rests: true };
  const { against } = makeCase({ ...sound, heat: 0, commits: 0, alone: 0 }, { team: resting, traffic: false });
  expect(against.join()).toMatch(/nothing shows that it must run apart \(0 of last year's commits touched it\)/);
  const change = (time: number) => ({
    id: "a",
    time,
    author: "a",
    fix: false,
    changes: [{ path: "a.js", added: 1, deleted: 0 }],
  });
  const graph = graphOf([node("a.js")], []);
  const year = 365 * 86_400;
  const team = (...times: readonly number[]) =>
    measureTeam(graph, { head: "h", now: 3 * year, commits: times.map(change), depth: "full", note: null });
  expect(team(2 * year - 1)).toEqual(resting);
  expect(team()).toEqual({ ...resting, rests: false });
  expect(team(3 * year - 1)).toMatchObject({ commits: 1, rests: false });
  // Forty files at once say nothing of who works on what, but that somebody works.
  const wide = {
    ...change(3 * year - 1),
    changes: Array.from({ length: 40 }, (_, i) => ({ path: i === 0 ? "a.js" : `${i}.js`, added: 1, deleted: 0 })),
  };
  const history = { head: "h", now: 3 * year, commits: [wide, change(year)], depth: "full", note: null } as const;
  expect(measureTeam(graph, history)).toMatchObject({ commits: 0, rests: false });
});

test("the team bounds the number of services", () => {
  const of = (people: number): number => budgetFor({ team: { ...team, people }, traffic: false });
  expect([1, 3, 4, 6, 10, 40].map(of)).toEqual([1, 1, 1, 2, 4, 5]);
  expect(budgetFor({ team: null, traffic: false })).toBe(1);
});
