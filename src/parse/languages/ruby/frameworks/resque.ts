/** Turns Resque's `@queue` classes and `Resque.enqueue` into jobs and enqueues. */

import { readArguments } from "../call-arguments.js";
import type { RubyFile } from "../framework.js";
import { defineRubyFramework } from "../framework.js";
import { constantName } from "../names.js";
import {
  type CallNode,
  ClassNode,
  childrenOf,
  InstanceVariableWriteNode,
  ModuleNode,
  type Node,
  type ProgramNode,
  StatementsNode,
} from "../nodes.js";
import { addEnqueue, addJob, classArgument, literalResult } from "./job-enqueues.js";

const isResque = (call: CallNode): boolean => /^(::)?Resque$/.test(constantName(call.receiver) ?? "");

/** Position of the class among the arguments. https://github.com/resque/resque-scheduler */
const POSITION: Readonly<Record<string, number>> = {
  enqueue: 0,
  enqueue_to: 1,
  enqueue_in: 1,
  enqueue_at: 1,
  enqueue_in_with_queue: 2,
  enqueue_at_with_queue: 2,
};

function enqueue(call: CallNode, file: RubyFile): void {
  if (!isResque(call)) return;
  const { positional } = readArguments(call);
  const queue = call.name === "enqueue_to" || call.name.endsWith("with_queue") ? file.text(positional[0]) : null;
  addEnqueue("resque", { job: classArgument(positional[POSITION[call.name] ?? 0], file), queue }, call, file);
}

/** `@queue = :mail` in the class body is all that makes a Resque job. */
function findQueues(node: Node, outer: string, file: RubyFile): void {
  for (const child of childrenOf(node)) {
    if (child instanceof ClassNode || child instanceof ModuleNode) {
      const name = constantName(child.constantPath);
      if (name !== null) findQueues(child, outer === "" ? name : `${outer}::${name}`, file);
    } else if (child instanceof InstanceVariableWriteNode) {
      const queue = child.name === "@queue" ? file.text(child.value) : null;
      if (queue !== null && outer !== "") addJob("resque", outer, queue, file.line(child), file);
    } else if (child instanceof StatementsNode) findQueues(child, outer, file);
  }
}

export const resque = defineRubyFramework({
  id: "resque",
  calls: Object.fromEntries(Object.keys(POSITION).map((name) => [name, enqueue])),
  enterFile(program: ProgramNode, file) {
    if (file.content.includes("@queue")) findQueues(program.statements, "", file);
  },
  /** `def self.queue = :low` says the same. */
  enterMethod(method, name, file) {
    const queue = name.endsWith(".queue") ? literalResult(method, file) : null;
    if (queue !== null) addJob("resque", file.scope.name, queue, file.line(method), file);
  },
});
