/** What a view is: one way to tell which files belong together, as weighted edges between vertices. */
import type { AppModel } from "../../model/app-model.js";
import type { CodeGraph } from "../../model/code-graph.js";
import type { History } from "../../model/history.js";
import type { EdgeList } from "../edge-list.js";
import type { Space } from "../space.js";

export interface ViewInput {
  readonly graph: CodeGraph;
  readonly app: AppModel;
  readonly history: History;
  readonly space: Space;
  /** Identifiers may speak. */
  readonly named: boolean;
}

export type View = (input: ViewInput, edges: EdgeList) => void;

/** What many hold in common says little of each. */
export const damp = (users: number): number => 1 / Math.log2(1 + Math.max(users, 1));
