import { expect, test } from "vitest";
import { measureHotspots } from "../../src/measure/index.js";
import type { Commit } from "../../src/model/history.js";
import { graphOf, historyOf, NO_HISTORY, node } from "../partition/build.js";

const TRAFFIC = { routes: [], memory: {} };
const DAY = 86_400;
const NOW = 1_700_000_000;

const commit = (at: number, paths: readonly string[], fix = false, author = "a"): Commit => ({
  id: `${at}`,
  time: NOW - at * DAY,
  author,
  fix,
  changes: paths.map((path) => ({ path, added: 5, deleted: 5 })),
});

const files = Array.from({ length: 20 }, (_, i) => node(`f${String(i).padStart(2, "0")}.js`, { lines: 100 + i }));

test("of equal files, the one that keeps changing comes first", () => {
  const commits = Array.from({ length: 30 }, (_, i) => commit(i * 10, ["f03.js"], i % 3 === 0));
  const [first] = measureHotspots(graphOf(files, []), historyOf(commits), TRAFFIC);
  expect(first).toMatchObject({ path: "f03.js", rank: 1, score: 1, commits: 30 });
  expect(first?.reasons.join()).toContain("10 of them bug fixes");
});

test("without history it is size alone, and says so", () => {
  const [first] = measureHotspots(graphOf(files, []), NO_HISTORY, TRAFFIC);
  expect(first?.path).toBe("f19.js");
  expect(first?.reasons.at(-1)).toContain("size alone");
});

test("where size foretold more in the past, size ranks and the report says so", () => {
  const big = files.map((file, i) => ({ ...file, lines: i < 2 ? 5000 : 100 }));
  // The big files get all fixes; the others change all the time.
  const fixes = Array.from({ length: 400 }, (_, i) => commit(10 + i * 2.5, [i % 2 === 0 ? "f00.js" : "f01.js"], true));
  const churn = Array.from({ length: 4000 }, (_, i) => commit(1100 + i * 0.1, [`f${10 + (i % 10)}.js`]));
  const [first] = measureHotspots(graphOf(big, []), historyOf([...fixes, ...churn]), TRAFFIC);
  expect(["f00.js", "f01.js"]).toContain(first?.path);
});

test("machines and sweeps do not count", () => {
  const bots = Array.from({ length: 50 }, (_, i) => commit(i, ["f05.js"], false, "bot-1"));
  const sweeps = Array.from({ length: 50 }, (_, i) =>
    commit(
      i,
      Array.from({ length: 40 }, (_, n) => `f${n}.js`),
    ),
  );
  const found = measureHotspots(graphOf(files, []), historyOf([...bots, ...sweeps, commit(1, ["f07.js"])]), TRAFFIC);
  expect(found.find(({ path }) => path === "f05.js")?.commits).toBe(0);
  expect(found[0]?.path).toBe("f07.js");
});
