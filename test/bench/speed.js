/**
 * Times `migrate analyze` beside a peer in the same run and prints ratios, never absolute promises.
 *
 *   npm run bench                     fixtures only: start-up and both neobank apps
 *   npm run bench -- DIR [--peer P]   a real tree; P is depcruise (default) or cloc
 *
 * Memory is the largest process's peak in MiB, by /usr/bin/time where it is installed.
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

/** Median of `runs` timings in seconds, and the peak in MiB. */
function time(command, args, { runs = 5, before = () => {} } = {}) {
  const walls = [];
  const peaks = [];
  for (let i = 0; i < runs; i += 1) {
    before();
    const log = join(scratch, "time.txt");
    const start = process.hrtime.bigint();
    const full = TIMER === null ? [command, ...args] : [TIMER, "-o", log, "-f", "%M", command, ...args];
    const result = spawnSync(full[0], full.slice(1), { maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "pipe"] });
    walls.push(Number(process.hrtime.bigint() - start) / 1e9);
    if (result.error) throw result.error;
    if (TIMER !== null) peaks.push(Number(readFileSync(log, "utf8").trim().split("\n").at(-1)) / 1024);
  }
  return { wall: median(walls), peak: peaks.length === 0 ? null : median(peaks) };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (name, { wall, peak }) =>
  console.log(
    `${name.padEnd(44)} ${wall.toFixed(3).padStart(8)} s ${peak === null ? "" : `${peak.toFixed(0).padStart(6)} MiB`}`,
  );
const ratio = (name, value) => console.log(`${name.padEnd(44)} ${value.toFixed(2).padStart(8)} x`);

function benchStart() {
  const bare = time(process.execPath, ["-e", "0"], { runs: 9 });
  const help = time(process.execPath, [BIN, "--help"], { runs: 9 });
  show("bare node", bare);
  show("migrate --help", help);
  console.log(`${"--help over bare node".padEnd(44)} ${((help.wall - bare.wall) * 1000).toFixed(0).padStart(8)} ms`);
}

function benchTree(dir, peer) {
  const out = join(scratch, "out");
  const ours = (...flags) => [BIN, "analyze", dir, "--quiet", "--out", out, ...flags];
  const clean = () => rmSync(out, { recursive: true, force: true });
  const cold = time(process.execPath, ours(), { runs: 3, before: clean });
  const warm = time(process.execPath, ours(), { runs: 5 });
  show("migrate analyze, cold", cold);
  show("migrate analyze, nothing changed", warm);
  const other =
    peer === "cloc"
      ? time("cloc", ["--quiet", dir], { runs: 3 })
      : time(
          join(ROOT, "node_modules/.bin/depcruise"),
          ["--no-config", "--ts-pre-compilation-deps", "--output-type", "json", dir],
          { runs: 3 },
        );
  show(peer, other);
  ratio(`cold time, ours / ${peer}`, cold.wall / other.wall);
  if (cold.peak !== null) ratio(`peak memory, ours / ${peer}`, cold.peak / other.peak);
}

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
  ratio("four copies / one copy", cold(four).wall / cold(join(four, "copy-1")).wall);
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
  show("migrate analyze, one file changed", touched);
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
