/** Turns the team's own statements (packages, engines, modules, owners) into ties. */
import { damp, type View } from "./view.js";

export const readDeclared: View = ({ graph, app, space }, edges) => {
  const index = new Map(graph.nodes.map(({ path }, node) => [path, node]));
  for (const { by, name, files } of app.declared) {
    const members = files.flatMap((path) => index.get(path) ?? []);
    // A statement about everything says nothing.
    if (members.length < 2 || members.length > graph.nodes.length * 0.8) continue;
    const anchor = space.anchor(`declared ${by} ${name}`);
    for (const node of members) edges.add(space.vertexOf[node]!, anchor, damp(members.length));
  }
};
