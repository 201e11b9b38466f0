/** Joins declared config vars with every place that reads them. */
import type { ConfigVar } from "../model/heroku-app.js";
import type { DetectInput } from "./input.js";

export function detectConfigVars(_input: DetectInput): readonly ConfigVar[] {
  return [];
}
