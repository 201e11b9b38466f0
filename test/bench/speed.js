/**
 * Times `migrate analyze` beside a peer in the same run and prints ratios, never absolute promises.
 *
 *   npm run bench                     fixtures only: start-up and both neobank apps
 *   npm run bench -- DIR [--peer P]   a real tree; P is depcruise (default), cloc or none
 *
 * Memory is the largest process's peak in MiB and CPU is user + system, by /usr/bin/time where it is installed:
 * on a machine that does other work, the ratio of CPU says more than that of wall time. Every ratio is printed with
 * its target. `npm run bench:partition` times the partition alone.
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

/** Median of `runs` timings in seconds, wall and CPU, and the peak in MiB. */
function time(command, args, { runs = 5, before = () => {} } = {}) {
  const walls = [];
  const peaks = [];
  const cpus = [];
  for (let i = 0; i < runs; i += 1) {
    before();
    const log = join(scratch, "time.txt");
    const start = process.hrtime.bigint();
    const full = TIMER === null ? [command, ...args] : [TIMER, "-o", log, "-f", "%M %U %S", command, ...args];
    const result = spawnSync(full[0], full.slice(1), { maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "pipe"] });
    walls.push(Number(process.hrtime.bigint() - start) / 1e9);
    if (result.error) throw result.error;
    if (TIMER === null) continue;
    const [peak, user, system] = readFileSync(log, "utf8").trim().split("\n").at(-1).split(" ").map(Number);
    peaks.push(peak / 1024);
    cpus.push(user + system);
  }
  const measured = peaks.length > 0;
  return { wall: median(walls), cpu: measured ? median(cpus) : null, peak: measured ? median(peaks) : null };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (name, { wall, cpu, peak }, target = "") =>
  console.log(
    `${name.padEnd(44)} ${wall.toFixed(3).padStart(8)} s${peak === null ? "" : ` ${cpu.toFixed(2).padStart(8)} s CPU ${peak.toFixed(0).padStart(6)} MiB`}${target}`,
  );
const ratio = (name, value, target) =>
  console.log(`${name.padEnd(44)} ${value.toFixed(2).padStart(8)} x  (target ${target})`);

/** Ours to another's: wall, CPU and peak memory. */
function compare(name, ours, theirs, { time: most, memory }) {
  ratio(`${name}, wall`, ours.wall / theirs.wall, most);
  if (ours.cpu === null) return;
  ratio(`${name}, CPU`, ours.cpu / theirs.cpu, most);
  if (memory !== undefined) ratio(`${name}, peak memory`, ours.peak / theirs.peak, memory);
}

/** What the product promises beside each peer. */
const TARGETS = { depcruise: { time: "0.5", memory: "0.5" }, cloc: { time: "2" } };

function benchStart() {
  const bare = time(process.execPath, ["-e", "0"], { runs: 9 });
  const help = time(process.execPath, [BIN, "--help"], { runs: 9 });
  show("bare node", bare);
  show("migrate --help", help);
  const over = ((help.wall - bare.wall) * 1000).toFixed(0);
  console.log(`${"--help over bare node".padEnd(44)} ${over.padStart(8)} ms  (target 40 ms)`);
}

function benchTree(dir, peer) {
  const out = join(scratch, "out");
  const ours = (...flags) => [BIN, "analyze", dir, "--quiet", "--out", out, ...flags];
  const clean = () => rmSync(out, { recursive: true, force: true });
  const cold = time(process.execPath, ours(), { runs: 3, before: clean });
  const warm = time(process.execPath, ours(), { runs: 5 });
  const pinned = time(process.execPath, ours("--pin", pinOf(out)), { runs: 3, before: () => dropOutputs(out) });
  show("migrate analyze, cold", cold);
  show("migrate analyze, nothing changed", warm, "  (target 0.4 s at 4,000 files)");
  show("migrate analyze, one pin", pinned, "  (target 1 s)");
  const other =
    peer === "cloc"
      ? time("cloc", ["--quiet", dir], { runs: 3 })
      : peer === "none"
        ? cold
        : time(
            join(ROOT, "node_modules/.bin/depcruise"),
            ["--no-config", "--ts-pre-compilation-deps", "--output-type", "json", dir],
            { runs: 3 },
          );
  show(peer, other);
  compare(`cold, ours / ${peer}`, cold, other, TARGETS[peer] ?? { time: "1", memory: "1" });
}

/** Two files of the first module that the analysis proposes. */
function pinOf(out) {
  const { modules } = JSON.parse(readFileSync(join(out, "analysis.json"), "utf8"));
  const [a, b] = modules.flatMap(({ files }) => files).slice(0, 2);
  return `${a} apart from ${b}`;
}

/** The same pin twice would be answered from the cache. */
const dropOutputs = (out) => rmSync(join(out, ".migrate-cache", "outputs.cache"), { force: true });

/** Four copies of a tree against one: linear growth gives 4. */
function benchGrowth(dir) {
  const four = join(scratch, "four");
  for (const i of [1, 2, 3, 4])
    cpSync(dir, join(four, `copy-${i}`), {
      recursive: true,
      filter: (path) => !/\/(\.git|node_modules|\.migrate-cache)(\/|$)/.test(path),
    });
  const cold = (root) =>
    time(process.execPath, [BIN, "analyze", root, "--quiet", "--no-cache", "--out", join(scratch, "out")], { runs: 3 });
  compare("four copies / one copy", cold(four), cold(join(four, "copy-1")), { time: "4.4" });
}

/** One changed file in a warm copy. */
function benchTouch(dir) {
  const copy = join(scratch, "touch");
  cpSync(dir, copy, { recursive: true, filter: (path) => !/\/(\.git|node_modules|\.migrate-cache)(\/|$)/.test(path) });
  const args = [BIN, "analyze", copy, "--quiet"];
  spawnSync(process.execPath, args);
  let turn = 0;
  const touch = () => {
    turn += 1;
    writeFileSync(join(copy, "touched.js"), `module.exports = ${turn};\n`);
  };
  const touched = time(process.execPath, args, { runs: 3, before: touch });
  show("migrate analyze, one file changed", touched, "  (target 2 s)");
}

const args = process.argv.slice(2);
const peer = args.includes("--peer") ? args[args.indexOf("--peer") + 1] : "depcruise";
const dirs = args.filter((arg, i) => !arg.startsWith("--") && args[i - 1] !== "--peer").map((dir) => resolve(dir));
try {
  benchStart();
  for (const dir of dirs.length > 0 ? dirs : [join(ROOT, "fixtures/neobank-node/app")]) {
    console.log(`\n${dir}`);
    benchTree(dir, peer);
    benchTouch(dir);
    benchGrowth(dir);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
