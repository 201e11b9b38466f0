/** Turns ActiveJob's `queue_as` and `perform_later` into job options and enqueues. */
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import {
  ArrayNode,
  BlockNode,
  CallNode,
  childrenOf,
  DefNode,
  LocalVariableReadNode,
  type Node,
  StatementsNode,
} from "../nodes.js";
import { assignedValue } from "./assignments.js";
import { addEnqueue, addJob, enqueueOn, enqueueTarget } from "./job-enqueues.js";

/** `queue_as :low`, and `queue_as do :low end` where the block is one literal. */
function queueAs(call: CallNode, file: RubyFile): void {
  if (file.inMethod || call.receiver !== null) return;
  const { positional, block } = readArguments(call);
  const body = block?.body instanceof StatementsNode && block.body.body.length === 1 ? block.body.body[0] : undefined;
  addJob("active-job", file.scope.name, file.text(positional[0] ?? body), file.line(call), file);
}

/** Where the scope keeps the method that is being read. */
const METHOD = "active-job-method";

/** `ActiveJob.perform_all_later(jobs)`: each element of a list, what a `map` makes, or the variable that holds them. */
function performAll(call: CallNode, file: RubyFile): void {
  for (const item of readArguments(call).positional.flatMap((argument) => itemsOf(argument, file))) {
    const target = enqueueTarget(item, file);
    if (target.job !== null) addEnqueue("active-job", target, call, file);
  }
}

function itemsOf(node: Node, file: RubyFile, depth = 0): readonly Node[] {
  if (node instanceof ArrayNode) return childrenOf(node).flatMap((item) => itemsOf(item, file, depth));
  const method = file.scope.state.get(METHOD);
  if (node instanceof LocalVariableReadNode && method instanceof DefNode && depth < 3) {
    const value = assignedValue(node.name, method);
    return value === null ? [] : itemsOf(value, file, depth + 1);
  }
  const body = node instanceof CallNode && node.block instanceof BlockNode ? node.block.body : null;
  const last = body instanceof StatementsNode ? body.body.at(-1) : undefined;
  return [last ?? node];
}

export const activeJob = defineRubyFramework({
  id: "active-job",
  calls: { queue_as: queueAs, perform_later: enqueueOn("active-job"), perform_all_later: performAll },
  enterMethod(method, _name, file) {
    file.scope.state.set(METHOD, method);
  },
});
