/** Runs `migrate analyze`: the analysis, its report, both written whole; or printed with --json. */
import { join, resolve } from "node:path";
import { offerGitAttribute } from "../io/git-attributes.js";
import { readPackageVersion } from "../io/package-version.js";
import { writeWhole } from "../io/write-file.js";
import { UserError } from "../model/errors.js";
import type { Severity } from "../model/finding.js";
import { type AnalysisRun, computeAnalysis, recallFree, settleNames } from "./analysis.js";
import type { AnalysisOptions } from "./command.js";
import { type Preparation, prepareAnalysis } from "./preparation.js";

export interface AnalyzeOptions extends AnalysisOptions {
  readonly json?: boolean;
  readonly html?: boolean;
  readonly sarif?: boolean;
  readonly failOn?: string;
}

const SEVERITIES: readonly Severity[] = ["note", "warning", "error"];

interface Outputs {
  readonly json: string;
  readonly report: string;
  readonly page: string;
  readonly sarif: string;
  readonly summary: string;
  /** Severities of the findings, for --fail-on. */
  readonly severities: readonly Severity[];
}

export async function runAnalyze(dir: string, options: AnalyzeOptions): Promise<number> {
  const failOn = parseSeverity(options.failOn);
  const prepared = await prepareAnalysis(dir, options);
  const outputs = recallOutputs(prepared) ?? (await computeOutputs(prepared));
  if (options.json === true) process.stdout.write(outputs.json);
  else
    writeOutputs(options.out === undefined ? join(prepared.root, "migration") : resolve(options.out), outputs, options);
  process.stderr.write(outputs.summary);
  if (options.json !== true && options.out === undefined && options.quiet !== true)
    process.stderr.write(offerGitAttribute(prepared.root, "migration/analysis.json"));
  return failOn !== null &&
    outputs.severities.some((severity) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(failOn))
    ? 1
    : 0;
}

const outputsKey = ({ key, settings }: Preparation): string | null =>
  key === null ? null : `${key} ${JSON.stringify(settings)}`;

function recallOutputs(prepared: Preparation): Outputs | null {
  const key = outputsKey(prepared);
  const kept = key === null ? null : prepared.cache.recall("outputs", key);
  return kept === null ? null : (JSON.parse(kept) as Outputs);
}

async function computeOutputs(prepared: Preparation): Promise<Outputs> {
  const run = await computeAnalysis(prepared);
  const { validateAnalysis } = await import("../io/validate.js");
  validateAnalysis(run.analysis);
  const outputs = await printOutputs(run, prepared);
  const key = outputsKey(prepared);
  if (key !== null) prepared.cache.remember("outputs", key, JSON.stringify(outputs));
  return outputs;
}

async function printOutputs(run: AnalysisRun, prepared: Preparation): Promise<Outputs> {
  const { printPage, printReport, printSarif, printSummary, printWhatIf } = await import("../pipeline.js");
  const { analysis } = run;
  return {
    json: `${JSON.stringify(analysis, null, 2)}\n`,
    report: printReport(analysis),
    page: printPage(analysis),
    sarif: printSarif(analysis, readPackageVersion()),
    summary: `${printSummary(analysis)}${printWhatIf(run, settleNames(prepared), recallFree(prepared))}`,
    severities: analysis.findings.map(({ severity }) => severity),
  };
}

function writeOutputs(folder: string, outputs: Outputs, { html, sarif }: AnalyzeOptions): void {
  writeWhole(join(folder, "analysis.json"), outputs.json);
  writeWhole(join(folder, "report.md"), outputs.report);
  if (html === true) writeWhole(join(folder, "report.html"), outputs.page);
  if (sarif === true) writeWhole(join(folder, "report.sarif"), outputs.sarif);
}

function parseSeverity(text: string | undefined): Severity | null {
  if (text === undefined) return null;
  const found = SEVERITIES.find((severity) => severity === text);
  if (found === undefined)
    throw new UserError(`--fail-on does not know "${text}"`, { hint: `one of ${SEVERITIES.join(", ")}` });
  return found;
}
