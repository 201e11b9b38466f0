/** Says of a process what it does: its role, the queues it serves, and whether it must never run twice. */
import type { ProcessRole } from "../model/heroku-app.js";
import { type QueueWords, readQueues } from "./queues.js";
import { baseName } from "./wrappers.js";

/** Programs that run by the clock and must be alone. */
const CLOCKS = new Set([
  "clockwork",
  "supercronic",
  "crond",
  "cron",
  "celerybeat",
  "rufus-scheduler",
  "resque-scheduler",
  "rqscheduler",
  "apscheduler",
  "whenever",
]);
const WORKERS = new Set([
  "sidekiq",
  "celery",
  "rq",
  "dramatiq",
  "huey_consumer",
  "huey_consumer.py",
  "shoryuken",
  "sneakers",
  "resque-pool",
  "good_job",
  "que",
  "delayed_job",
  "solid_queue",
  "sidekiqswarm",
  "backburner",
  "qless",
  "graphile-worker",
  "faktory_worker",
  "jobs",
]);
const SERVERS = new Set([
  "puma",
  "unicorn",
  "thin",
  "rackup",
  "falcon",
  "passenger",
  "gunicorn",
  "uvicorn",
  "hypercorn",
  "daphne",
  "waitress-serve",
  "uwsgi",
  "heroku-php-apache2",
  "heroku-php-nginx",
  "nginx",
  "rails server",
  "next start",
  "serve",
  "http-server",
]);

/** Words of the command or of the process name that tell a scheduler, a listener or a stream reader. */
const CLOCK_WORD = /(^|[\W_])(clock|cron|crontab|beat|schedule|scheduler|timer)s?([\W_]|$)/i;
const LISTENER_WORD =
  /(^|[\W_])(listen|listener|stream|streamer|poller|bot|discord|gateway|leader|watcher)s?([\W_]|$)/i;
const WORKER_WORD = /(^|[\W_])(worker|job|queue|consumer|sidekiq|resque|celery|dj|delayed)s?\d*([\W_]|$)/i;

export interface ProcessNature {
  readonly role: ProcessRole;
  readonly queues: readonly string[];
  readonly singleton: boolean;
}

export interface ProcessWords extends QueueWords {
  readonly type: string;
  readonly seen: readonly (readonly string[])[];
  readonly entrypoint: string | null;
}

export function judgeProcess(input: ProcessWords): ProcessNature {
  const role = judgeRole(input);
  const queues =
    role === "web" || role === "release" ? [] : readQueues(input, WORKERS.has(baseName(input.words[0] ?? "")));
  return { role, queues, singleton: role === "clock" || (role !== "release" && isAlone(input, role)) };
}

function judgeRole(input: ProcessWords): ProcessRole {
  if (input.type === "web" || input.type === "release") return input.type;
  if (isClock(input)) return "clock";
  if (isWorker(input)) return "worker";
  return WORKER_WORD.test(input.type) ? "worker" : LISTENER_WORD.test(input.type) ? "worker" : "other";
}

function isClock({ type, words, entrypoint }: ProcessWords): boolean {
  const program = baseName(words[0] ?? "");
  if (CLOCKS.has(program)) return true;
  if (program === "celery") return words.includes("beat");
  if (/^rake .*resque:scheduler/.test(entrypoint ?? "")) return true;
  // A worker's own name for its queue ("cron" of sidekiq -q cron) makes no clock of it.
  if (WORKERS.has(program)) return false;
  return CLOCK_WORD.test(type) || CLOCK_WORD.test(entrypoint ?? "");
}

const RAKE_WORKER =
  /^(rake|rails) .*(jobs:work|jobs:workoff|resque:works?|resque:workers?|que:work|qc:work|sneakers:run|solid_queue:start|environment resque:work)/;

function isWorker({ words, entrypoint }: ProcessWords): boolean {
  const program = baseName(words[0] ?? "");
  if (WORKERS.has(program)) return true;
  if (RAKE_WORKER.test(entrypoint ?? "")) return true;
  return /^manage\.py (rqworker|qcluster|process_tasks|celery|run_huey|rundramatiq)/.test(entrypoint ?? "");
}

function isAlone({ type, seen, entrypoint }: ProcessWords, role: ProcessRole): boolean {
  const embedded = seen.some((words) => isEmbeddedBeat(words));
  if (embedded || role === "web") return embedded;
  return LISTENER_WORD.test(type) || LISTENER_WORD.test(entrypoint ?? "");
}

/** `celery worker -B` carries the beat scheduler in the worker. */
function isEmbeddedBeat(words: readonly string[]): boolean {
  const program = baseName(words[0] ?? "");
  if (CLOCKS.has(program)) return true;
  if (!words.some((word) => baseName(word) === "celery")) return false;
  return words.some((word) => word === "--beat" || word === "beat" || /^-[A-Za-z]*B$/.test(word));
}

export const runsServer = (entrypoint: string | null, words: readonly string[]): boolean =>
  SERVERS.has(baseName(words[0] ?? "")) || SERVERS.has(entrypoint ?? "");
