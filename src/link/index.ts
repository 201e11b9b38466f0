/** Turns the AppModel and the Resolution into the CodeGraph: typed edges between source files, and what each touches. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { FileFacts } from "../model/file-facts.js";
import type { Resolution } from "../model/resolution.js";

export function linkGraph(_app: AppModel, _resolution: Resolution, _facts: readonly FileFacts[]): CodeGraph {
  return { nodes: [], edges: [], tables: [], foreignKeys: [], transactions: [], processes: [] };
}
