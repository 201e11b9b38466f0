/**
 * Puts `migrate analyze` beside Ruby and Rails on whole apps: recall and precision of routes, models, associations and jobs.
 *
 *   npm run bench:rails -- [--show] APP_DIR...
 *
 * Needs the Debian packages of .ci/run. ActiveRecord loads the app's models and Rails' mapper draws its routes, both with
 * the macros of gems that are not installed doing nothing; Ruby's own parser counts jobs. Rows of ours that come from a
 * line where the judge met such a macro are counted apart, as not judged. --show lists every difference.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const BIN = join(HERE, "..", "..", "bin", "migrate.js");
const show = process.argv.includes("--show");
const apps = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const scratch = mkdtempSync(join(tmpdir(), "valueline-bench-rails-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

function analyze(app) {
  const out = join(scratch, basename(app));
  execFileSync("node", [BIN, "analyze", app, "--no-cache", "--out", out], { stdio: "ignore" });
  return JSON.parse(readFileSync(join(out, "analysis.json"), "utf8"));
}

function ask(judge, app) {
  const options = { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", show ? "inherit" : "ignore"] };
  const stdout = execFileSync("ruby", ["-W0", join(HERE, "rails", judge), app], options);
  return JSON.parse(stdout.slice(stdout.lastIndexOf("\n{") + 1));
}

/** @param {readonly string[]} ours @param {readonly string[]} theirs */
function compare(what, ours, theirs, note = "") {
  const [own, judged] = [new Set(ours), new Set(theirs)];
  const both = [...own].filter((one) => judged.has(one)).length;
  const share = (of) => (of === 0 ? "   -  " : (both / of).toFixed(4));
  const counts = [judged.size, own.size, both].map((count) => String(count).padStart(6)).join("");
  console.log(`  ${what.padEnd(14)}${counts}   recall ${share(judged.size)}  precision ${share(own.size)}  ${note}`);
  if (!show) return;
  for (const one of [...judged].filter((line) => !own.has(line)).sort()) console.log(`      lacking  ${one}`);
  for (const one of [...own].filter((line) => !judged.has(line)).sort()) console.log(`      surplus  ${one}`);
}

const handlerOf = (handler) => {
  const plain = String(handler).replace(/^mount:/, "");
  if (plain.startsWith("redirect(")) return "redirect";
  return plain.includes("#") && !plain.startsWith("#<") ? plain : "app";
};

function compareRoutes(analysis, app) {
  const { rows, swallowed } = ask("routes.rb", app);
  const lines = new Set(swallowed.map(({ path, line }) => `${path}:${line}`));
  const unjudged = (route) => route.evidence.some(({ path, line }) => lines.has(`${path}:${line}`));
  const ruby = analysis.routes.filter(({ evidence }) => evidence.some(({ path }) => path.endsWith(".rb")));
  const judged = ruby.filter((route) => !unjudged(route));
  const ours = judged.map(
    ({ method, path, handler }) => `${method} ${path.replace(/(?<=.)\/$/, "")} ${handlerOf(handler)}`,
  );
  const apart = ruby.length - judged.length;
  compare("routes", ours, rows, apart === 0 ? "" : `(${apart} of ${swallowed.map(({ name }) => name)} not judged)`);
}

function compareModels(analysis, app) {
  const { models, failed, notes } = ask("models.rb", app);
  const theirs = Object.entries(models);
  // What no judge could load is said, never left out: it counts as surplus of ours.
  const note = failed.length === 0 ? "" : `(${failed.length} files the judge could not load)`;
  compare(
    "models",
    analysis.models.map(({ name, table }) => `${name} in ${table}`),
    theirs.map(([name, { table }]) => `${name} in ${table}`),
    note,
  );
  const reflected = theirs.flatMap(([name, { associations }]) =>
    associations.map(([as, kind, target]) => ({
      key: `${name}.${as}`,
      said: `${name}.${as}: ${kind} ${target}`,
      known: target !== "?",
    })),
  );
  const unknown = new Set(reflected.filter(({ known }) => !known).map(({ key }) => key));
  const own = analysis.models.flatMap(({ name, associations }) =>
    associations
      .filter((one) => !unknown.has(`${name}.${one.name}`))
      .map((one) => `${name}.${one.name}: ${one.kind} ${one.target}`),
  );
  const known = reflected.flatMap(({ known, said }) => (known ? [said] : []));
  compare(
    "associations",
    own,
    known,
    unknown.size === 0 ? "" : `(${unknown.size} that Rails cannot resolve, not judged)`,
  );
  if (show) for (const line of [...failed, ...notes]) console.log(`      judge    ${line}`);
}

function compareJobs(analysis, app) {
  const { jobs, enqueues, unread } = ask("jobs.rb", app);
  const note = unread.length === 0 ? "" : `(${unread.length} files newer than the judge's Ruby)`;
  // Jobs that methods make (`.delay`, handle_asynchronously, deliver_later) have no class of the app's: their lines are compared below.
  const classes = analysis.jobs.filter(({ name }) => !/[#.]/.test(name) && !/^(ActionMailer|Delayed)::/.test(name));
  compare(
    "job classes",
    classes.map(({ name }) => name),
    Object.keys(jobs),
    note,
  );
  const queued = classes.filter(({ name }) => jobs[name]?.queue != null);
  compare(
    "job queues",
    queued.map(({ name, queue }) => `${name} on ${queue}`),
    Object.entries(jobs)
      .filter(([, { queue }]) => queue !== null)
      .map(([name, { queue }]) => `${name} on ${queue}`),
  );
  const places = (list) => list.map(({ path, line }) => `${path}:${line}`);
  compare("enqueued at", places(analysis.jobs.flatMap(({ enqueuedAt }) => enqueuedAt)), places(enqueues));
}

for (const path of apps) {
  const app = resolve(path);
  const analysis = analyze(app);
  const unread = analysis.diagnostics.filter(
    ({ code, path: file }) => code === "parse-failed" && /\.(rb|rake|erb|ru)$/.test(file ?? ""),
  );
  console.log(`${basename(app)}                judge  ours  same   (${unread.length} Ruby files unread)`);
  compareRoutes(analysis, app);
  compareModels(analysis, app);
  compareJobs(analysis, app);
}
