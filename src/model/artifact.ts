/** Artifact: a file to be written, as a value; `io/` writes it safely. */
import type { Evidence } from "./evidence.js";

export interface Artifact {
  /** Relative to the analysed root. */
  readonly path: string;
  readonly content: string;
  readonly executable?: boolean;
  /** generated: rewritten while untouched by a person; once: written only if missing (a person's from then on). */
  readonly policy: "generated" | "once";
  readonly because: string;
  readonly evidence?: readonly Evidence[];
}

/** A row of FIDELITY.md: what became of one fact of the source. */
export interface FidelityRow {
  /** "process worker", "addon heroku-postgresql", "config var STRIPE_KEY"... */
  readonly fact: string;
  readonly kind:
    | "process"
    | "addon"
    | "config-var"
    | "schedule"
    | "domain"
    | "release"
    | "script"
    | "buildpack"
    | "stack"
    | "route"
    | "service"
    | "environment"
    | "autoscaling"
    | "drain"
    | "frontend"
    | "image"
    | "platform";
  readonly outcome: "kept" | "approximated" | "lost";
  /** How it is kept, or what to do. */
  readonly how: string;
  readonly evidence: readonly Evidence[];
}
