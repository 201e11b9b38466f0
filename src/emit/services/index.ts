/** The registry of service languages. */
import type { Artifact } from "../../model/artifact.js";
import type { ServiceLanguage } from "../../model/decision.js";
import type { Plan, PlannedService } from "../../model/plan.js";
import { emitGoService } from "./go/index.js";
import { emitTypescriptService } from "./typescript/index.js";

const LANGUAGES: Readonly<Record<ServiceLanguage, (plan: Plan, service: PlannedService) => readonly Artifact[]>> = {
  go: emitGoService,
  typescript: emitTypescriptService,
};

export const emitServices = (plan: Plan): readonly Artifact[] =>
  plan.services.flatMap((service) => LANGUAGES[service.language](plan, service));
