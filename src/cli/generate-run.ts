/** Runs `migrate generate`: plans, emits, writes what no person has changed, and counts what is left to port. */
import { join, resolve } from "node:path";
import { type WriteOutcome, writeArtifacts } from "../io/artifacts.js";
import { noCache } from "../io/cache.js";
import { applyPatch } from "../io/git-apply.js";
import { createSourceReader } from "../io/source-reader.js";
import { walkWorkspace } from "../io/workspace.js";
import { ensureDirectory } from "../io/write-file.js";
import { UserError } from "../model/errors.js";
import { addTypes, countMarkers, emitPlan, judgeStale } from "../pipeline.js";
import { type AnalysisRun, analyzeDirectory } from "./analysis.js";
import type { AnalysisOptions } from "./command.js";
import { planDirectory } from "./plan.js";

export interface GenerateOptions extends AnalysisOptions {
  readonly dryRun?: boolean;
  readonly apply?: boolean;
}

const DECISIONS = "migration/decisions.yaml";
const NOTHING =
  "no service is to be extracted: set extract: true for one, or make your own: migrate select --set 'services.NAME.modules=[MODULE]'\n";
const PATCH = "migration/monolith.patch";

export async function runGenerate(dir: string, options: GenerateOptions): Promise<number> {
  const run = await analyzeDirectory(dir, options);
  const reader = createSourceReader(run.root);
  const text = reader.read(DECISIONS);
  if (text === null) {
    throw new UserError("nothing is decided yet: there is no migration/decisions.yaml", {
      hint: "migrate select, or migrate select --yes",
    });
  }
  warnStale(run, text);
  const paths = walkWorkspace(run.root, noCache().stamps).workspace.files.map(({ path }) => path);
  const sources = { paths, read: (path: string) => reader.read(path) };
  const plan = await addTypes(planDirectory(run), sources);
  const artifacts = emitPlan(plan, sources);
  if (artifacts.length === 0) process.stderr.write(NOTHING);
  const root = options.out === undefined ? run.root : ensureDirectory(resolve(options.out));
  const outcomes = writeArtifacts(root, artifacts, { group: "generate", dryRun: options.dryRun === true });
  process.stderr.write(describe(outcomes, options.dryRun === true));
  for (const [service, count] of countMarkers(artifacts)) {
    const folder = service === "monolith" ? "valueline app/valueline" : `services/${service}`;
    process.stderr.write(`${service}: ${count} places to port (grep -rsn VALUELINE-PORT: ${folder})\n`);
  }
  for (const { name, enqueues } of plan.services) {
    for (const { job, wire, because } of enqueues) process.stderr.write(`${name} -> ${job}: ${wire} (${because})\n`);
  }
  if (options.apply === true && options.dryRun !== true) applyPatch(run.root, join(root, PATCH));
  return 0;
}

function warnStale(run: AnalysisRun, text: string): void {
  for (const { id, gone, changed } of judgeStale(run, text, DECISIONS)) {
    const what = gone ? "is no longer in the analysis" : `rests on facts that changed: ${changed.join(", ")}`;
    process.stderr.write(`stale: ${id} ${what}\n`);
  }
}

function describe(outcomes: readonly WriteOutcome[], dry: boolean): string {
  const shown = outcomes.filter(({ action }) => action !== "unchanged");
  const lines = shown.map(({ path, action, because }) => `  ${action.padEnd(9)} ${path}  (${because})\n`);
  const unchanged = outcomes.length - shown.length;
  return `${dry ? "would write" : "wrote"}: ${shown.filter(({ action }) => action === "create" || action === "update").length} files, ${unchanged} unchanged\n${lines.join("")}`;
}
