/** Turns ActiveJob's `queue_as` and `perform_later` into job options and enqueues. */
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { ArrayNode, type CallNode, childrenOf, StatementsNode } from "../nodes.js";
import { addEnqueue, addJob, enqueueOn, enqueueTarget } from "./job-enqueues.js";

/** `queue_as :low`, and `queue_as do :low end` where the block is one literal. */
function queueAs(call: CallNode, file: RubyFile): void {
  if (file.inMethod || call.receiver !== null) return;
  const { positional, block } = readArguments(call);
  const body = block?.body instanceof StatementsNode && block.body.body.length === 1 ? block.body.body[0] : undefined;
  addJob("active-job", file.scope.name, file.text(positional[0] ?? body), file.line(call), file);
}

/** `ActiveJob.perform_all_later(jobs)`: each element of a literal list, `Foo.new(…)`. */
function performAll(call: CallNode, file: RubyFile): void {
  for (const argument of readArguments(call).positional) {
    for (const item of argument instanceof ArrayNode ? childrenOf(argument) : [argument]) {
      const target = enqueueTarget(item, file);
      if (target.job !== null) addEnqueue("active-job", target, call, file);
    }
  }
}

export const activeJob = defineRubyFramework({
  id: "active-job",
  calls: { queue_as: queueAs, perform_later: enqueueOn("active-job"), perform_all_later: performAll },
});
