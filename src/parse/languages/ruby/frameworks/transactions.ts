/** Turns transaction blocks and row locks into transactions, and notes which of its own methods a method calls. */
import { defineRubyFramework, type RubyFile, type RubyScope } from "../framework.js";
import { constantName } from "../names.js";
import { blockOf, CallNode, childrenOf, type DefNode, type Node, SelfNode } from "../nodes.js";
import { readNamedWrite } from "./model-calls.js";

const OTHER_TRANSACTIONS = /^(::)?(Sentry|NewRelic|Appsignal|ElasticAPM|Honeybadger|Skylight|Datadog|Raven)/;

function addTransaction(call: CallNode, file: RubyFile): void {
  if (blockOf(call) === null) return;
  if (OTHER_TRANSACTIONS.test(constantName(call.receiver) ?? "")) return;
  file.addTransaction({ line: file.line(call), endLine: file.endLine(call), within: file.within, writes: [] });
}

const KEY = "own-methods";

/** `transfer(…)`, `self.transfer`, and `new(…).call` from a class method. */
function isOwn(call: CallNode): boolean {
  const { receiver } = call;
  if (receiver === null || receiver instanceof SelfNode) return true;
  return (
    receiver instanceof CallNode &&
    receiver.name === "new" &&
    (receiver.receiver === null || receiver.receiver instanceof SelfNode)
  );
}

function visitCalls(node: Node, visit: (call: CallNode) => void): void {
  if (node instanceof CallNode) visit(node);
  for (const child of childrenOf(node)) visitCalls(child, visit);
}

/** Methods of its own that a method calls, by name, with the first line. */
function readBody(
  full: string,
  method: DefNode,
  names: ReadonlyMap<string, string>,
  file: RubyFile,
): Map<string, number> {
  const found = new Map<string, number>();
  if (method.body === null) return found;
  const saves = /\bsave!?\b/.test(file.source(method.body));
  visitCalls(method.body, (call) => {
    const name = isOwn(call) ? names.get(call.name) : undefined;
    if (name !== undefined && !found.has(name)) found.set(name, file.line(call));
    readNamedWrite(call, method, full, saves, file);
  });
  found.delete(full);
  return found;
}

function emitOwnCalls(scope: RubyScope, file: RubyFile): void {
  const methods = scope.state.get(KEY) as Map<string, DefNode> | undefined;
  if (methods === undefined || !WRITES.test(file.content)) return;
  const names = new Map([...methods.keys()].map((full) => [full.replace(/^.*[#.]/, ""), full]));
  for (const [full, method] of methods) {
    const found = readBody(full, method, names, file);
    if (found.size === 0) continue;
    const value = [...found].map(([name, line]) => ({ name, line }));
    file.add({ kind: "setting", framework: "ruby-calls", name: full, value, line: file.line(method) });
  }
}

/** Only code that can lead to a write is worth following. */
const WRITES =
  /\w!(\s|$|\()|\b(create|save|update|destroy|delete|insert|upsert|increment|decrement|toggle|touch)(_\w+)?!?\b|transaction|with_lock|<</;

export const transactions = defineRubyFramework({
  id: "transactions",
  reads: (path) => !/(^|\/)(db|spec|test|tests|features|config)\//.test(path),
  calls: { transaction: addTransaction, with_lock: addTransaction, with_transaction: addTransaction },
  enterMethod(method, name, file) {
    const known = file.scope.state.get(KEY) as Map<string, DefNode> | undefined;
    if (known === undefined) file.scope.state.set(KEY, new Map([[name, method]]));
    else known.set(name, method);
  },
  leaveScope: emitOwnCalls,
});
