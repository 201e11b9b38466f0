/**
 * Times the partition on made-up apps with planted modules: 10,000 files, 25,000 to 100,000 edges, 24 seeded runs.
 *
 *   npm run bench:partition
 *
 * Prints seconds and the growth from one size to the next beside the growth of the edges (linear: both are equal),
 * and what one more pin costs once the ground is in the cache, read back from its JSON.
 */
import {
  DEFAULT_PARTITION,
  prepareGround,
  printGround,
  proposePartition,
  readGround,
} from "../../dist/partition/index.js";
import { createRandom } from "../../dist/partition/random.js";

const FILES = 10_000;
const MODULE = 40;
const EDGES = [25_000, 50_000, 100_000];
const RUNS = 3;
const WORDS = 400;

const NO_HISTORY = { head: null, now: 0, commits: [], depth: "none", note: null };
/** An app of which only the graph is known: every list is empty. */
const app = new Proxy(
  { heroku: { sources: [], processes: [], addons: [] } },
  { get: (target, name) => (name in target ? target[name] : []) },
);

/** Nine of ten edges stay inside a module; a hundred files are used by everyone. */
function makeGraph(edgeCount, random) {
  const pick = (count) => Math.floor(random() * count);
  const nodes = Array.from({ length: FILES }, (_, at) => {
    const module = Math.floor(at / MODULE);
    const words = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`term${i < 6 ? module : pick(WORDS)}x${i}`, 3]),
    );
    const routes = at % MODULE === 0 ? [`GET /m${module}`] : [];
    return {
      path: `src/m${String(module).padStart(3, "0")}/file${String(at).padStart(5, "0")}.ts`,
      lines: 60,
      complexity: 5,
      routes,
      jobs: [],
      ownedTables: [],
      names: [`File${at}`],
      words,
    };
  });
  const edges = Array.from({ length: edgeCount }, () => {
    const from = pick(FILES);
    const base = Math.floor(from / MODULE) * MODULE;
    const roll = random();
    const to = roll < 0.85 ? base + pick(MODULE) : roll < 0.9 ? pick(100) : pick(FILES);
    return { from, to, kind: "call", count: 1 + pick(4), symbol: `File${to}`, line: 1 };
  }).filter(({ from, to }) => from !== to);
  edges.sort((a, b) => a.from - b.from || a.to - b.to);
  return { nodes, edges, tables: [], foreignKeys: [], transactions: [], processes: [] };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Median CPU seconds: a shared machine's wall clock says little. */
function time(run) {
  const seconds = Array.from({ length: RUNS }, () => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  });
  return median(seconds);
}

let before = null;
for (const edgeCount of EDGES) {
  const graph = makeGraph(edgeCount, createRandom(7));
  const propose = (pins) => proposePartition(graph, app, NO_HISTORY, { ...DEFAULT_PARTITION, pins });
  const seconds = time(() => propose([]));
  const growth =
    before === null ? "" : `  x${(seconds / before.seconds).toFixed(2)} for x${edgeCount / before.edgeCount} edges`;
  console.log(
    `partition, ${FILES} files, ${String(edgeCount).padStart(6)} edges ${seconds.toFixed(2).padStart(7)} s CPU${growth}`,
  );
  if (edgeCount === EDGES.at(-1)) {
    const [a, b] = [graph.nodes[0].path, graph.nodes[MODULE].path];
    const kept = printGround(prepareGround(graph, app, NO_HISTORY, DEFAULT_PARTITION));
    const options = { ...DEFAULT_PARTITION, pins: [{ kind: "with", a, b }] };
    const pinned = time(() => proposePartition(graph, app, NO_HISTORY, options, undefined, readGround(kept)));
    console.log(`what-if, one pin, ${String(edgeCount).padStart(6)} edges ${pinned.toFixed(2).padStart(16)} s CPU`);
  }
  before = { seconds, edgeCount };
}
