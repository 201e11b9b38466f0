/** Turns the jobs that a service's files enqueue into the wire format of the version in the lockfile. */
import type { AppModel, Job } from "../model/app-model.js";
import type { DataStep, ServiceLanguage } from "../model/decision.js";
import type { PlannedEnqueue } from "../model/plan.js";
import { byKeys } from "../text/order.js";

type Wire = Pick<PlannedEnqueue, "wire" | "because">;

/** What the choice of a wire depends on besides the job: who writes it, and into which database it can write. */
export interface Writer {
  readonly language: ServiceLanguage;
  readonly data: DataStep;
}

export function planEnqueues(app: AppModel, files: ReadonlySet<string>, writer: Writer): readonly PlannedEnqueue[] {
  return app.jobs
    .filter((job) => job.enqueuedAt.some(({ path }) => files.has(path)))
    .map((job) => planEnqueue(app, job, files, writer))
    .sort(byKeys((enqueue) => enqueue.job));
}

function planEnqueue(app: AppModel, job: Job, files: ReadonlySet<string>, writer: Writer): PlannedEnqueue {
  const library = libraryOf(app, job.system);
  return {
    job: job.name,
    system: job.system,
    version: library === null ? null : (app.locked[library] ?? null),
    queue: job.queue ?? "default",
    ...wireOf(app, job.system, library, writer),
    evidence: job.enqueuedAt.filter(({ path }) => files.has(path)),
    ...(job.options === undefined ? {} : { options: job.options }),
  };
}

/** The library whose version decides the bytes: ActiveJob rides on an adapter. */
function libraryOf(app: AppModel, system: string): string | null {
  if (system !== "active-job") return system;
  const adapters = ["sidekiq", "solid_queue", "good_job", "delayed_job_active_record", "delayed_job", "que", "resque"];
  return adapters.find((name) => name in app.locked) ?? null;
}

function wireOf(app: AppModel, system: string, library: string | null, writer: Writer): Wire {
  if (library === "sidekiq") {
    const unique = system === "active-job" ? ["sidekiq-unique-jobs", "activejob-uniqueness"] : ["sidekiq-unique-jobs"];
    const lock = unique.find((name) => name in app.locked);
    if (lock !== undefined) {
      return endpoint(`${lock} takes its locks in client middleware, which a raw push would skip`);
    }
    if (!("sidekiq" in app.locked)) return endpoint("no lockfile tells the Sidekiq version, and so the wire format");
    return {
      wire: system === "active-job" ? "active-job-sidekiq" : "sidekiq",
      because: `Sidekiq ${app.locked["sidekiq"]} in the lockfile`,
    };
  }
  if (library === "bullmq" || library === "bull") {
    const name = library === "bull" ? "Bull" : "BullMQ";
    return writer.language === "typescript"
      ? { wire: "bullmq", because: "both ends are Node: the library itself writes its format" }
      : endpoint(`${name}'s scripts have no Go port, and are not to be re-written`);
  }
  if (library === "resque") return resqueWire(app, system);
  if (library !== null && DELAYED_JOB.has(library)) return delayedJobWire(app, system, writer);
  return endpoint(`no safe way is known to write ${library ?? system} jobs from outside`);
}

/** Plugins whose hooks run in the client that enqueues. https://github.com/resque/resque/blob/master/docs/HOOKS.md */
const RESQUE_LOCKS = ["resque-loner", "resque-lock", "resque_solo", "resque-queue-lock", "activejob-uniqueness"];

function resqueWire(app: AppModel, system: string): Wire {
  const lock = RESQUE_LOCKS.find((name) => name in app.locked);
  if (lock !== undefined)
    return endpoint(`${lock} takes its locks when the client enqueues, which a raw push would skip`);
  const version = app.locked["resque"];
  // Keys and payload are the same from 1.0 on. https://github.com/resque/resque/blob/v2.6.0/lib/resque/data_store.rb
  if (version === undefined || !/^[12]\./.test(version)) {
    return endpoint(`Resque ${version ?? "of no known version"} may name its keys otherwise than 1 and 2 do`);
  }
  return {
    wire: system === "active-job" ? "active-job-resque" : "resque",
    because: `Resque ${version} in the lockfile; before_enqueue hooks do not run`,
  };
}

const DELAYED_JOB: ReadonlySet<string> = new Set(["delayed-job", "delayed_job", "delayed_job_active_record"]);

/**
 * delayed_job's queue is a table, and a row's handler is a Ruby object as YAML. ActiveJob puts one and the same wrapper
 * around plain data; what the app hands to delayed_job itself has attributes that only its own class knows.
 */
function delayedJobWire(app: AppModel, system: string, { language, data }: Writer): Wire {
  if (system !== "active-job") {
    return endpoint("delayed_job stores the job's own Ruby object, whose attributes only the monolith knows");
  }
  const version = app.locked["delayed_job"];
  // 4.2 brings an ActiveJob adapter of its own: https://github.com/collectiveidea/delayed_job/pull/1236
  if (version === undefined || !/^[34]\.[01]\./.test(version)) {
    return endpoint(
      `delayed_job ${version ?? "of no known version"} may wrap an ActiveJob in another class than 4.1 does`,
    );
  }
  if (language !== "go") return endpoint(`delayed_job's rows are written by Go services only`);
  if (data !== "shared-schema")
    return endpoint("delayed_job's table is in the monolith's schema, and the service has its own");
  if (!app.tables.some(({ name }) => name === "delayed_jobs")) {
    return endpoint("the schema has no table delayed_jobs to write to");
  }
  return {
    wire: "active-job-delayed",
    because: `delayed_job ${version} in the lockfile, and its table in the shared schema`,
  };
}

const endpoint = (reason: string): Wire => ({
  wire: "endpoint",
  because: `${reason}; the monolith enqueues on request`,
});
