/** Runs `migrate manifests`: plans, emits each target, writes what no person has changed, and counts what is lost. */
import { resolve } from "node:path";
import { type WriteOutcome, writeArtifacts } from "../io/artifacts.js";
import { readRuleTexts } from "../io/package-files.js";
import { ensureDirectory } from "../io/write-file.js";
import type { FidelityRow } from "../model/artifact.js";
import { UserError } from "../model/errors.js";
import type { Plan } from "../model/plan.js";
import { printManifests, targetIds } from "../pipeline.js";
import { analyzeDirectory } from "./analysis.js";
import type { AnalysisOptions } from "./command.js";
import { planDirectory } from "./plan.js";

export interface ManifestsOptions extends AnalysisOptions {
  readonly target?: readonly string[];
  readonly strict?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export async function runManifests(dir: string, options: ManifestsOptions): Promise<number> {
  // A wrong name is told before a minute of analysis.
  checkTargets(options.target ?? []);
  const run = await analyzeDirectory(dir, options);
  const plan = planDirectory(run);
  const targets = chooseTargets(options.target ?? [], plan);
  const root = options.out === undefined ? run.root : ensureDirectory(resolve(options.out));
  const results = targets.map((target) => writeTarget(root, plan, target, options));
  if (options.json === true) {
    process.stdout.write(
      `${JSON.stringify(Object.fromEntries(results.map(({ target, rows }) => [target, rows])), null, 2)}\n`,
    );
  }
  const lost = results.flatMap(({ rows }) => rows).filter(({ outcome }) => outcome === "lost").length;
  return options.strict === true && lost > 0 ? 1 : 0;
}

function checkTargets(targets: readonly string[]): void {
  const unknown = targets.find((target) => !targetIds().includes(target));
  if (unknown !== undefined) {
    throw new UserError(`--target does not know "${unknown}"`, { hint: `one of ${targetIds().join(", ")}` });
  }
}

function chooseTargets(asked: readonly string[], plan: Plan): readonly string[] {
  const targets = asked.length > 0 ? asked : plan.targets.filter((target) => targetIds().includes(target));
  if (targets.length > 0) return [...new Set(targets)];
  throw new UserError("no target is chosen", {
    hint: `--target NAME, or targets in migration/decisions.yaml: ${targetIds().join(", ")}`,
  });
}

interface Written {
  readonly target: string;
  readonly rows: readonly FidelityRow[];
}

function writeTarget(root: string, plan: Plan, target: string, options: ManifestsOptions): Written {
  const { artifacts, rows } = printManifests(plan, target, readRuleTexts())!;
  const group = `manifests:${target}`;
  const outcomes = writeArtifacts(root, artifacts, { group, dryRun: options.dryRun === true });
  process.stderr.write(describe(target, rows, outcomes));
  return { target, rows };
}

function describe(target: string, rows: readonly FidelityRow[], outcomes: readonly WriteOutcome[]): string {
  const count = (outcome: FidelityRow["outcome"]): number => rows.filter((row) => row.outcome === outcome).length;
  const shown = outcomes.filter(({ action }) => action !== "unchanged");
  const files = shown.map(({ path, action, because }) => `  ${action.padEnd(9)} ${path}  (${because})\n`);
  const lost = rows.filter(({ outcome }) => outcome === "lost").map(({ fact, how }) => `  lost: ${fact}: ${how}\n`);
  const head = `${target}: ${rows.length} facts, ${count("kept")} kept, ${count("approximated")} approximated, ${count("lost")} lost (deploy/${target}/FIDELITY.md)\n`;
  return head + files.join("") + lost.join("");
}
