/** Turns delayed_job's `.delay`, `handle_asynchronously` and `Delayed::Job.enqueue` into jobs and enqueues. */
import type { Origin } from "../../../../model/file-facts.js";
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import { type CallNode, SelfNode } from "../nodes.js";
import { addEnqueue, addJob, classArgument, enqueueTarget } from "./job-enqueues.js";

/** `handle_asynchronously :rebuild, queue: "slow"`: each later call of the method is a job. */
function handleAsynchronously(call: CallNode, file: RubyFile): void {
  const { positional, keywords } = readArguments(call);
  const method = file.text(positional[0]);
  if (method === null) return;
  const handler: Origin = { kind: "constant", name: `::${file.scope.name}`, nesting: [] };
  addJob(
    "delayed-job",
    `${file.scope.name}#${method}`,
    file.text(keywords.get("queue")),
    file.line(call),
    file,
    handler,
  );
}

const DELAYS = new Set(["delay", "delay_for", "delay_until"]);

/** `X.delay(queue: "low").method(args)`: seen on `method`, whose receiver is the delay, so listen to the delay and look no further. */
function delay(call: CallNode, file: RubyFile): void {
  if (call.receiver === null || (file.inMethod && call.receiver instanceof SelfNode && call.arguments_ !== null))
    return;
  const { keywords, positional, block } = readArguments(call);
  // ActiveSupport and animation code know other `delay`s: one with a block or a bare number is none of ours.
  if (block !== null || (call.name === "delay" && positional.length > 0)) return;
  const target = enqueueTarget(call.receiver, file);
  addEnqueue("delayed-job", { job: target.job, queue: file.text(keywords.get("queue")) ?? target.queue }, call, file);
}

function enqueue(call: CallNode, file: RubyFile): void {
  if (!/^(::)?Delayed::Job$/.test(constantName(call.receiver) ?? "")) return;
  const { positional, keywords } = readArguments(call);
  const job = classArgument(positional[0], file);
  addEnqueue("delayed-job", { job, queue: file.text(keywords.get("queue")) }, call, file);
}

export const delayedJob = defineRubyFramework({
  id: "delayed-job",
  calls: {
    handle_asynchronously: handleAsynchronously,
    ...Object.fromEntries([...DELAYS].map((name) => [name, delay])),
    enqueue,
  },
});
