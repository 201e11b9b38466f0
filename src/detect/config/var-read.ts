/** One place that reads a config var by name. */
import type { Evidence } from "../../model/evidence.js";

export interface VarRead {
  readonly name: string;
  readonly at: Evidence;
}
