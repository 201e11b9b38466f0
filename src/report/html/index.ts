/** Turns an Analysis into one self-contained page that opens without network or server. */
import type { Analysis } from "../../model/analysis.js";
import { html } from "../../text/html.js";
import { VERDICTS } from "../verdicts.js";
import { printFindings, printHeroku, printHotspots, printLimits, printNumbers, printProposal } from "./sections.js";
import { STYLE } from "./style.js";

export function printPage(analysis: Analysis): string {
  const { app, proposal } = analysis;
  const languages = app.languages.map(({ id, files }) => `${id} ${files}`).join(", ");
  const commit = app.commit === null ? "no git history" : app.commit.slice(0, 12);
  return `${
    html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${app.name}: Valueline</title><style>${{ html: STYLE }}</style></head><body>
<h1>${app.name}</h1><p class="soft">${commit} · files: ${languages}</p><p class="verdict">${VERDICTS[proposal.verdict]}</p>
${printNumbers(analysis)}
${printProposal(analysis)}
${printFindings(analysis)}
${printHotspots(analysis)}
${printHeroku(analysis)}
${printLimits(analysis)}
</body></html>`.html
  }\n`;
}
