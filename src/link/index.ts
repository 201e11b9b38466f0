/** Turns the AppModel and the Resolution into the CodeGraph: typed edges between source files, and what each touches. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { FileFacts } from "../model/file-facts.js";
import type { Resolution } from "../model/resolution.js";
import { linkForeignKeys, linkTables, linkTransactions } from "./data.js";
import { linkEdges } from "./edges.js";
import { linkNodes } from "./nodes.js";
import { linkProcesses } from "./processes.js";

export function linkGraph(app: AppModel, resolution: Resolution, facts: readonly FileFacts[]): CodeGraph {
  const nodes = linkNodes(app, facts);
  const index = new Map(nodes.map(({ path }, node) => [path, node]));
  const edges = linkEdges(app, resolution, index);
  const libraryJobs = app.jobs.flatMap(({ name, library }) => (library === true ? [name] : []));
  return {
    nodes,
    edges,
    ...(libraryJobs.length === 0 ? {} : { libraryJobs }),
    tables: linkTables(app, index),
    foreignKeys: linkForeignKeys(app),
    transactions: linkTransactions(app, index),
    processes: linkProcesses(app, nodes, edges, index),
  };
}
