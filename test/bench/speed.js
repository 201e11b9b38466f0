/**
 * Times `migrate analyze` beside a peer in the same run and prints ratios, never absolute promises.
 *
 *   npm run bench                                     start-up, and both neobank apps
 *   npm run bench -- PEER:DIR...                      real trees; PEER is depcruise, cloc or none
 *   npm run bench -- --only-cold PEER:DIR...          the same without warm runs and growth
 *   npm run bench -- --facts PEER:DIR...              reading the code alone, before anything is made of it, and warm runs
 *
 * Ours and the peer run in turn, so that both see the same machine; each ratio is the median of the pairs' ratios and is
 * printed with its target. Memory is the largest process's peak in MiB and CPU is user + system, by /usr/bin/time where
 * it is installed: on a machine that does other work, the ratio of CPU says more than that of wall time.
 * `npm run bench:partition` times the partition alone.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const BIN = join(ROOT, "bin", "migrate.js");
const TIMER = existsSync("/usr/bin/time") ? "/usr/bin/time" : null;
const scratch = mkdtempSync(join(tmpdir(), "valueline-bench-"));

/** One run: seconds of wall and CPU, and the peak in MiB. */
function once(command, args) {
  const log = join(scratch, "time.txt");
  const start = process.hrtime.bigint();
  const full = TIMER === null ? [command, ...args] : [TIMER, "-o", log, "-f", "%M %U %S", command, ...args];
  const result = spawnSync(full[0], full.slice(1), { maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "pipe"] });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (result.error) throw result.error;
  if (result.status !== 0)
    throw new Error(`${command} ${args.join(" ")} ended with ${result.status}: ${result.stderr}`);
  if (TIMER === null) return { wall, cpu: null, peak: null };
  const [peak, user, system] = readFileSync(log, "utf8").trim().split("\n").at(-1).split(" ").map(Number);
  return { wall, cpu: user + system, peak: peak / 1024 };
}

const medians = (runs) => ({
  wall: median(runs.map(({ wall }) => wall)),
  cpu: runs[0].cpu === null ? null : median(runs.map(({ cpu }) => cpu)),
  peak: runs[0].peak === null ? null : median(runs.map(({ peak }) => peak)),
});

/** Medians of some runs, each prepared by `before`. */
function time(run, { runs = 5, before = () => {} } = {}) {
  return medians(
    Array.from({ length: runs }, () => {
      before();
      return run();
    }),
  );
}

/** Two commands in turn. */
const inTurn = (ours, theirs, runs) => Array.from({ length: runs }, () => [ours(), theirs()]);

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (name, { wall, cpu, peak }, target = "") =>
  console.log(
    `${name.padEnd(44)} ${wall.toFixed(3).padStart(8)} s${peak === null ? "" : ` ${cpu.toFixed(2).padStart(8)} s CPU ${peak.toFixed(0).padStart(6)} MiB`}${target}`,
  );
