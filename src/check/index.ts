/** Runs rules over calls, literals and app facts, and returns findings. */
import type { AppModel } from "../model/app-model.js";
import type { FileFacts } from "../model/file-facts.js";
import type { Finding } from "../model/finding.js";

/** `ruleTexts`: text of every rules/<category>/<id>/rule.yaml, by path. */
export function checkRules(
  _ruleTexts: ReadonlyMap<string, string>,
  _app: AppModel,
  _facts: readonly FileFacts[],
): readonly Finding[] {
  return [];
}
