/** Turns model callbacks that reach other classes into callback fragments and edges. */
import type { Origin } from "../../../../model/file-facts.js";
import { readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile, type RubyScope } from "../framework.js";
import { CallNode, childrenOf, type DefNode, LambdaNode, type Node } from "../nodes.js";

const EVENTS =
  "before_validation after_validation before_save after_save around_save before_create after_create around_create before_update after_update around_update before_destroy after_destroy around_destroy after_commit after_rollback after_create_commit after_update_commit after_destroy_commit after_save_commit after_touch after_initialize after_find".split(
    " ",
  );
const RUNTIME =
  /^(::)?(Rails|ENV|Time|Date|DateTime|SecureRandom|JSON|File|I18n|Digest|OpenSSL|String|Integer|Array|Hash|ActiveRecord|ActiveSupport|Set|URI|Math|Kernel|Struct|Logger)\b/;

interface Pending {
  readonly event: string;
  readonly line: number;
  readonly methods: readonly string[];
  readonly bodies: readonly Node[];
}

function note(call: CallNode, file: RubyFile): void {
  if (file.inMethod || call.receiver !== null || file.scope.kind === "top") return;
  const { positional, block } = readArguments(call);
  const methods = positional.flatMap((node) => file.text(node) ?? []);
  const bodies: Node[] = positional.filter((node) => node instanceof LambdaNode);
  if (block !== null) bodies.push(block);
  const pending = (file.scope.state.get("callbacks") as Pending[] | undefined) ?? [];
  pending.push({ event: call.name, line: file.line(call), methods, bodies });
  file.scope.state.set("callbacks", pending);
}

/** Constants that are called inside: `ReindexJob.perform_later(id)`, `Ledger::Post.call`. */
function targets(node: Node, file: RubyFile, into: Map<string, Origin>): void {
  if (node instanceof CallNode) {
    const origin = file.constant(node.receiver);
    if (origin !== null && "name" in origin && !RUNTIME.test(origin.name)) into.set(origin.name, origin);
  }
  for (const child of childrenOf(node)) targets(child, file, into);
}

function emit(scope: RubyScope, file: RubyFile): void {
  const methods = scope.state.get("callback-methods") as Map<string, DefNode> | undefined;
  for (const { event, line, methods: names, bodies } of (scope.state.get("callbacks") as Pending[] | undefined) ?? []) {
    const found = new Map<string, Origin>();
    for (const body of [...bodies, ...names.map((name) => methods?.get(name)?.body ?? null)]) {
      if (body !== null) targets(body, file, found);
    }
    const on: Origin = { kind: "constant", name: `::${scope.name}`, nesting: [] };
    for (const target of found.values()) {
      file.add({ kind: "callback", framework: "active-record", on, event, target, line });
      file.addReference(target, "callback", line);
    }
  }
}

export const callbacks = defineRubyFramework({
  id: "callbacks",
  reads: (path) => !/(^|\/)(db|spec|test|tests|features|config)\//.test(path),
  calls: Object.fromEntries(EVENTS.map((name) => [name, note])),
  enterMethod(method, _name, file) {
    const known = (file.scope.state.get("callback-methods") as Map<string, DefNode> | undefined) ?? new Map();
    known.set(method.name, method);
    file.scope.state.set("callback-methods", known);
  },
  leaveScope: emit,
});