const ratio = (name, values, target) => {
  const spread = values.length < 2 ? "" : `, ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
  console.log(`${name.padEnd(44)} ${median(values).toFixed(2).padStart(8)} x  (target ${target}${spread})`);
};

/** Ours to another's: wall, CPU and peak memory, pair by pair. */
function compare(name, pairs, { time: most, memory }) {
  const of = (key) => pairs.map(([ours, theirs]) => ours[key] / theirs[key]);
  ratio(`${name}, wall`, of("wall"), most);
  if (pairs[0][0].cpu === null) return;
  ratio(`${name}, CPU`, of("cpu"), most);
  if (memory !== undefined) ratio(`${name}, peak memory`, of("peak"), memory);
}

const PEERS = {
  depcruise: {
    command: join(ROOT, "node_modules/.bin/depcruise"),
    args: ["--no-config", "--ts-pre-compilation-deps", "--output-type", "json"],
    targets: { time: "0.5", memory: "0.5" },
  },
  cloc: { command: "cloc", args: ["--quiet"], targets: { time: "2" } },
};

const migrate = (...args) => once(process.execPath, [BIN, ...args]);
const analyze = (dir, ...flags) => migrate("analyze", dir, "--quiet", ...flags);
const copyOf = (dir, to) =>
  cpSync(dir, to, { recursive: true, filter: (path) => !/\/(\.git|node_modules|\.migrate-cache)(\/|$)/.test(path) });

function benchStart() {
  const pairs = inTurn(
    () => migrate("--help"),
    () => once(process.execPath, ["-e", "0"]),
    15,
  );
  show("migrate --help", medians(pairs.map(([help]) => help)));
  show("bare node", medians(pairs.map(([, bare]) => bare)));
  for (const key of pairs[0][0].cpu === null ? ["wall"] : ["wall", "cpu"]) {
    const over = median(pairs.map(([help, bare]) => help[key] - bare[key])) * 1000;
    console.log(`${`--help over bare node, ${key}`.padEnd(44)} ${over.toFixed(0).padStart(8)} ms  (target 40 ms)`);
  }
}

function benchCold(dir, peer) {
  const cold = () => analyze(dir, "--no-cache", "--out", join(scratch, "out"));
  if (peer === "none") return show("migrate analyze, cold", time(cold, { runs: 3 }));
  const { command, args, targets } = PEERS[peer];
  const pairs = inTurn(cold, () => once(command, [...args, dir]), 3);
  show("migrate analyze, cold", medians(pairs.map(([ours]) => ours)));
  show(peer, medians(pairs.map(([, theirs]) => theirs)));
  compare(`cold, ours / ${peer}`, pairs, targets);
}

function benchFacts(dir, peer) {
  const read = () => once(process.execPath, [join(ROOT, "test/bench/print-facts.js"), dir]);
  const { command, args, targets } = PEERS[peer];
  const pairs = inTurn(read, () => once(command, [...args, dir]), 5);
  show("facts, cold", medians(pairs.map(([ours]) => ours)), "  (target 300 MiB at 4,000 Ruby files)");
  show(peer, medians(pairs.map(([, theirs]) => theirs)));
  compare(`facts, ours / ${peer}`, pairs, targets);
  const copy = join(scratch, "warm");
  copyOf(dir, copy);
  analyze(copy);
  show(
    "nothing changed",
    time(() => analyze(copy)),
    "  (target 0.4 s at 4,000 files)",
  );
  rmSync(copy, { recursive: true });
}

function benchWarm(dir) {
  const copy = join(scratch, "warm");
  copyOf(dir, copy);
  const out = join(copy, "migration");
  analyze(copy);
  show(
    "nothing changed",
    time(() => analyze(copy)),
    "  (target 0.4 s at 4,000 files)",
  );
  const { modules } = JSON.parse(readFileSync(join(out, "analysis.json"), "utf8"));
  const [a, b, c, d] = modules.flatMap(({ files }) => files);
  // The same pin twice would be answered from the cache.
  const pins = [`${a} apart from ${b}`, `${a} with ${c ?? b}`, `${d ?? a} with ${b}`];
  show(
    "one pin",
    time(() => analyze(copy, "--pin", pins.shift()), { runs: pins.length }),
    "  (target 1 s)",
  );
  let turn = 0;
  const touch = () => {
    turn += 1;
    writeFileSync(join(copy, "touched.js"), `module.exports = ${turn};\n`);
  };
  show(
    "one file changed",
    time(() => analyze(copy), { runs: 3, before: touch }),
    "  (target 2 s)",
  );
  rmSync(copy, { recursive: true });
}

/** Four copies of a tree against one: linear growth gives 4. */
function benchGrowth(dir) {
  const four = join(scratch, "four");
  for (const i of [1, 2, 3, 4]) copyOf(dir, join(four, `copy-${i}`));
  const cold = (root) => analyze(root, "--no-cache", "--out", join(scratch, "out"));
  const pairs = inTurn(
    () => cold(four),
    () => cold(join(four, "copy-1")),
    2,
  );
  compare("four copies / one copy", pairs, { time: "4.4" });
  rmSync(four, { recursive: true });
}

const FIXTURES = ["neobank-node", "neobank-rails"].map((name) => `none:${join(ROOT, "fixtures", name, "app")}`);
const args = process.argv.slice(2);
const onlyCold = args.includes("--only-cold");
const onlyFacts = args.includes("--facts");
const trees = args.filter((arg) => !arg.startsWith("--"));
try {
  benchStart();
  for (const tree of trees.length > 0 ? trees : FIXTURES) {
    const peer = tree.slice(0, tree.indexOf(":"));
    if (peer !== "none" && !(peer in PEERS))
      throw new Error(`${tree}: say PEER:DIR, PEER one of none, ${Object.keys(PEERS).join(", ")}`);
    const dir = resolve(tree.slice(peer.length + 1));
    console.log(`\n${dir}`);
    if (onlyFacts) {
      benchFacts(dir, peer);
      continue;
    }
    benchCold(dir, peer);
    if (onlyCold) continue;
    benchWarm(dir);
    benchGrowth(dir);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
