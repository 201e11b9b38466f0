/** Reads the queues that a worker serves from its command, its variables, or its own config file. */
import { byText } from "../text/order.js";
import { optionValue } from "./entrypoint.js";
import { baseName } from "./wrappers.js";

/** Variables that name queues, by the program that reads them; the others are rake's. */
const VARIABLES = ["QUEUE", "QUEUES", "GOOD_JOB_QUEUES", "QUE_QUEUE"];
const OPTIONS = new Set(["-q", "--queue", "--queues", "--queue-name", "--pool"]);

export interface QueueWords {
  readonly words: readonly string[];
  /** Value of NAME=… set in the command, by name: QUEUE and QUEUES. */
  readonly assigned: ReadonlyMap<string, string>;
  /** Queues of the worker's own config file, used where the command names none. */
  readonly configured: readonly string[];
}

/** Sorted; "*" stands for the rest beside others, "-name" for what GoodJob leaves out; empty: what the program takes by itself. */
export function readQueues(input: QueueWords, isWorker: boolean): readonly string[] {
  const { words, assigned, configured } = input;
  const program = baseName(words[0] ?? "");
  const found: string[] = [];
  for (const name of VARIABLES) {
    const inline = words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
    found.push(...splitQueues(inline ?? assigned.get(name) ?? ""));
  }
  if (program === "celery") found.push(...splitQueues(optionValue(words, ["-Q", "--queues"]) ?? ""));
  else if (isWorker) found.push(...repeatedQueues(words));
  if (program === "rq") found.push(...words.slice(2).filter((word) => !word.startsWith("-") && !word.includes(":")));
  if (/^manage\.py$/.test(program) && words[1] === "rqworker")
    found.push(...words.slice(2).filter((word) => !word.startsWith("-")));
  const queues = [...new Set(found.length > 0 ? found : configured)].sort(byText);
  return queues.length === 1 && queues[0] === "*" ? [] : queues;
}

/** `sidekiq -q critical,5 -q default`: the number is a weight. */
function repeatedQueues(words: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    const value = OPTIONS.has(word) ? words[index + 1] : /^--(?:queues?|queue-name|pool)=(.*)$/.exec(word)?.[1];
    return value === undefined ? [] : splitQueues(value).filter((name) => !/^\d+$/.test(name));
  });
}

/**
 * `critical:2;+low,default` of GoodJob, `mailers,letters:2` of delayed_job's pools, `reports=10` of Que.
 * https://github.com/bensheldon/good_job#optimize-queues-threads-and-processes
 */
function splitQueues(text: string): readonly string[] {
  return text.split(";").flatMap((pool) => {
    const names = pool.split(",").map((name) => name.trim().replace(/[:=]-?\d+$/, ""));
    // A minus in front leaves out all that follow.
    const minus = names[0]?.startsWith("-") ? "-" : "";
    return names
      .map((name) => name.replace(/^[+-]/, ""))
      .filter((name) => name !== "" && !name.startsWith("$"))
      .map((name) => minus + name);
  });
}
