/** Joins where jobs are performed, where they are enqueued, and which process serves their queue. */
import type { Job } from "../model/app-model.js";
import type { DetectInput } from "./input.js";

export function detectJobs(_input: DetectInput): readonly Job[] {
  return [];
}
