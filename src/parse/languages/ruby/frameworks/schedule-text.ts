/** Prints a schedule's own words (`every 1.day, at: "4:30 am"`) for people. */
import { redact } from "../../../../text/secrets.js";
import { readArguments } from "../call-arguments.js";
import type { RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import { CallNode, childrenOf, type Node } from "../nodes.js";

/** "every 1.day at 4:30 am": the words of the library, which are not cron. */
export function everyText(call: CallNode, file: RubyFile): string | null {
  const { positional, keywords } = readArguments(call);
  const [period] = positional;
  if (period === undefined) return null;
  const text = file.text(period) ?? file.source(period);
  if (/^[\d*/,@-]\S* +\S+ +\S+ +\S+ +\S+$/.test(text)) return redact(text);
  const at = keywords.get("at");
  return redact(at === undefined ? `every ${text}` : `every ${text} at ${file.text(at) ?? file.source(at)}`);
}

const ENQUEUES = /^(perform_\w+|enqueue\w*|deliver_\w+|invoke|delay)$/;
/** What a block asks or tells beside its work. */
const ASIDE = new Set(["ENV", "Rails", "Time", "Date", "DateTime"]);

/** What a clock's block runs: the job it hands over where there is one, else its first call on a class of the app. */
export function workOf(block: Node | null): CallNode | null {
  const calls = constantCalls(block);
  return calls.find(({ name }) => ENQUEUES.test(name)) ?? calls[0] ?? null;
}

function constantCalls(node: Node | null): readonly CallNode[] {
  if (node === null) return [];
  const root = node instanceof CallNode ? constantName(rootConstant(node)) : null;
  if (root === null) return childrenOf(node).flatMap((child) => constantCalls(child));
  const inner = childrenOf(node).flatMap((child) => constantCalls(child));
  return ASIDE.has(root) ? inner : [node as CallNode, ...inner];
}

export function rootConstant(call: CallNode): Node | null {
  let at: Node | null = call.receiver;
  while (at instanceof CallNode) at = at.receiver;
  return at !== null && constantName(at) !== null ? at : null;
}
