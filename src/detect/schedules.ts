/** Collects what runs by the clock, from code and from Heroku. */
import type { Schedule } from "../model/heroku-app.js";
import type { DetectInput } from "./input.js";

export function detectSchedules(_input: DetectInput): readonly Schedule[] {
  return [];
}
