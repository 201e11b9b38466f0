/** Says which views had nothing to tell, so that their weight went to the others. */
import type { PartitionOptions } from "../model/proposal.js";
import type { ViewName } from "./combine.js";

const MISSING: Readonly<Record<ViewName, string>> = {
  static: "no references between files were found",
  data: "no tables were found",
  runtime: "no two files serve one resource, queue or process, and no job is enqueued from another file",
  history: "no git history was found, or no two files changed together",
  words: "no two files share telling words",
  declared: "the team states no boundaries (packages, engines, modules, owners)",
  layout: "folders tell nothing apart",
};

export function explainViews(
  missing: readonly ViewName[],
  weights: PartitionOptions["views"],
  unknownPins: readonly string[],
): readonly string[] {
  const shifted = missing.map(
    (name) => `The ${name} view is missing (${MISSING[name]}): its weight went to the others.`,
  );
  const hidden = weights.layout === 0 ? ["Folders and the team's own statements were hidden (layout=0)."] : [];
  const pins = unknownPins.map((name) => `The pin names "${name}", which no file, model, table or module answers to.`);
  return [...shifted, ...hidden, ...pins];
}
