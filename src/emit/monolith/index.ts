/** Turns a plan into the monolith's side of the cut, in the monolith's own language. */
import type { Artifact } from "../../model/artifact.js";
import type { Plan } from "../../model/plan.js";
import type { Sources } from "../sources.js";
import { emitNode } from "./node/index.js";
import { emitRails } from "./rails.js";
import { refuseWithoutMonolithSide } from "./refuse.js";

export function emitMonolith(plan: Plan, sources: Sources): readonly Artifact[] {
  if (plan.monolith.framework === "rails") return emitRails(plan, sources);
  if (plan.monolith.language === "javascript" || plan.monolith.language === "typescript")
    return emitNode(plan, sources);
  refuseWithoutMonolithSide(plan);
  return [];
}
