/** The contract of a target: a Deployment becomes files, and every fact an answer. */
import type { Artifact } from "../../model/artifact.js";
import type { Plan } from "../../model/plan.js";
import type { Deployment } from "./deployment.js";
import type { Fact } from "./facts.js";
import type { Answer, FidelityHead } from "./fidelity.js";
import type { FieldOrigin } from "./origins.js";

export interface PlatformInput {
  readonly plan: Plan;
  readonly deployment: Deployment;
}

export interface Platform {
  /** Value of --target. */
  readonly id: string;
  readonly head: (input: PlatformInput) => FidelityHead;
  /** Who serves a frontend that was decided to be static: a container of ours, the platform itself, or still the app. */
  readonly site: "container" | "native" | "app";
  /** Paths below `deploy/<id>/`. */
  readonly emit: (input: PlatformInput) => readonly Artifact[];
  readonly answer: (fact: Fact, input: PlatformInput) => Answer;
  /** Of every field that it emits. */
  readonly origins: readonly FieldOrigin[];
}

export const definePlatform = (platform: Platform): Platform => platform;

/** A generated file of a target. */
export const file = (path: string, content: string, because: string, executable = false): Artifact => ({
  path,
  content,
  policy: "generated",
  because,
  ...(executable ? { executable } : {}),
});
