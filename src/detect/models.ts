/** Composes model fragments and the associations other files add into models with resolved targets. */
import type { Model } from "../model/app-model.js";
import type { DetectInput } from "./input.js";

export function detectModels(_input: DetectInput): readonly Model[] {
  return [];
}
