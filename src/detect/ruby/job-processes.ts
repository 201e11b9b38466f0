/** Says which process of the app serves a queue of a Ruby job system. */
import type { HerokuApp, HerokuProcess } from "../../model/heroku-app.js";
import { byKeys } from "../../text/order.js";

/** What a process that serves the system runs, by system. */
const COMMANDS: Readonly<Record<string, RegExp>> = {
  sidekiq: /\bsidekiq(swarm)?\b/,
  "delayed-job": /\bjobs:work(off)?\b|\bdelayed(_job)?\b/,
  resque: /\bresque:works?\b|\bresque:workers\b|\bresque-pool\b|\bresque work\b/,
  que: /\bque(:work)?\b/,
  "good-job": /\bgood_job\b/,
  "solid-queue": /\bsolid_queue:start\b|(^|[\s/])bin\/jobs\b/,
  shoryuken: /\bshoryuken\b/,
  sneakers: /\bsneakers\b/,
  "queue-classic": /\bqc:work\b/,
  clockwork: /\bclockwork\b/,
  "resque-scheduler": /\bresque:scheduler\b/,
};

/** ActiveJob's adapter names. https://api.rubyonrails.org/classes/ActiveJob/QueueAdapters.html */
const ADAPTERS: Readonly<Record<string, string>> = {
  sidekiq: "sidekiq",
  delayed_job: "delayed-job",
  resque: "resque",
  que: "que",
  good_job: "good-job",
  solid_queue: "solid-queue",
  shoryuken: "shoryuken",
  sneakers: "sneakers",
  queue_classic: "queue-classic",
};

export const processesOf = (heroku: HerokuApp, system: string): readonly HerokuProcess[] => {
  const pattern = COMMANDS[system];
  if (pattern === undefined) return [];
  return heroku.processes.filter(
    ({ command, entrypoint, role }) => role !== "release" && (pattern.test(command) || pattern.test(entrypoint ?? "")),
  );
};

const WORK_SYSTEMS = Object.values(ADAPTERS);

/** The system behind ActiveJob; where the adapter is not literal, the only one that a process runs. */
export function activeJobSystem(adapter: string | null, heroku: HerokuApp): string | null {
  if (adapter !== null && adapter in ADAPTERS) return ADAPTERS[adapter] ?? null;
  if (adapter === "async" || adapter === "inline" || adapter === "test") return null;
  const running = WORK_SYSTEMS.filter((system) => processesOf(heroku, system).length > 0);
  return running.length === 1 ? (running[0] ?? null) : null;
}

const matches = (listed: string, queue: string): boolean =>
  listed === queue || (listed.endsWith("*") && queue.startsWith(listed.slice(0, -1)));

/** Without a list these take "default" alone; the others take all. */
const DEFAULT_ONLY: ReadonlySet<string> = new Set(["sidekiq", "que", "shoryuken"]);

function serves({ queues }: HerokuProcess, system: string, queue: string | null): boolean {
  if (queues.length === 0) return !DEFAULT_ONLY.has(system) || queue === "default";
  // GoodJob's "-name" takes all but that.
  if (queues.every((listed) => listed.startsWith("-"))) return !queues.includes(`-${queue}`);
  return queue !== null && queues.some((listed) => matches(listed, queue));
}

/** A process that takes whatever is left is the last to ask. */
const breadth = ({ queues }: HerokuProcess): number =>
  queues.length === 0 || queues.includes("*") || queues[0]?.startsWith("-") ? 1000 : queues.length;

/**
 * The process that serves the queue, the most dedicated first; null where none does.
 * `queue` null: a job that names none, which delayed_job leaves to workers without a list.
 * `inWeb`: the app's web process works the queue itself.
 */
export function servingProcess(
  heroku: HerokuApp,
  system: string | null,
  queue: string | null,
  inWeb: boolean,
): string | null {
  if (system === null) return null;
  const named = queue ?? (system === "delayed-job" ? null : "default");
  const serving = processesOf(heroku, system).filter((process) => serves(process, system, named));
  const sorted = [...serving].sort(byKeys(breadth, (process) => process.type));
  return sorted[0]?.type ?? (inWeb && heroku.processes.some(({ type }) => type === "web") ? "web" : null);
}
