/** Prints the files that hurt most, each with why. */
import type { Analysis } from "../../model/analysis.js";
import { plural, table } from "../../text/markdown.js";
import { linkLine } from "./evidence.js";

const SHOWN = 15;

export function printHotspots({ hotspots }: Analysis): string {
  if (hotspots.length === 0) return "";
  const rows = hotspots
    .slice(0, SHOWN)
    .map((spot) => [
      spot.rank,
      linkLine(spot.path),
      spot.lines,
      spot.complexity,
      spot.commits,
      spot.authors,
      spot.reasons.join("; "),
    ]);
  const rest =
    hotspots.length > SHOWN ? `\n\n${plural(hotspots.length - SHOWN, "more file")} in \`analysis.json\`.` : "";
  return `## Hotspots\n\n${table(["#", "file", "lines", "complexity", "commits", "authors in a year", "why"], rows, "rlrrrrl")}${rest}`;
}
