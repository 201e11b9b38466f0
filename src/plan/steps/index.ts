/** Turns the planned services into ordered steps to production, each small enough to undo. */
import type { PlannedStep } from "../../model/plan.js";
import { monolithSteps } from "./monolith.js";
import { prepareSteps } from "./prepare.js";
import { serviceSteps } from "./service.js";
import type { StepInput } from "./step.js";

export const planSteps = (input: StepInput): readonly PlannedStep[] =>
  input.services.length === 0
    ? []
    : [
        ...prepareSteps(input),
        ...monolithSteps(input),
        ...input.services.flatMap((service) => serviceSteps(input, service)),
      ];
