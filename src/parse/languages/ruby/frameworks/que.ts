/** Turns Que's queue settings and `enqueue` on job classes into jobs and enqueues. */
import { hashEntries, readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import { type CallNode, HashNode } from "../nodes.js";
import { addEnqueue, addJob, classArgument } from "./job-enqueues.js";

/** `self.queue = :slow` in the class body. */
function setQueue(call: CallNode, file: RubyFile): void {
  const queue = file.text(call.arguments_?.arguments_[0]);
  const isQue = file.scope.superclass?.kind === "constant" && /Que::Job$|QueJob$/.test(file.scope.superclass.name);
  if (!file.inMethod && isQue && queue !== null) addJob("que", file.scope.name, queue, file.line(call), file);
}

/** `Foo.enqueue(1, job_options: { queue: :x })`; Resque, Sidekiq and delayed_job have calls of the same name on their own constants. */
function enqueue(call: CallNode, file: RubyFile): void {
  const name = constantName(call.receiver);
  if (name === null || /^(::)?(Resque|Delayed::Job|Sidekiq::Client|GoodJob|SolidQueue)/.test(name)) return;
  const { keywords, positional } = readArguments(call);
  const job =
    name === "Que" ? classArgument(keywords.get("job_class") ?? positional[0], file) : file.constant(call.receiver);
  const options = keywords.get("job_options");
  const queue = (options instanceof HashNode ? hashEntries(options) : keywords).get("queue");
  addEnqueue("que", { job, queue: file.text(queue) }, call, file);
}

export const que = defineRubyFramework({ id: "que", calls: { "queue=": setQueue, enqueue, bulk_enqueue: enqueue } });
