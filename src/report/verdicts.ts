/** The words for each verdict, the same in every report. */
import type { Verdict } from "../model/proposal.js";

export const VERDICTS: Readonly<Record<Verdict, string>> = {
  split: "Split into a few services",
  "extract-one": "Extract one service, keep the rest",
  "move-only": "Move the platform, keep the monolith",
  "keep-together": "Keep it together",
};
