/** Turns what scales a worker at the source into bounds and the queues to watch. */
import type { HerokuProcess } from "../../model/heroku-app.js";
import type { Plan } from "../../model/plan.js";
import type { QueueScaling } from "./deployment.js";

/** Of locked dependencies, the one that holds a framework's own jobs. */
const BACKENDS = ["sidekiq", "resque", "good_job", "delayed_job", "que", "solid_queue"];

/** Heroku itself scales `web` alone: a worker scales through an add-on, or because the team says so. */
export function describeQueueScaling(process: HerokuProcess, plan: Plan): QueueScaling | null {
  const { autoscaling, quantity, singleton, type } = process;
  const addon = plan.addons.find(({ need }) => need === "autoscaling") ?? null;
  const jobs = (plan.monolith.jobs ?? []).filter((job) => job.process === type);
  const works = process.queues.length > 0 || jobs.length > 0;
  if (singleton || quantity === 0 || (autoscaling === undefined && (addon === null || !works))) return null;
  const queues = [...new Set([...process.queues, ...jobs.flatMap(({ queue }) => queue ?? [])])].sort();
  const known = quantity ?? 1;
  return {
    min: autoscaling?.min ?? 1,
    max: autoscaling?.max ?? Math.max(2, known * 2),
    stated: autoscaling !== undefined,
    backend: backendOf(jobs[0]?.system ?? null, plan),
    queues: queues.filter((queue) => queue !== "*"),
    addon: addon?.service ?? null,
  };
}

const backendOf = (system: string | null, { monolith }: Plan): string | null =>
  system === null || system === "active-job"
    ? (BACKENDS.find((name) => monolith.locked[name] !== undefined) ?? null)
    : system.replaceAll("-", "_");
