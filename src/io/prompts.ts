/** Asks questions at the terminal, one after another, with a way back; loaded only when somebody is there to ask. */
import inquirer from "inquirer";
import { parse } from "yaml";
import type { Question } from "../model/decision.js";

type Answer = string | boolean | readonly string[];

const BACK = "\0back";
const ABORT = "\0abort";
const WRITE = "\0write";
/** Every question offers the same two ways out. */
const MOVES = [
  { value: BACK, name: "(back)" },
  { value: ABORT, name: "(leave, change nothing)" },
];

/**
 * Pins, tried until a person takes their cost or none of them; null where the person left.
 * `before` is what stands without further pins.
 */
export async function askForPins<T>(
  question: Question,
  before: T,
  attempt: (picked: readonly string[]) => Promise<{ readonly taken: T; readonly cost: string }>,
): Promise<T | null> {
  return untilLeft(async () => {
    for (let current: Answer = []; ; ) {
      const answer = await askOne(question, current);
      if (answer === ABORT) return null;
      // There is nothing before it.
      if (answer === BACK) continue;
      const picked = answer as readonly string[];
      if (picked.length === 0) return before;
      const { taken, cost } = await attempt(picked);
      process.stderr.write(`\n${cost.split("\n").map(fold).join("\n")}`);
      const last = await confirmTaking("Take these pins?");
      if (last !== BACK) return last === WRITE ? taken : null;
      current = picked;
    }
  });
}

/** null where the person left: nothing is to be written then; "back" where he wants to what came before. */
export const askAll = (
  questions: readonly Question[],
  before: string | null,
): Promise<ReadonlyMap<string, Answer> | "back" | null> => untilLeft(() => askEach(questions, before));

/** Ctrl-C and a closed terminal end the talk; the file stays as it was. */
async function untilLeft<T>(talk: () => Promise<T>): Promise<T | null> {
  try {
    return await talk();
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError") return null;
    throw error;
  }
}

async function askEach(
  questions: readonly Question[],
  before: string | null,
): Promise<ReadonlyMap<string, Answer> | "back" | null> {
  const given = new Map<string, Answer>();
  const path: number[] = [];
  for (let at = 0; ; ) {
    const question = questions[at];
    if (question !== undefined && !matters(question, given, before)) {
      at += 1;
      continue;
    }
    if (question === undefined) printSummary(given);
    const answer =
      question === undefined
        ? await confirmTaking("Write migration/decisions.yaml?")
        : await askOne(question, currentAnswer(question, given, before));
    if (answer === ABORT) return null;
    if (answer === BACK) {
      const last = path.pop();
      if (last === undefined) return "back";
      at = last;
      continue;
    }
    if (question === undefined) return given;
    given.set(question.id, answer);
    path.push(at);
    at += 1;
  }
}

/** stdout stays clean: it may be read by a program. */
const prompt = inquirer.createPromptModule({ output: process.stderr });

/** Details of a service that stays are nobody's question; so are its cuts. */
function matters(question: Question, given: ReadonlyMap<string, Answer>, before: string | null): boolean {
  const [head, key = "", field] = question.id.split(".");
  if (head === "services" && field !== "extract") return extracted(key, given, before);
  if (head === "cuts") {
    return key
      .split("--")
      .slice(0, 2)
      .some((service) => extracted(service, given, before));
  }
  return true;
}

const extracted = (service: string, given: ReadonlyMap<string, Answer>, before: string | null): boolean =>
  (given.get(`services.${service}.extract`) ?? readBefore(before, `services.${service}.extract`)) === true;

function currentAnswer(question: Question, given: ReadonlyMap<string, Answer>, before: string | null): Answer {
  return given.get(question.id) ?? (readBefore(before, question.id) as Answer | undefined) ?? question.default;
}

function readBefore(text: string | null, id: string): unknown {
  if (text === null) return undefined;
  let value: unknown = parse(text);
  for (const key of id.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

async function askOne(question: Question, current: Answer): Promise<Answer> {
  for (const line of question.details.slice(0, 4)) process.stderr.write(`${fold(`  ${line}`)}\n`);
  if (question.kind === "text") {
    const message = `${question.text} (< back, ! leave)`;
    const { text } = await prompt([{ type: "input", name: "text", message, default: String(current) }]);
    return ({ "<": BACK, "!": ABORT } as Record<string, string>)[String(text).trim()] ?? String(text);
  }
  if (question.kind === "choices") {
    const chosen = Array.isArray(current) ? (current as readonly string[]) : [];
    const { picked } = await prompt([
      {
        type: "checkbox",
        name: "picked",
        message: question.text,
        choices: [
          ...question.choices.map(({ value, label }) => ({ value, name: label, checked: chosen.includes(value) })),
          ...MOVES,
        ],
      },
    ]);
    const values = picked as readonly string[];
    return [ABORT, BACK].find((move) => values.includes(move)) ?? values;
  }
  const choices =
    question.kind === "confirm"
      ? [
          { value: "yes", name: "yes" },
          { value: "no", name: "no" },
        ]
      : question.choices.map(({ value, label, hint }) => ({
          value,
          name: label,
          ...(hint === null ? {} : { description: hint }),
        }));
  const { answer } = (await prompt([
    {
      type: "select",
      name: "answer",
      message: question.text,
      choices: [...choices, ...MOVES],
      default: typeof current === "boolean" ? (current ? "yes" : "no") : String(current),
    },
  ])) as { answer: string };
  if (question.kind !== "confirm" || answer === BACK || answer === ABORT) return answer;
  return answer === "yes";
}

async function confirmTaking(message: string): Promise<string> {
  const { last } = (await prompt([
    {
      type: "select",
      name: "last",
      message,
      choices: [{ value: WRITE, name: "yes" }, ...MOVES],
    },
  ])) as { last: string };
  return last;
}

function printSummary(given: ReadonlyMap<string, Answer>): void {
  process.stderr.write("\nDecided:\n");
  for (const [id, answer] of given) process.stderr.write(`${fold(`  ${id}: ${String(answer)}`)}\n`);
}

/** Breaks at words, so that a narrow terminal cuts nothing off. */
function fold(text: string): string {
  const width = Math.max(20, process.stderr.columns ?? 80);
  const lines = [""];
  for (const word of text.split(/(?<=\s)/)) {
    if (lines.at(-1)!.length + word.trimEnd().length > width) lines.push("    ");
    lines[lines.length - 1] += word;
  }
  return lines.join("\n");
}
