/** Runs `migrate select`: answers from flags, a file or a person become one file. */
import { join, resolve } from "node:path";
import { isTerminal, readTextFile } from "../io/terminal.js";
import { writeWhole } from "../io/write-file.js";
import { UserError } from "../model/errors.js";
import type { Pin } from "../model/proposal.js";
import { type Answer, decide, judgeStale, listPins, listQuestions, printWhatIf, readPins } from "../pipeline.js";
import { type AnalysisRun, analyzeDirectory } from "./analysis.js";
import type { AnalysisOptions } from "./command.js";
import { parsePin } from "./settings.js";

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
  const settings = { set: options.set ?? [], answers };
  const pinned = [...(options.pin ?? []), ...readPins(settings.set, answers?.text ?? null).map(printPin)];
  const run = await analyzeDirectory(dir, { ...options, pin: pinned });
  if (options.printQuestions === true) {
    process.stdout.write(`${JSON.stringify([listPins(run), ...listQuestions(run)], null, 2)}\n`);
    return 0;
  }
  const folder = options.out === undefined ? join(run.root, "migration") : resolve(options.out);
  const path = join(folder, "decisions.yaml");
  const before = readTextFile(path);
  if (before !== null) warnStale(run, before);
  const asks = options.yes !== true && answers === null && settings.set.length === 0;
  const talk = asks ? await ask({ dir, options, run, pinned }, before) : { run, pinned, given: new Map() };
  if (talk === null) {
    process.stderr.write("nothing was changed\n");
    return 2;
  }
  const text = decide(talk.run, before, { ...settings, given: talk.given, pins: talk.pinned.map(parsePin) });
  if (text !== before) writeWhole(path, text);
  process.stderr.write(`${text === before ? "unchanged" : "wrote"}: ${SHOWN}\n`);
  return 0;
}

const printPin = ({ kind, a, b }: Pin): string => `${a} ${kind === "with" ? "with" : "apart from"} ${b}`;

interface Talk {
  readonly dir: string;
  readonly options: SelectOptions;
  readonly run: AnalysisRun;
  readonly pinned: readonly string[];
}

type Told = Pick<Talk, "run" | "pinned"> & { readonly given: ReadonlyMap<string, Answer> };

async function ask(talk: Talk, before: string | null): Promise<Told | null> {
  if (!isTerminal()) {
    throw new UserError("there is no terminal to ask at", { hint: "use --yes, --answers FILE or --set key=value" });
  }
  const { askAll, askForPins } = await import("../io/prompts.js");
  for (;;) {
    const question = listPins(talk.run);
    const chosen =
      question.choices.length === 0 ? talk : await askForPins(question, talk, (picked) => tryPins(talk, picked));
    if (chosen === null) return null;
    const given = await askAll(listQuestions(chosen.run), before);
    if (given !== "back") return given === null ? null : { ...chosen, given };
    if (question.choices.length === 0) process.stderr.write("this is the first question\n");
  }
}

/** The analysis with the pins, and what they cost beside the one without. */
async function tryPins({ dir, options, run, pinned }: Talk, picked: readonly string[]): Promise<Tried> {
  const all = [...pinned, ...picked];
  const next = await analyzeDirectory(dir, { ...options, pin: all });
  const cost = printWhatIf(next, { views: {}, pins: all.map(parsePin) }, run.proposal);
  return { taken: { run: next, pinned: all }, cost };
}

interface Tried {
  readonly taken: Pick<Talk, "run" | "pinned">;
  readonly cost: string;
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
