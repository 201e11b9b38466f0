/** Turns namespaces that the code opens ("module Billing") into ties: nobody writes one by chance. */
import type { GraphNode } from "../../model/code-graph.js";
import { LAYER_TERMS, splitName, stem } from "../terms.js";
import { joinHolders } from "./holders.js";
import { damp, type View } from "./view.js";

const VERSION = /^v\d+$/i;

export const readNamespaces: View = ({ space, named }, edges) => {
  if (!named) return;
  // A namespace holds as many files as it was made to hold: its size says nothing against it. But one that holds
  // controllers only ("Staff::", "Mobile::") sorts by who calls, as a folder named after a layer does.
  joinHolders(space, edges, "namespace", namespacesOf, (files) => (isLayer(files) ? damp(files.length) : 1));
};

/** "Billing::Admin::Card" is in "Billing"; a layer's or a version's part is looked through. */
function namespacesOf({ names }: GraphNode): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of names) {
    const spaces = name
      .split("::")
      .slice(0, -1)
      .filter((part) => !VERSION.test(part) && !LAYER_TERMS.has(stem(part.toLowerCase())));
    for (const [at] of spaces.entries()) found.add(spaces.slice(0, at + 1).join("::"));
  }
  return found;
}

/** All files carry the same layer in their names. */
function isLayer(files: readonly GraphNode[]): boolean {
  const kinds = new Set(files.map(kindOf));
  return kinds.size === 1 && !kinds.has("");
}

function kindOf({ path }: GraphNode): string {
  const fileName = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "");
  return splitName(fileName).findLast((term) => LAYER_TERMS.has(term)) ?? "";
}
