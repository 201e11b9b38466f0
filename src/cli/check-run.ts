/** Runs `migrate check`: today's analysis against the decisions and the record of generated files. */
import { resolve } from "node:path";
import { findDrift } from "../io/artifacts.js";
import { DECISIONS_PATH, readDecisionsText } from "../io/decisions-file.js";
import { countMarkers } from "../io/markers.js";
import { countViolations, findViolations, printViolations } from "../pipeline.js";
import { analyzeDirectory } from "./analysis.js";
import type { AnalysisOptions } from "./command.js";

export interface CheckOptions extends AnalysisOptions {
  readonly markers: boolean;
  readonly json?: boolean;
}

export async function runCheck(dir: string, options: CheckOptions): Promise<number> {
  const decisions = readDecisionsText(resolve(dir));
  const run = await analyzeDirectory(dir, options);
  const violations = {
    ...findViolations(run, decisions, DECISIONS_PATH),
    drift: findDrift(run.root),
    markers: options.markers ? [] : countMarkers(run.root),
  };
  if (options.json === true) process.stdout.write(`${JSON.stringify(violations, null, 2)}\n`);
  else process.stdout.write(printViolations(violations));
  return countViolations(violations) === 0 ? 0 : 1;
}
