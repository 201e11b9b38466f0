/**
 * Scores the partition against folders that people made, with those folders hidden (layout=0, declared=0).
 *
 * npm run bench:boundaries -- DIR LABEL_REGEX     or, without arguments, the truth repositories found below $CORPORA
 *
 * LABEL_REGEX captures the label in a path. Labels under three files and infrastructure folders do not count.
 * Truth enters here and nowhere else. Every labelled file counts: an unplaced one goes where it leans most, library
 * code counts as one group; "placed" leaves both out and says how much is left (coverage).
 */
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readHistory } from "../../dist/io/git.js";
import { readRuleTexts, readWasm } from "../../dist/io/package-files.js";
import { createSourceReader } from "../../dist/io/source-reader.js";
import { walkWorkspace } from "../../dist/io/workspace.js";
import { adjustedRand } from "../../dist/partition/agreement.js";
import { EdgeList } from "../../dist/partition/edge-list.js";
import { DEFAULT_PARTITION, proposePartition } from "../../dist/partition/index.js";
import { findCommunities } from "../../dist/partition/leiden.js";
import { buildNetwork } from "../../dist/partition/network.js";
import { createRandom } from "../../dist/partition/random.js";
import { composeApp, readFacts } from "../../dist/pipeline.js";
import { moJoFM, pairF1 } from "./agreement.js";
import { regexEdges } from "./regex-baseline.js";

const TRUTH = {
  hoppscotch: "^packages/hoppscotch-backend/src/([^/]+)/",
  "ShinyCMS-ruby": "^plugins/([^/]+)/app/",
  "codetriage-packwerk": "^app/packages/([^/]+)/",
};
const INFRASTRUCTURE =
  /^(utils?|common|core|shared|libs?|types|interceptors|guards|decorators|config|errors|infra.*|base|helpers|middlewares?|health|filters|plugins)$/i;
/** Templates follow their controller by convention: they would only pad the score. */
const TEMPLATE = /\.(erb|haml|slim|ejs|pug|hbs|html)$/;
const HIDDEN = { ...DEFAULT_PARTITION.views, layout: 0, declared: 0 };
/** What leave-one-out chooses from. */
const CHOICES = [
  {},
  { words: 2 },
  { words: 3 },
  { words: 3, history: 1 },
  { words: 2, runtime: 2 },
  { history: 1 },
  { data: 1 },
  { static: 2, data: 1, words: 2 },
];

const quiet = { stage() {}, step() {}, done() {} };
const forgetful = { get: () => null, put() {} };

async function readRepo(root, pattern) {
  const { workspace } = walkWorkspace(root, new Map());
  const reader = createSourceReader(root);
  const history = await readHistory(root);
  const facts = readFacts({ workspace, reader, store: forgetful, progress: quiet, wasm: readWasm });
  const traffic = { routes: [], memory: {} };
  const { app, graph } = composeApp({
    workspace,
    reader,
    facts,
    history,
    traffic,
    capture: new Map(),
    ruleTexts: readRuleTexts(),
  });
  const label = new RegExp(pattern);
  const groups = new Map();
  for (const { path } of graph.nodes) {
    const name = TEMPLATE.test(path) ? undefined : label.exec(path)?.[1];
    if (name !== undefined && !INFRASTRUCTURE.test(name)) groups.set(name, [...(groups.get(name) ?? []), path]);
  }
  const truth = new Map();
  for (const [name, paths] of groups) if (paths.length >= 3) for (const path of paths) truth.set(path, name);
  return { name: basename(root), app, graph, history, reader, truth };
}

/** Group of every file as the proposal states it. */
function groupsOf(proposal) {
  const group = new Map(proposal.modules.flatMap(({ id, files }) => files.map((path) => [path, id])));
  const forced = new Map(group);
  for (const { path } of proposal.shared) forced.set(path, "(shared)");
  for (const { path, between } of proposal.unplaced) forced.set(path, between[0] ?? `(alone) ${path}`);
  return { placed: group, forced };
}

function score(truth, groups) {
  const paths = [...truth.keys()].filter((path) => groups.has(path));
  const number = (names) => {
    const ids = new Map();
    return names.map((name) => {
      if (!ids.has(name)) ids.set(name, ids.size);
      return ids.get(name);
    });
  };
  const ours = number(paths.map((path) => groups.get(path)));
  const theirs = number(paths.map((path) => truth.get(path)));
  return {
    ari: adjustedRand(ours, theirs),
    f1: pairF1(ours, theirs),
    mojo: moJoFM(ours, theirs),
    groups: new Set(ours).size,
    coverage: paths.length / truth.size,
  };
}

const propose = (repo, views, seed = 1, graph = repo.graph) =>
  proposePartition(graph, repo.app, repo.history, { ...DEFAULT_PARTITION, views, seed });

/** Agreement of two proposals on the files that both place. */
function agreement(a, b) {
  const [x, y] = [groupsOf(a).placed, groupsOf(b).placed];
  const both = [...x.keys()].filter((path) => y.has(path));
  const ids = new Map();
  const number = (name) => {
    if (!ids.has(name)) ids.set(name, ids.size);
    return ids.get(name);
  };
  return adjustedRand(
    both.map((path) => number(`a${x.get(path)}`)),
    both.map((path) => number(`b${y.get(path)}`)),
  );
}

