/** Turns an Analysis into the report that is read in a pull request. */
import type { Analysis } from "../../model/analysis.js";
import { printFindings } from "./findings.js";
import { printHeroku } from "./heroku.js";
import { printHotspots } from "./hotspots.js";
import { printLimits } from "./limits.js";
import { printOverview } from "./overview.js";
import { printServices } from "./services.js";

export function printReport(analysis: Analysis): string {
  const sections = [printOverview, printServices, printFindings, printHotspots, printHeroku, printLimits].map((print) =>
    print(analysis),
  );
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}
