/** Replays schema dumps and migrations into tables, and joins who reads and writes each. */
import type { Model, Table } from "../model/app-model.js";
import type { DetectInput } from "./input.js";

export function detectTables(_input: DetectInput, _models: readonly Model[]): readonly Table[] {
  return [];
}
