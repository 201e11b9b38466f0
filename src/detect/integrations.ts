/** Names the outside services the code talks to, from SDKs, hosts and variables. */
import type { Integration } from "../model/app-model.js";
import type { DetectInput } from "./input.js";

export function detectIntegrations(_input: DetectInput): readonly Integration[] {
  return [];
}
