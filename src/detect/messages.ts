/** Collects messages published and consumed on brokers and sockets. */
import type { Message } from "../model/app-model.js";
import type { DetectInput } from "./input.js";

export function detectMessages(_input: DetectInput): readonly Message[] {
  return [];
}
