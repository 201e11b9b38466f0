/** Turns the running app's shape into ties: handlers of one resource, jobs with those that enqueue them, processes. */

import { resourceOf } from "../resource.js";
import type { Space } from "../space.js";
import { damp, type View } from "./view.js";

const TIES = { resource: 1, enqueue: 2, queue: 0.5, process: 0.3 };

export const readRuntime: View = ({ graph, app, space }, edges) => {
  const join = (key: string, nodes: ReadonlySet<number>, weight: number): void => {
    if (nodes.size < 2) return;
    const anchor = space.anchor(key);
    for (const node of nodes) edges.add(space.vertexOf[node]!, anchor, weight * damp(nodes.size));
  };
  for (const { from, to, kind, count } of graph.edges)
    if (kind === "enqueue") edges.add(space.vertexOf[from]!, space.vertexOf[to]!, TIES.enqueue * (1 + Math.log(count)));
  const resources = new Map<string, Set<number>>();
  const paths = new Map(app.routes.map(({ id, path }) => [id, path]));
  graph.nodes.forEach(({ routes }, node) => {
    for (const id of routes) {
      const resource = resourceOf(paths.get(id) ?? "");
      if (resource !== "") resources.set(resource, (resources.get(resource) ?? new Set()).add(node));
    }
  });
  for (const [resource, nodes] of resources) join(`resource ${resource}`, nodes, TIES.resource);
  for (const [type, nodes] of exclusiveReach(graph.processes)) join(`process ${type}`, nodes, TIES.process);
  joinQueues(app.jobs, graph.nodes, join);
};

type Join = (key: string, nodes: ReadonlySet<number>, weight: number) => void;

function joinQueues(jobs: readonly { name: string; queue: string | null }[], nodes: Space["files"], join: Join): void {
  const queues = new Map<string, string>();
  for (const { name, queue } of jobs) if (queue !== null) queues.set(name, queue);
  const members = new Map<string, Set<number>>();
  nodes.forEach((node, at) => {
    for (const name of node.jobs) {
      const queue = queues.get(name);
      if (queue !== undefined) members.set(queue, (members.get(queue) ?? new Set()).add(at));
    }
  });
  // With one queue only, the queue tells nothing apart.
  if (members.size > 1) for (const [queue, set] of members) join(`queue ${queue}`, set, TIES.queue);
}

/** Files that one process alone reaches. */
function exclusiveReach(
  processes: readonly { readonly type: string; readonly reaches: readonly number[] }[],
): ReadonlyMap<string, ReadonlySet<number>> {
  const owner = new Map<number, string | null>();
  for (const { type, reaches } of processes) for (const node of reaches) owner.set(node, owner.has(node) ? null : type);
  const groups = new Map<string, Set<number>>();
  for (const [node, type] of owner) if (type !== null) groups.set(type, (groups.get(type) ?? new Set()).add(node));
  return groups.size > 1 ? groups : new Map();
}
