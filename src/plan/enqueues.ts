/** Turns the jobs that a service's files enqueue into the wire format of the version in the lockfile. */
import type { AppModel, Job } from "../model/app-model.js";
import type { ServiceLanguage } from "../model/decision.js";
import type { PlannedEnqueue } from "../model/plan.js";
import { byKeys } from "../text/order.js";

type Wire = Pick<PlannedEnqueue, "wire" | "because">;

export function planEnqueues(
  app: AppModel,
  files: ReadonlySet<string>,
  language: ServiceLanguage,
): readonly PlannedEnqueue[] {
  return app.jobs
    .filter((job) => job.enqueuedAt.some(({ path }) => files.has(path)))
    .map((job) => planEnqueue(app, job, files, language))
    .sort(byKeys((enqueue) => enqueue.job));
}

function planEnqueue(app: AppModel, job: Job, files: ReadonlySet<string>, language: ServiceLanguage): PlannedEnqueue {
  const library = libraryOf(app, job.system);
  return {
    job: job.name,
    system: job.system,
    version: library === null ? null : (app.locked[library] ?? null),
    queue: job.queue ?? "default",
    ...wireOf(app, job.system, library, language),
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

function wireOf(app: AppModel, system: string, library: string | null, language: ServiceLanguage): Wire {
  if (library === "sidekiq") {
    if ("sidekiq-unique-jobs" in app.locked) {
      return endpoint("sidekiq-unique-jobs takes its locks in client middleware, which a raw push would skip");
    }
    if (!("sidekiq" in app.locked)) return endpoint("no lockfile tells the Sidekiq version, and so the wire format");
    return {
      wire: system === "active-job" ? "active-job-sidekiq" : "sidekiq",
      because: `Sidekiq ${app.locked["sidekiq"]} in the lockfile`,
    };
  }
  if (library === "bullmq" || library === "bull") {
    const name = library === "bull" ? "Bull" : "BullMQ";
    return language === "typescript"
      ? { wire: "bullmq", because: "both ends are Node: the library itself writes its format" }
      : endpoint(`${name}'s scripts have no Go port, and are not to be re-written`);
  }
  if (library === "celery") return { wire: "celery", because: "Celery message protocol 2" };
  return endpoint(`no safe way is known to write ${library ?? system} jobs from outside`);
}

const endpoint = (reason: string): Wire => ({
  wire: "endpoint",
  because: `${reason}; the monolith enqueues on request`,
});
