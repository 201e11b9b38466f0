/** Turns file names into ties: files named after one subject ("team.service", "team.model") belong together. */
import type { GraphNode } from "../../model/code-graph.js";
import { LAYER_TERMS, splitName } from "../terms.js";
import { joinHolders } from "./holders.js";
import { damp, type View } from "./view.js";

export const readTitles: View = ({ space, named }, edges) => {
  if (!named) return;
  // A name says less the more files share it.
  joinHolders(space, edges, "title", titlesOf, ({ length }) => damp(length));
};

/** The file's own name, without its folder and without the layer's part of it. */
function titlesOf({ path }: GraphNode): readonly string[] {
  const fileName = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "");
  const subject = splitName(fileName).filter((term) => !LAYER_TERMS.has(term));
  return subject.length > 0 ? [subject.join("-")] : [];
}
