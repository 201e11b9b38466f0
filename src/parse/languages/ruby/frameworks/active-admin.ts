/** Turns ActiveAdmin's registered resources and pages into settings from which their routes are drawn. */
import type { Literal } from "../../../../model/file-facts.js";
import { listOf, readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { constantName } from "../names.js";
import { CallNode, childrenOf, FalseNode, type Node, StatementsNode, TrueNode } from "../nodes.js";

/** `[verb, name]` of each action that a block adds by such a call. */
function addedActions(block: readonly CallNode[], macro: string, file: RubyFile): Literal {
  return block
    .filter(({ name }) => name === macro)
    .flatMap((call) => {
      const { positional, keywords } = readArguments(call);
      const name = file.text(positional[0]);
      const verbs = keywords.has("method") ? listOf(keywords.get("method")) : ["get"];
      return name === null ? [] : verbs.map((verb) => [verb, name]);
    });
}

/** `actions :all, except: [:destroy]`, `actions :index, :show`; null: all. */
function standardActions(block: readonly CallNode[]): Literal {
  const call = block.findLast(({ name }) => name === "actions");
  if (call === undefined) return null;
  const { positional, keywords } = readArguments(call);
  const named = positional.flatMap((node) => listOf(node));
  const only = keywords.has("only") ? listOf(keywords.get("only")) : named.includes("all") ? null : named;
  return { only: only === null || only.length === 0 ? null : [...only], except: [...listOf(keywords.get("except"))] };
}

function statementsOf(node: Node | null): readonly CallNode[] {
  if (!(node instanceof StatementsNode)) return [];
  return childrenOf(node).filter((child): child is CallNode => child instanceof CallNode);
}

/** `config.batch_actions = false` of the block; null where it says nothing. */
function batchOf(block: readonly CallNode[]): boolean | null {
  const value = block.find(({ name }) => name === "batch_actions=")?.arguments_?.arguments_[0];
  return value instanceof FalseNode ? false : value instanceof TrueNode ? true : null;
}

function register(call: CallNode, file: RubyFile): void {
  if (!/^(::)?ActiveAdmin$/.test(constantName(call.receiver) ?? "")) return;
  const { positional, keywords, block } = readArguments(call);
  const page = call.name === "register_page";
  const name = file.text(keywords.get("as")) ?? (page ? file.text(positional[0]) : constantName(positional[0] ?? null));
  if (name === null) {
    file.addDiagnostic("route-not-understood", file.line(call), "ActiveAdmin registers something that is computed");
    return;
  }
  const body = statementsOf(block?.body ?? null);
  const belongsTo = body.find((one) => one.name === "belongs_to");
  const namespace = keywords.get("namespace");
  file.add({
    kind: "setting",
    framework: "active-admin",
    name: page ? "page" : "resource",
    value: {
      name: name.replace(/^::/, ""),
      namespace: namespace instanceof FalseNode ? "" : file.text(namespace),
      actions: standardActions(body),
      members: addedActions(body, "member_action", file),
      collections: addedActions(body, page ? "page_action" : "collection_action", file),
      parent: belongsTo === undefined ? null : file.text(readArguments(belongsTo).positional[0]),
      optional: belongsTo !== undefined && readArguments(belongsTo).keywords.get("optional") instanceof TrueNode,
      batch: batchOf(body),
    },
    line: file.line(call),
  });
}

export const activeAdmin = defineRubyFramework({
  id: "active-admin",
  calls: { register, register_page: register },
});
