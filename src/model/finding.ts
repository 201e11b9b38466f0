/** Finding: something in the user's app that a rule names. */
import type { Evidence } from "./evidence.js";

export type Severity = "error" | "warning" | "note";

export interface Finding {
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  /** What it weighs once a platform other than Heroku is decided, where that differs. */
  readonly elsewhere?: Severity;
  readonly message: string;
  /** Why it matters, with its source. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  readonly evidence: readonly Evidence[];
}
