/** Joins jobs that go by a name alone (Agenda, pg-boss, graphile-worker) with where they are enqueued. */
import type { Job } from "../../model/app-model.js";
import { byKeys } from "../../text/order.js";
import { ownFiles, placed } from "../data/sources.js";
import type { DetectInput } from "../input.js";
import type { ProcessReach } from "./process-reach.js";

type Draft = { -readonly [K in keyof Job]: Job[K] };

const SYSTEMS = new Set(["agenda", "pg-boss", "graphile-worker"]);

export function findNamedJobs(input: DetectInput, reach: ProcessReach): readonly Job[] {
  const files = ownFiles(input.facts);
  const jobs = new Map<string, Draft>();
  const of = (name: string, system: string) => {
    const known = jobs.get(`${system}\n${name}`);
    if (known !== undefined) return known;
    const job: Draft = { name, system, queue: name, process: null, evidence: [], enqueuedAt: [] };
    jobs.set(`${system}\n${name}`, job);
    return job;
  };
  for (const { path, fragment } of placed(files, "job")) {
    if (!SYSTEMS.has(fragment.system) || fragment.name === null) continue;
    const job = of(fragment.name, fragment.system);
    job.evidence = [...job.evidence, { path, line: fragment.line }];
    job.process ??= reach.processOf(path);
  }
  for (const { path, fragment } of placed(files, "enqueue")) {
    if (!SYSTEMS.has(fragment.system) || fragment.jobName === null) continue;
    const job = of(fragment.jobName, fragment.system);
    job.enqueuedAt = [...job.enqueuedAt, { path, line: fragment.line }];
  }
  return [...jobs.values()]
    .map((job) => (job.evidence.length > 0 ? job : { ...job, evidence: job.enqueuedAt.slice(0, 1) }))
    .sort(byKeys((job) => job.name));
}
