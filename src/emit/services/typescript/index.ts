/** Turns a planned service into a TypeScript service. */
import type { Artifact } from "../../../model/artifact.js";
import type { Plan, PlannedService } from "../../../model/plan.js";

export const emitTypescriptService = (_plan: Plan, _service: PlannedService): readonly Artifact[] => [];
