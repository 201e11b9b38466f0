/** Joins jobs that go by a name alone (Agenda, pg-boss, graphile-worker) with where they are enqueued. */
import type { Job } from "../../model/app-model.js";
import { byKeys } from "../../text/order.js";
import type { Constants } from "../data/constants.js";
import { ownFiles, placed } from "../data/sources.js";
import type { DetectInput } from "../input.js";
import { JobStores } from "./job-stores.js";
import type { ProcessReach } from "./process-reach.js";

type Draft = { -readonly [K in keyof Job]: Job[K] };

const SYSTEMS = new Set(["agenda", "pg-boss", "graphile-worker"]);

export function findNamedJobs(input: DetectInput, reach: ProcessReach, constants: Constants): readonly Job[] {
  const files = ownFiles(input.facts);
  const stores = new JobStores(input);
  const jobs = new Map<string, Draft>();
  const of = (name: string, system: string) => {
    const known = jobs.get(`${system}\n${name}`);
    if (known !== undefined) return known;
    const job: Draft = { name, system, queue: name, process: null, evidence: [], enqueuedAt: [] };
    jobs.set(`${system}\n${name}`, job);
    return job;
  };
  for (const { path, fragment } of placed(files, "job")) {
    const system = stores.systemOf(path, fragment.system, fragment.queueOrigin) ?? "";
    const name = fragment.name ?? constants.text(path, fragment.nameOrigin);
    if (!SYSTEMS.has(system) || name === null) continue;
    const job = of(name, system);
    job.evidence = [...job.evidence, { path, line: fragment.line }];
    job.process ??= reach.processOf(path);
  }
  for (const { path, fragment } of placed(files, "enqueue")) {
    const system = stores.systemOf(path, fragment.system, fragment.queueOrigin) ?? "";
    const name = fragment.jobName ?? constants.text(path, fragment.jobNameOrigin);
    if (!SYSTEMS.has(system) || name === null) continue;
    const job = of(name, system);
    job.enqueuedAt = [...job.enqueuedAt, { path, line: fragment.line }];
  }
  return [...jobs.values()]
    .map((job) => (job.evidence.length > 0 ? job : { ...job, evidence: job.enqueuedAt.slice(0, 1) }))
    .sort(byKeys((job) => job.name));
}
