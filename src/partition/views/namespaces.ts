/** Turns namespaces that the code opens ("module Billing") into ties: nobody writes one by chance. */
import type { GraphNode } from "../../model/code-graph.js";
import { LAYER_TERMS, stem } from "../terms.js";
import { joinHolders } from "./holders.js";
import type { View } from "./view.js";

export const readNamespaces: View = ({ space, named }, edges) => {
  if (!named) return;
  // A namespace holds as many files as it was made to hold: its size says nothing against it.
  joinHolders(space, edges, "namespace", namespacesOf, () => 1);
};

/** "Billing::Admin::Card" is in "Billing"; a layer's part is looked through. */
function namespacesOf({ names }: GraphNode): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of names) {
    const spaces = name
      .split("::")
      .slice(0, -1)
      .filter((part) => !LAYER_TERMS.has(stem(part.toLowerCase())));
    for (const [at] of spaces.entries()) found.add(spaces.slice(0, at + 1).join("::"));
  }
  return found;
}
