/**
 * Measures how many of next year's bug fixes fall into the tenth of files ranked first, ours beside size and churn.
 *
 * npm run bench:hotspots -- DIR...     or, without arguments, every repository below $CORPORA
 *
 * The repo is read as it stood one to five years before HEAD; nothing later enters the ranking.
 * Sweeps (fix commits over more than 30 files) do not count: they fix no bug of one file.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { readHistory } from "../../dist/io/git.js";
import { readRuleTexts } from "../../dist/io/package-files.js";
import { createSourceReader } from "../../dist/io/source-reader.js";
import { walkWorkspace } from "../../dist/io/workspace.js";
import { measureFeatures } from "../../dist/measure/features.js";
import { measureHotspots } from "../../dist/measure/index.js";
import { composeApp } from "../../dist/pipeline.js";
import { readFactsAlone } from "./read-facts-alone.js";

const YEAR = 365 * 86_400;
const YEARS_BACK = [1, 2, 3, 4, 5];
const MOST_FILES = 30;
/** Weights were fitted on these: they say nothing about how well the ranking does elsewhere. */
const FITTED_ON = new Set([
  "NodeBB",
  "hoppscotch",
  "hackathon-starter",
  "mean",
  "saas-starter-kit",
  "nestjs-boilerplate",
  "ShinyCMS-ruby",
  "etherpad-lite",
  "human-essentials",
  "lobsters",
  "parse-server",
  "plots2",
  "redmine",
  "unleash",
  "whitehall",
]);
const RANKINGS = ["ours", "size", "churn", "churnXsize"];

/** @param {string} root @param {string[]} args */
const git = (root, ...args) =>
  execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "ignore"] });

/** @param {string} root @param {string} revision */
async function readPast(root, revision) {
  const tree = mkdtempSync(join(tmpdir(), "valueline-bench-"));
  try {
    const archive = execFileSync("git", ["archive", "--format=tar", revision], { cwd: root, maxBuffer: 1 << 30 });
    execFileSync("tar", ["-x", "-C", tree], { input: archive, stdio: ["pipe", "ignore", "ignore"] });
    const { workspace } = walkWorkspace(tree, new Map());
    const reader = createSourceReader(tree);
    const history = await readHistory(root, { revision });
    const facts = await readFactsAlone(workspace, reader);
    const traffic = { routes: [], memory: {} };
    const capture = new Map();
    const { graph } = composeApp({ workspace, reader, facts, history, traffic, capture, ruleTexts: readRuleTexts() });
    return { graph, history };
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** Fixes per file, under the path each had at `revision`. */
function countFixes(root, revision, head, from, to) {
  const past = new Map();
  const parts = git(root, "diff", "--name-status", "-z", "-M", "-l3000", revision, "HEAD").split("\0");
  for (let i = 0; i + 1 < parts.length; ) {
    const renamed = /^R/.test(parts[i]);
    if (renamed) past.set(parts[i + 2], parts[i + 1]);
    i += /^[RC]/.test(parts[i]) ? 3 : 2;
  }
  const fixes = new Map();
  for (const { time, fix, changes } of head.commits) {
    if (!fix || time <= from || time > to || changes.length > MOST_FILES) continue;
    for (const { path } of changes) {
      const then = past.get(path) ?? path;
      fixes.set(then, (fixes.get(then) ?? 0) + 1);
    }
  }
  return fixes;
}

/** @param {string} root */
async function benchRepo(root) {
  const head = await readHistory(root);
  const found = Object.fromEntries(RANKINGS.map((name) => [name, 0]));
  let total = 0;
  let files = 0;
  for (const back of YEARS_BACK) {
    const moment = head.now - back * YEAR;
    const revision = git(root, "rev-list", "-1", "--first-parent", `--before=@${moment}`, "HEAD").trim();
    if (revision === "") continue;
    const { graph, history } = await readPast(root, revision);
    const fixes = countFixes(root, revision, head, history.now, moment + YEAR);
    const features = measureFeatures(graph, history, history.now);
    const count = Math.max(1, Math.round(graph.nodes.length / 10));
    const by = (score) => [...features].sort((a, b) => score(b) - score(a)).map(({ path }) => path);
    const rankings = {
      ours: measureHotspots(graph, history, { routes: [], memory: {} }).map(({ path }) => path),
      size: by(({ lines }) => lines),
      churn: by(({ commits }) => commits),
      churnXsize: by(({ commits, lines }) => commits * lines),
    };
    const sum = (paths) => paths.reduce((all, path) => all + (fixes.get(path) ?? 0), 0);
    for (const name of RANKINGS) found[name] += sum(rankings[name].slice(0, count));
    total += sum(graph.nodes.map(({ path }) => path));
    files = Math.max(files, graph.nodes.length);
  }
  const recall = Object.fromEntries(RANKINGS.map((name) => [name, total === 0 ? Number.NaN : found[name] / total]));
  return { name: basename(root), files, total, recall };
}

const print = (name, files, total, recall, note = "") =>
  console.log(
    `${name.padEnd(22)}${String(files).padStart(7)}${String(total).padStart(7)}` +
      RANKINGS.map((ranking) => recall[ranking].toFixed(3).padStart(12)).join("") +
      (recall.ours / recall.size).toFixed(2).padStart(8) +
      note,
  );

function summarise(title, rows) {
  if (rows.length === 0) return;
  const mean = Object.fromEntries(
    RANKINGS.map((name) => [name, rows.reduce((sum, { recall }) => sum + recall[name], 0) / rows.length]),
  );
  print(
    title,
    rows.length,
    rows.reduce((sum, { total }) => sum + total, 0),
    mean,
  );
  const worst = Math.min(...rows.map(({ recall }) => recall.ours - recall.size));
  console.log(`${" ".repeat(22)}worst against size on one repo: ${worst.toFixed(3)}`);
}

const given = process.argv.slice(2);
const corpora = process.env.CORPORA ?? "";
if (given.length === 0 && corpora === "") {
  console.error("usage: npm run bench:hotspots -- DIR...   (or CORPORA=folder of repositories)");
  process.exit(2);
}
const roots =
  given.length > 0 ? given.map((dir) => resolve(dir)) : readdirSync(corpora).map((name) => resolve(corpora, name));
console.log(
  `${"repo".padEnd(22)}${"files".padStart(7)}${"fixes".padStart(7)}${RANKINGS.map((name) => name.padStart(12)).join("")}    ratio`,
);
const rows = [];
for (const root of roots.filter((dir) => existsSync(join(dir, ".git")))) {
  try {
    const row = await benchRepo(root);
    if (row.total < 10)
      console.log(`${row.name.padEnd(22)}  ${row.total} fixes in five years: too few to say anything`);
    else {
      print(row.name, row.files, row.total, row.recall, FITTED_ON.has(row.name) ? "  (fitted on)" : "");
      rows.push(row);
    }
  } catch (error) {
    console.log(`${basename(root).padEnd(22)}  not measured: ${String(error.message).split("\n")[0]}`);
  }
}
summarise(
  "mean, reported on",
  rows.filter(({ name }) => !FITTED_ON.has(name)),
);
summarise(
  "mean, fitted on",
  rows.filter(({ name }) => FITTED_ON.has(name)),
);