function dropEdges(graph, seed) {
  const random = createRandom(seed);
  const keep = () => random() >= 0.05;
  return { ...graph, edges: graph.edges.filter(keep), tables: graph.tables.filter(keep) };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function randomGroups(repo, count, seed) {
  const random = createRandom(seed);
  return new Map([...repo.truth.keys()].map((path) => [path, Math.floor(random() * count)]));
}

function regexGroups(repo, resolution) {
  const paths = repo.graph.nodes.map(({ path }) => path);
  const list = new EdgeList();
  for (const [a, b, weight] of regexEdges(paths, repo.reader, repo.history)) list.add(a, b, weight);
  const found = findCommunities(buildNetwork(paths.length, list.merge()), resolution, createRandom(1));
  return new Map(paths.map((path, at) => [path, found[at]]));
}

const print = (name, { ari, f1, mojo, groups, coverage }, note = "") =>
  console.log(
    `  ${name.padEnd(34)} ARI ${ari.toFixed(3)}  F1 ${f1.toFixed(3)}  MoJoFM ${mojo.toFixed(1)}  groups ${String(Math.round(groups)).padStart(3)}  coverage ${coverage.toFixed(2)}${note}`,
  );

function benchRepo(repo) {
  const labels = new Set(repo.truth.values()).size;
  console.log(
    `${repo.name}: ${repo.truth.size} labelled files in ${labels} folders, ${repo.graph.nodes.length} files read`,
  );
  const ours = propose(repo, HIDDEN);
  const { placed, forced } = groupsOf(ours);
  const result = score(repo.truth, forced);
  print("ours, folders hidden", result, `  services ${ours.services.length} (${ours.verdict})`);
  print("ours, placed files only", score(repo.truth, placed));
  print("ours, words=0", score(repo.truth, groupsOf(propose(repo, { ...HIDDEN, words: 0 })).forced));
  const only = Object.fromEntries(Object.keys(HIDDEN).map((view) => [view, view === "static" ? 1 : 0]));
  print("static only", score(repo.truth, groupsOf(propose(repo, only)).forced));
  print("regex quality, Louvain's scale 1.5", score(repo.truth, regexGroups(repo, 1.5)));
  print(
    "folders by prefix (not hidden)",
    score(repo.truth, new Map([...repo.truth.keys()].map((p) => [p, dirname(p)]))),
  );
  const chance = [1, 2, 3, 4, 5].map((seed) => score(repo.truth, randomGroups(repo, labels, seed)));
  print("random", Object.fromEntries(Object.keys(chance[0]).map((key) => [key, mean(chance.map((one) => one[key]))])));
  const seeds = [2, 3].map((seed) => agreement(ours, propose(repo, HIDDEN, seed)));
  const drops = [1, 2].map((seed) => agreement(ours, propose(repo, HIDDEN, 1, dropEdges(repo.graph, seed))));
  console.log(
    `  agreement on placed files: other seeds ${mean(seeds).toFixed(3)}, 5% of edges dropped ${mean(drops).toFixed(3)}`,
  );
  return { result, regex: score(repo.truth, regexGroups(repo, 1.5)) };
}

/** Weights are chosen on all other repos, then scored on the one left out. */
function leaveOneOut(repos) {
  const table = repos.map((repo) =>
    CHOICES.map((change) => score(repo.truth, groupsOf(propose(repo, { ...HIDDEN, ...change })).forced)),
  );
  return repos.map((repo, out) => {
    const worth = CHOICES.map((_, at) => mean(table.filter((_, other) => other !== out).map((row) => row[at].ari)));
    const best = worth.indexOf(Math.max(...worth));
    print(`left out: ${repo.name}`, table[out][best], `  weights ${JSON.stringify(CHOICES[best])}`);
    return table[out][best];
  });
}

const [dir, pattern] = process.argv.slice(2);
const corpora = process.env.CORPORA ?? "";
if (dir === undefined && corpora === "") {
  console.error("usage: npm run bench:boundaries -- DIR LABEL_REGEX   (or CORPORA=folder of repositories)");
  process.exit(2);
}
const wanted =
  dir === undefined
    ? Object.entries(TRUTH).map(([name, label]) => [resolve(corpora, name), label])
    : [[resolve(dir), pattern ?? TRUTH[basename(dir)] ?? "^([^/]+)/"]];
const repos = [];
for (const [root, label] of wanted) if (existsSync(join(root, ".git"))) repos.push(await readRepo(root, label));
const results = repos.map(benchRepo);
const average = (rows) =>
  `ARI ${mean(rows.map(({ ari }) => ari)).toFixed(3)}  MoJoFM ${mean(rows.map(({ mojo }) => mojo)).toFixed(1)}`;
console.log(`mean, default weights      ${average(results.map(({ result }) => result))}`);
console.log(`mean, regex quality        ${average(results.map(({ regex }) => regex))}`);
if (repos.length > 1) console.log(`mean, leave one repo out   ${average(leaveOneOut(repos))}`);
