/** Turns a plan into the Node side of the cut. */
import type { Artifact } from "../../model/artifact.js";
import type { Plan } from "../../model/plan.js";
import type { Sources } from "../sources.js";

export const emitNode = (_plan: Plan, _sources: Sources): readonly Artifact[] => [];
