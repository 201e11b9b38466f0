/** Collects transactions with the tables written inside, calls followed one file deep. */
import type { Transaction } from "../model/app-model.js";
import type { DetectInput } from "./input.js";

export function detectTransactions(_input: DetectInput): readonly Transaction[] {
  return [];
}
