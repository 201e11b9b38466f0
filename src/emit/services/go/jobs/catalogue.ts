/** Turns planned enqueues into the list of the monolith's jobs that a Go service may hand work to. */
import type { PlannedEnqueue } from "../../../../model/plan.js";
import { jobNames } from "../names.js";
import { type GoService, wireOf } from "../needs.js";

export function printJobs(go: GoService): string {
  const names = jobNames(go);
  const jobs = go.service.enqueues.map((enqueue) => printJob(enqueue, names.get(enqueue.job)!)).join("");
  return `// Package jobs hands work to the monolith's own workers; not a line of them changes.
package jobs

// Job is a job of the monolith, as its class and its queue are called there.
type Job struct {
	Class string
	Queue string
	// Wire is the format that its workers read; "endpoint": the monolith must enqueue it itself, and why the README says.
	Wire string
}
${jobs === "" ? "" : `\nvar (\n${jobs})\n`}`;
}

function printJob(enqueue: PlannedEnqueue, name: string): string {
  const fields = `Class: "${enqueue.job}", Queue: "${enqueue.queue}", Wire: "${wireOf(enqueue)}"`;
  const where = enqueue.evidence[0];
  const place = where === undefined ? "" : ` Enqueued today at ${where.path}:${where.line ?? 1}.`;
  return `\t// ${name}: ${enqueue.because}.${place}\n\t${name} = Job{${fields}}\n`;
}
