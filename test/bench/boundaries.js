/**
 * Scores the partition against folders that people made, with those folders hidden (layout=0, declared=0).
 *
 * npm run bench:boundaries -- DIR LABEL_REGEX     or, without arguments, the truth repositories found below $CORPORA
 *
 * LABEL_REGEX captures the label in a path. Labels under three files and infrastructure folders do not count.
 * Truth enters here and nowhere else. Two protocols: "whole" partitions the repository as a user would have it and
 * scores the labelled files in it; "labelled" is the published protocol, whose graph holds the labelled files alone.
 * Every labelled file counts: an unplaced one goes where it leans most, library code counts as one group; "placed"
 * leaves both out and says how much is left (coverage).
 *
 * Weights and shares were chosen on the repositories of CHOSEN_ON; results are reported on REPORTED.
 */
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readHistory } from "../../dist/io/git.js";
import { readRuleTexts } from "../../dist/io/package-files.js";
import { createSourceReader } from "../../dist/io/source-reader.js";
import { walkWorkspace } from "../../dist/io/workspace.js";
import { adjustedRand } from "../../dist/partition/agreement.js";
import { EdgeList } from "../../dist/partition/edge-list.js";
import { DEFAULT_PARTITION, proposePartition } from "../../dist/partition/index.js";
import { findCommunities } from "../../dist/partition/leiden.js";
import { buildNetwork } from "../../dist/partition/network.js";
import { createRandom } from "../../dist/partition/random.js";
import { composeApp } from "../../dist/pipeline.js";
import { moJoFM, pairF1 } from "./agreement.js";
import { readFactsAlone } from "./read-facts-alone.js";
import { regexEdges } from "./regex-baseline.js";
import { restrict } from "./restrict.js";

const REPORTED = {
  hoppscotch: "^packages/hoppscotch-backend/src/([^/]+)/",
  "ShinyCMS-ruby": "^plugins/([^/]+)/app/",
  "codetriage-packwerk": "^app/packages/([^/]+)/",
};
/** With the part of the repository that is read: the application that people split. */
const CHOSEN_ON = {
  amplication: ["^packages/amplication-server/src/core/([^/]+)/", "packages/amplication-server/"],
  ghostfolio: ["^apps/api/src/app/(?:endpoints/)?([^/]+)/", "apps/api/"],
  novu: ["^apps/api/src/app/([^/]+)/", "apps/api/"],
  teable: ["^apps/nestjs-backend/src/features/([^/]+)/", "apps/nestjs-backend/"],
  unleash: ["^src/lib/features/([^/]+)/", "src/"],
  samson: ["^plugins/([^/]+)/(?:app|lib)/", ""],
  noosfero: ["^plugins/([^/]+)/(?:lib|controllers|models)/", ""],
};
const INFRASTRUCTURE =
  /^(utils?|common|core|shared|libs?|types|interceptors|guards|decorators|config|errors|infra.*|base|helpers|middlewares?|health|filters|plugins)$/i;
/** Templates follow their controller by convention: they would only pad the score. */
const TEMPLATE = /\.(erb|haml|slim|ejs|pug|hbs|html)$/;
const SEEDS = [2, 3, 4];
const DROPS = [1, 2, 3, 4];
const HIDDEN = { ...DEFAULT_PARTITION.views, layout: 0, declared: 0 };
/** What leave-one-out chooses from. */
const CHOICES = [
  {},
  { static: 4.5 },
  { static: 2 },
  { words: 6 },
  { words: 18 },
  { history: 0.5 },
  { history: 2 },
  { data: 0.5 },
  { data: 4 },
  { runtime: 1 },
];

