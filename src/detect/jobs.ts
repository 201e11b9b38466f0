/** Joins where jobs are performed, where they are enqueued, and which process serves their queue. */
import type { Job } from "../model/app-model.js";
import { byKeys } from "../text/order.js";
import { Constants } from "./data/constants.js";
import type { DetectInput } from "./input.js";
import { detectRubyJobs } from "./ruby/jobs.js";
import { findNamedJobs } from "./work/named-jobs.js";
import { ProcessReach } from "./work/process-reach.js";
import { QueueIndex } from "./work/queue-index.js";
import { QueueJobs } from "./work/queue-jobs.js";

export function detectJobs(input: DetectInput): readonly Job[] {
  const constants = new Constants(input);
  const reach = new ProcessReach(input);
  const queued = new QueueJobs(input, constants, new QueueIndex(input, constants), reach).find();
  return [...queued, ...findNamedJobs(input, reach, constants), ...detectRubyJobs(input)].sort(
    byKeys(
      (job) => job.name,
      (job) => job.system,
      (job) => job.evidence[0]?.path ?? "",
    ),
  );
}
