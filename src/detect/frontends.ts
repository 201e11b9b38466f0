/** Finds browser code that belongs on static hosting. */
import type { Frontend } from "../model/app-model.js";
import type { DetectInput } from "./input.js";

export function detectFrontends(_input: DetectInput): readonly Frontend[] {
  return [];
}
