/** Turns require, require_relative, load and autoload into imports. */
import type { ImportFact } from "../../../model/file-facts.js";
import type { FileContext } from "./context.js";
import { argumentsOf, type CallNode } from "./nodes.js";

const LOADERS = new Set(["require", "require_relative", "require_dependency", "load", "autoload"]);

/** `require_relative "x"` is kept as "./x", so that it cannot be taken for a gem. */
export function readImport(context: FileContext, call: CallNode): void {
  if (!LOADERS.has(call.name)) return;
  const nodes = argumentsOf(call);
  const source = context.text(nodes[call.name === "autoload" ? 1 : 0]);
  if (source === null) return;
  const fact: ImportFact = {
    source: call.name === "require_relative" && !source.startsWith(".") ? `./${source}` : source,
    kind: "require",
    names: [],
    typeOnly: false,
    line: context.line(call),
  };
  context.facts.imports.push(fact);
}
