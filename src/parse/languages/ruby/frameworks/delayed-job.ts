/** Turns delayed_job's `.delay`, `handle_asynchronously` and `Delayed::Job.enqueue` into jobs and enqueues. */
import type { Origin } from "../../../../model/file-facts.js";
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import { type CallNode, type DefNode, SelfNode } from "../nodes.js";
import { addEnqueue, addJob, classArgument, enqueueTarget, literalResult } from "./job-enqueues.js";

/** `handle_asynchronously :rebuild, queue: "slow"`: each later call of the method is a job. */
function handleAsynchronously(call: CallNode, file: RubyFile): void {
  const { positional, keywords } = readArguments(call);
  const method = file.text(positional[0]);
  if (method === null) return;
  const handler: Origin = { kind: "constant", name: `::${file.scope.name}`, nesting: [] };
  const name = `${file.scope.name}${file.scope.kind === "singleton" ? "." : "#"}${method}`;
  addJob("delayed-job", name, file.text(keywords.get("queue")), file.line(call), file, { handler });
}

const DELAYS = new Set(["delay", "delay_for", "delay_until"]);

/** `X.delay(queue: "low").method(args)`: seen on `method`, whose receiver is the delay, so listen to the delay and look no further. */
function delay(call: CallNode, file: RubyFile): void {
  // A bare `delay.close` is the class's own, where the file is of an app that has delayed_job.
  if (call.receiver === null && (!file.inMethod || call.name !== "delay")) return;
  if (file.inMethod && call.receiver instanceof SelfNode && call.arguments_ !== null) return;
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

/** `Delayed::Worker.default_queue_name = "low"`. */
function setDefaultQueue(call: CallNode, file: RubyFile): void {
  const queue = file.text(call.arguments_?.arguments_[0]);
  if (queue === null || !/^(::)?Delayed::Worker$/.test(constantName(call.receiver) ?? "")) return;
  file.add({
    kind: "setting",
    framework: "delayed-job",
    name: "default_queue_name",
    value: queue,
    line: file.line(call),
  });
}

/** `def queue_name = "exports"` of a class that `Delayed::Job.enqueue` takes. */
function queueName(method: DefNode, name: string, file: RubyFile): void {
  const queue = method.name === "queue_name" && name.includes("#") ? literalResult(method, file) : null;
  if (queue !== null) addJob("delayed-job-class", file.scope.name, queue, file.line(method), file);
}

export const delayedJob = defineRubyFramework({
  id: "delayed-job",
  calls: {
    handle_asynchronously: handleAsynchronously,
    ...Object.fromEntries([...DELAYS].map((name) => [name, delay])),
    enqueue,
    "default_queue_name=": setDefaultQueue,
  },
  enterMethod: queueName,
});
