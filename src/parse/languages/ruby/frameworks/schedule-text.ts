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

/** First call on a constant inside a block: what a clock's block runs. */
export function firstConstantCall(node: Node | null): CallNode | null {
  if (node === null) return null;
  if (node instanceof CallNode && rootConstant(node) !== null) return node;
  for (const child of childrenOf(node)) {
    const found = firstConstantCall(child);
    if (found !== null) return found;
  }
  return null;
}

export function rootConstant(call: CallNode): Node | null {
  let at: Node | null = call.receiver;
  while (at instanceof CallNode) at = at.receiver;
  return at !== null && constantName(at) !== null ? at : null;
}
