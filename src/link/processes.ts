/** Turns process types into the nodes that each of them reaches. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph, GraphEdge, GraphNode } from "../model/code-graph.js";

export function linkProcesses(
  app: AppModel,
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  index: ReadonlyMap<string, number>,
): CodeGraph["processes"] {
  const next = nodes.map((): number[] => []);
  for (const { from, to } of edges) next[from]!.push(to);
  return app.heroku.processes.map(({ type, entrypoint, role }) => {
    const entry = entryNode(entrypoint, index);
    // A framework's own server ("puma", "sidekiq") loads everything; what it serves is what it starts from.
    const serves = nodes.flatMap((node, at) => ((role === "web" ? node.routes : node.jobs).length > 0 ? [at] : []));
    const starts = entry >= 0 ? [entry] : role === "web" || role === "worker" ? serves : [];
    return { type, entry, reaches: reach(starts, next) };
  });
}

function entryNode(entrypoint: string | null, index: ReadonlyMap<string, number>): number {
  if (entrypoint === null) return -1;
  const plain = entrypoint.replace(/^\.\//, "");
  const built = plain.replace(/^(dist|build|out|lib)\//, "");
  for (const base of [plain, built, `src/${built}`])
    for (const ending of ["", ".js", ".ts", ".mjs", ".cjs", ".rb", "/index.js", "/index.ts"]) {
      const found = index.get(base + ending) ?? index.get(base.replace(/\.[cm]?js$/, "") + ending);
      if (found !== undefined) return found;
    }
  return -1;
}

function reach(starts: readonly number[], next: readonly (readonly number[])[]): readonly number[] {
  const seen = new Set(starts);
  for (const node of seen) for (const other of next[node]!) seen.add(other);
  return [...seen].sort((a, b) => a - b);
}
