/** Reads who is enqueued, and to which queue, off a call such as `Foo.set(queue: :low).perform_later(1)`. */
import type { Literal, Origin } from "../../../../model/file-facts.js";
import { readArguments } from "../call-arguments.js";
import type { RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import { CallNode, type DefNode, type Node, SelfNode, StatementsNode } from "../nodes.js";

export interface EnqueueTarget {
  readonly job: Origin | null;
  readonly queue: string | null;
}

const self = (file: RubyFile): Origin => ({ kind: "constant", name: `::${file.scope.name}`, nesting: [] });

/** Job class behind a receiver: the constant itself, `Foo.set(…)`, `Foo.new(…)`, `self.class`, `"Foo".constantize`, or the class around a bare call. */
export function enqueueTarget(receiver: Node | null, file: RubyFile): EnqueueTarget {
  if (receiver === null || receiver instanceof SelfNode) {
    return { job: file.scope.kind === "top" ? null : self(file), queue: null };
  }
  const named = file.constant(receiver);
  if (named !== null) return { job: named, queue: null };
  if (!(receiver instanceof CallNode)) return { job: null, queue: null };
  if (/^(set|new|delay|delay_for|delay_until|with|using)$/.test(receiver.name)) {
    const inner = enqueueTarget(receiver.receiver, file);
    return { job: inner.job, queue: file.text(readArguments(receiver).keywords.get("queue")) ?? inner.queue };
  }
  if (receiver.name === "class") return { job: self(file), queue: null };
  if (/constantize$/.test(receiver.name)) {
    const text = file.text(receiver.receiver);
    return { job: text === null ? null : file.named(text), queue: null };
  }
  return { job: null, queue: null };
}

export function addEnqueue(system: string, target: EnqueueTarget, call: CallNode, file: RubyFile): void {
  file.add({
    kind: "enqueue",
    system,
    job: target.job,
    jobName: null,
    queue: target.queue,
    within: file.within,
    line: file.line(call),
  });
}

/** `perform_later` and its like on a constant or on something computed; a bare call counts only where `bare` allows it. */
export const enqueueOn =
  (system: string, bare = true) =>
  (call: CallNode, file: RubyFile): void => {
    if (call.receiver === null && (!bare || file.scope.kind === "top")) return;
    addEnqueue(system, enqueueTarget(call.receiver, file), call, file);
  };

/** A class given as argument: `Resque.enqueue(Foo, 1)`, `Delayed::Job.enqueue Foo.new(1)`. */
export function classArgument(node: Node | undefined, file: RubyFile): Origin | null {
  if (node === undefined) return null;
  if (node instanceof CallNode && node.name === "new") return file.constant(node.receiver);
  const text = file.text(node);
  if (text !== null) return file.named(text);
  return constantName(node) === null ? null : file.constant(node);
}

export function addJob(
  system: string,
  name: string | null,
  queue: string | null,
  line: number,
  file: RubyFile,
  { handler = null, options = {} }: { handler?: Origin | null; options?: Readonly<Record<string, Literal>> } = {},
): void {
  const given = Object.keys(options).length === 0 ? {} : { options };
  file.add({ kind: "job", system, name, queue, handlerOrigin: handler, ...given, line });
}

/** What a method always returns, where its body is one literal. */
export const literalResult = ({ body }: DefNode, file: RubyFile): string | null =>
  body instanceof StatementsNode && body.body.length === 1 ? file.text(body.body[0]) : null;
