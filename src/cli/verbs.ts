/** The registry of verbs, in the order of the story; each entry loads its work only when it runs. */
import type { Verb } from "./command.js";
import { analyzeVerb } from "./commands/analyze.js";
import { captureVerb } from "./commands/capture.js";
import { checkVerb } from "./commands/check.js";
import { generateVerb } from "./commands/generate.js";
import { manifestsVerb } from "./commands/manifests.js";
import { selectVerb } from "./commands/select.js";
import { verifyVerb } from "./commands/verify.js";

export const verbs: readonly Verb[] = [
  analyzeVerb,
  captureVerb,
  selectVerb,
  generateVerb,
  manifestsVerb,
  verifyVerb,
  checkVerb,
];
