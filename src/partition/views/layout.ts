/** Turns folders into ties; folders named after a layer are looked through, since they sort files by kind. */
import { LAYER_TERMS, stem } from "../terms.js";
import { damp, type View } from "./view.js";

export const readLayout: View = ({ graph, space }, edges) => {
  const members = new Map<string, number[]>();
  graph.nodes.forEach(({ path }, node) => {
    for (const folder of foldersOf(path)) {
      const list = members.get(folder);
      if (list === undefined) members.set(folder, [node]);
      else list.push(node);
    }
  });
  for (const [folder, nodes] of members) {
    if (nodes.length < 2 || nodes.length > graph.nodes.length * 0.8) continue;
    const anchor = space.anchor(`folder ${folder}`);
    for (const node of nodes) edges.add(space.vertexOf[node]!, anchor, damp(nodes.length));
  }
};

/** "app/models/billing/cards/x.rb" and "app/controllers/billing/y.rb" share "billing". */
function foldersOf(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  const telling = parts.filter((part) => !LAYER_TERMS.has(stem(part.toLowerCase())));
  return telling.map((_, at) => telling.slice(0, at + 1).join("/"));
}
