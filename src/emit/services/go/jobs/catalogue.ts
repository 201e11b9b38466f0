/** Turns planned enqueues into the list of the monolith's jobs that a Go service may hand work to. */
import type { PlannedEnqueue } from "../../../../model/plan.js";
import { exported, type GoService } from "../needs.js";

const WRAPPED: ReadonlySet<string> = new Set(["active-job-sidekiq", "active-job-delayed"]);

export function printJobs(go: GoService): string {
  const jobs = go.service.enqueues.map(printJob).join("");
  return `// Package jobs hands work to the monolith's own workers; not a line of them changes.
package jobs

// Job is a job of the monolith, as its class and its queue are called there.
type Job struct {
	Class string
	Queue string
	// ActiveJob tells that the class is wrapped by the adapter.
	ActiveJob bool
	// Endpoint tells that the monolith must enqueue it itself, and why the README says.
	Endpoint bool
}
${jobs === "" ? "" : `\nvar (\n${jobs})\n`}`;
}

function printJob(enqueue: PlannedEnqueue): string {
  const fields = [
    `Class: "${enqueue.job}", Queue: "${enqueue.queue}"`,
    ...(WRAPPED.has(enqueue.wire) ? ["ActiveJob: true"] : []),
    ...(enqueue.wire === "sidekiq" || WRAPPED.has(enqueue.wire) ? [] : ["Endpoint: true"]),
  ];
  const where = enqueue.evidence[0];
  const place = where === undefined ? "" : ` Enqueued today at ${where.path}:${where.line ?? 1}.`;
  return `\t// ${exported(enqueue.job)}: ${enqueue.because}.${place}\n\t${exported(enqueue.job)} = Job{${fields.join(", ")}}\n`;
}