async function readRepo(root, pattern, part = "") {
  const found = walkWorkspace(root, new Map()).workspace;
  const files = found.files.filter(({ path }) => path.startsWith(part) || !path.includes("/"));
  const workspace = { ...found, files };
  const reader = createSourceReader(root);
  const history = await readHistory(root);
  const facts = await readFactsAlone(workspace, reader);
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
  const whole = { name: basename(root), app, graph, history, reader, truth };
  return { whole, labelled: restrict(whole, (path) => truth.has(path)) };
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

/** One row in both protocols. */
function row(title, { whole, labelled }, of, note = "") {
  const [a, b] = [of(whole), of(labelled)];
  const show = ({ ari, f1, mojo, groups, coverage }) =>
    `ARI ${ari.toFixed(3)} F1 ${f1.toFixed(3)} MoJoFM ${mojo.toFixed(1).padStart(5)} groups ${String(Math.round(groups)).padStart(3)} cover ${coverage.toFixed(2)}`;
  console.log(`  ${title.padEnd(24)}| ${show(a)} | ${show(b)}${note}`);
  return [a, b];
}

function benchRepo(repo) {
  const { truth, graph } = repo.whole;
  const labels = new Set(truth.values()).size;
  console.log(
    `${repo.whole.name}: ${truth.size} labelled files in ${labels} folders, ${graph.nodes.length} files read`,
  );
  console.log(`  ${"".padEnd(24)}| ${"whole repository".padEnd(56)} | labelled files only (published protocol)`);
  const memo = new Map();
  const ours = (one) => memo.get(one) ?? memo.set(one, propose(one, HIDDEN)).get(one);
  const scored = (views) => (one) => score(truth, groupsOf(propose(one, views)).forced);
  const { services, verdict } = ours(repo.whole);
  const result = row("ours, folders hidden", repo, (one) => score(truth, groupsOf(ours(one)).forced));
  row("ours, placed files only", repo, (one) => score(truth, groupsOf(ours(one)).placed));
  row("ours, words=0", repo, scored({ ...HIDDEN, words: 0 }));
  row(
    "static only",
    repo,
    scored(Object.fromEntries(Object.keys(HIDDEN).map((view) => [view, Number(view === "static")]))),
  );
  const regex = row("regex, resolution 1.5", repo, (one) => score(truth, regexGroups(one, 1.5)));
  const finer = row("regex, resolution 3", repo, (one) => score(truth, regexGroups(one, 3)));
  const prefix = new Map([...truth.keys()].map((path) => [path, dirname(path)]));
  row("folders (not hidden)", repo, () => score(truth, prefix));
  const chance = [1, 2, 3, 4, 5].map((seed) => score(truth, randomGroups(repo.whole, labels, seed)));
  row("random", repo, () =>
    Object.fromEntries(Object.keys(chance[0]).map((key) => [key, mean(chance.map((one) => one[key]))])),
  );
  const stable = [repo.whole, repo.labelled].map((one) => ({
    seeds: mean(SEEDS.map((seed) => agreement(ours(one), propose(one, HIDDEN, seed)))),
    drops: mean(DROPS.map((seed) => agreement(ours(one), propose(one, HIDDEN, 1, dropEdges(one.graph, seed))))),
  }));
  const told = stable.map(
    ({ seeds, drops }) => `other seeds ${seeds.toFixed(3)}, 5% of edges dropped ${drops.toFixed(3)}`,
  );
  console.log(`  ${"agreement on placed files".padEnd(24)}| ${told[0].padEnd(56)}| ${told[1]}`);
  console.log(`  verdict: ${verdict}, services ${services.length}`);
  return { result, regex, finer, stable };
}

/** Weights are chosen on all other repos, in the same protocol, then scored on the one left out. */
function leaveOneOut(repos, reported) {
  const table = repos.map(({ whole, labelled }) =>
    CHOICES.map((change) =>
      [whole, labelled].map((one) => score(one.truth, groupsOf(propose(one, { ...HIDDEN, ...change })).forced)),
    ),
  );
  return reported.map((repo) => {
    const out = repos.indexOf(repo);
    const worth = (at, which) => mean(table.filter((_, other) => other !== out).map((cells) => cells[at][which].ari));
    const best = [0, 1].map((which) =>
      CHOICES.map((_, at) => at).reduce((a, b) => (worth(b, which) > worth(a, which) ? b : a)),
    );
    const cells = best.map((at, which) => table[out][at][which]);
    row(
      `left out: ${repo.whole.name}`,
      { whole: 0, labelled: 1 },
      (which) => cells[which],
      `  ${best.map((at) => JSON.stringify(CHOICES[at])).join(" ")}`,
    );
    return cells;
  });
}

const average = (rows, which) =>
  `ARI ${mean(rows.map((cells) => cells[which].ari)).toFixed(3)} MoJoFM ${mean(rows.map((cells) => cells[which].mojo)).toFixed(1)}`;
const printMean = (title, rows) =>
  console.log(`${title.padEnd(32)} whole ${average(rows, 0)}   labelled ${average(rows, 1)}`);

const [dir, pattern] = process.argv.slice(2);
const corpora = process.env.CORPORA ?? "";
if (dir === undefined && corpora === "") {
  console.error("usage: npm run bench:boundaries -- DIR LABEL_REGEX   (or CORPORA=folder of repositories)");
  process.exit(2);
}
const wanted =
  dir === undefined
    ? Object.entries({ ...REPORTED, ...CHOSEN_ON }).map(([name, label]) => [resolve(corpora, name), ...[label].flat()])
    : [[resolve(dir), pattern ?? REPORTED[basename(dir)] ?? "^([^/]+)/"]];
const repos = [];
for (const [root, label, part] of wanted)
  if (existsSync(join(root, ".git"))) repos.push(await readRepo(root, label, part));
const reported = repos.filter(({ whole }) => CHOSEN_ON[whole.name] === undefined);
const results = reported.map(benchRepo);
for (const { whole, labelled } of repos.filter((repo) => !reported.includes(repo)))
  row(`(chosen on) ${whole.name}`, { whole, labelled }, (one) =>
    score(one.truth, groupsOf(propose(one, HIDDEN)).forced),
  );
printMean(
  "mean, default weights",
  results.map(({ result }) => result),
);
printMean(
  "mean, regex, resolution 1.5",
  results.map(({ regex }) => regex),
);
printMean(
  "mean, regex, resolution 3",
  results.map(({ finer }) => finer),
);
for (const [at, name] of ["whole", "labelled"].entries())
  console.log(
    `mean agreement, ${name}: other seeds ${mean(results.map(({ stable }) => stable[at].seeds)).toFixed(3)}, edges dropped ${mean(results.map(({ stable }) => stable[at].drops)).toFixed(3)}`,
  );
if (repos.length > 1) printMean("mean, leave one repo out", leaveOneOut(repos, reported));
