/** Turns an Analysis into the few lines that a terminal shows at the end. */
import type { Analysis } from "../model/analysis.js";
import { listWords, plural } from "../text/markdown.js";

export function printSummary(analysis: Analysis): string {
  const { proposal } = analysis;
  const names = listWords(proposal.services.map(({ name }) => name));
  const counts = [
    plural(analysis.routes.length, "route"),
    plural(analysis.models.length, "model"),
    plural(analysis.tables.length, "table"),
    plural(analysis.jobs.length, "job"),
    plural(analysis.findings.length, "finding"),
  ];
  return `${analysis.app.name}: ${counts.join(", ")}\nproposal: ${proposal.verdict}${names === "" ? "" : ` (${names})`}\n`;
}
