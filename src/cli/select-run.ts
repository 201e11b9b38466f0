/** Runs `migrate select`: answers from flags, a file or a person become one file. */
import { join, resolve } from "node:path";
import { isTerminal, readTextFile } from "../io/terminal.js";
import { writeWhole } from "../io/write-file.js";
import { UserError } from "../model/errors.js";
import { type Answer, decide, judgeStale, listQuestions } from "../pipeline.js";
import { type AnalysisRun, analyzeDirectory } from "./analysis.js";
import type { AnalysisOptions } from "./command.js";

export interface SelectOptions extends AnalysisOptions {
  readonly yes?: boolean;
  readonly answers?: string;
  readonly set?: readonly string[];
  readonly printQuestions?: boolean;
}

const SHOWN = "migration/decisions.yaml";

export async function runSelect(dir: string, options: SelectOptions): Promise<number> {
  // A missing file is told before a minute of analysis.
  const answers = options.answers === undefined ? null : readAnswers(options.answers);
  const run = await analyzeDirectory(dir, options);
  if (options.printQuestions === true) {
    process.stdout.write(`${JSON.stringify(listQuestions(run), null, 2)}\n`);
    return 0;
  }
  const folder = options.out === undefined ? join(run.root, "migration") : resolve(options.out);
  const path = join(folder, "decisions.yaml");
  const before = readTextFile(path);
  if (before !== null) warnStale(run, before);
  const settings = { set: options.set ?? [], answers };
  const asks = options.yes !== true && answers === null && settings.set.length === 0;
  const given = asks ? await ask(run, before) : new Map<string, Answer>();
  if (given === null) {
    process.stderr.write("nothing was changed\n");
    return 2;
  }
  const text = decide(run, before, { ...settings, given });
  if (text !== before) writeWhole(path, text);
  process.stderr.write(`${text === before ? "unchanged" : "wrote"}: ${SHOWN}\n`);
  return 0;
}

async function ask(run: AnalysisRun, before: string | null): Promise<ReadonlyMap<string, Answer> | null> {
  if (!isTerminal()) {
    throw new UserError("there is no terminal to ask at", { hint: "use --yes, --answers FILE or --set key=value" });
  }
  const { askAll } = await import("../io/prompts.js");
  return askAll(listQuestions(run), before);
}

function readAnswers(path: string): { text: string; path: string } {
  const text = readTextFile(resolve(path));
  if (text === null)
    throw new UserError(`--answers: cannot read ${path}`, { hint: "it has the keys of decisions.yaml" });
  return { text, path };
}

function warnStale(run: AnalysisRun, text: string): void {
  for (const { id, gone, changed } of judgeStale(run, text, SHOWN)) {
    const what = gone ? "is no longer in the analysis" : `rests on facts that changed: ${changed.join(", ")}`;
    process.stderr.write(`stale: ${id} ${what}\n`);
  }
}
