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

function serves(process: HerokuProcess, system: string, queue: string): boolean {
  if (process.queues.length > 0) return process.queues.some((listed) => matches(listed, queue));
  // Sidekiq without a list takes "default" alone; the others take all.
  return system !== "sidekiq" || queue === "default";
}

/** The process that serves the queue, the most dedicated first; null where none does. */
export function servingProcess(heroku: HerokuApp, system: string | null, queue: string | null): string | null {
  if (system === null) return null;
  const serving = processesOf(heroku, system).filter((process) => serves(process, system, queue ?? "default"));
  const sorted = [...serving].sort(
    byKeys(
      (process) => (process.queues.length === 0 ? 1000 : process.queues.length),
      (process) => process.type,
    ),
  );
  return sorted[0]?.type ?? null;
}
