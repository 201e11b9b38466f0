/** Prints the findings, gravest first, each with the lines it was seen on. */
import type { Analysis } from "../../model/analysis.js";
import type { Severity } from "../../model/finding.js";
import { folded, plural } from "../../text/markdown.js";
import { linkSome } from "./evidence.js";

const ORDER: readonly Severity[] = ["error", "warning", "note"];
const MOST_LINES = 5;

export function printFindings({ findings }: Analysis): string {
  if (findings.length === 0) return "";
  const parts = ORDER.flatMap((severity) => {
    const found = findings.filter((finding) => finding.severity === severity);
    if (found.length === 0) return [];
    const body = [...groupByRule(found)]
      .map(
        ([rule, group]) =>
          `- **${group[0]!.message}** \`${rule}\` — ${linkSome(
            group.flatMap(({ evidence }) => evidence),
            MOST_LINES,
          )}`,
      )
      .join("\n");
    const heading = plural(found.length, severity);
    return [severity === "note" ? folded(heading, body) : `### ${heading}\n\n${body}`];
  });
  return ["## Findings", ...parts].join("\n\n");
}

/** Findings of one rule with one message are one bullet with several lines. */
function groupByRule(findings: Analysis["findings"]): ReadonlyMap<string, Analysis["findings"]> {
  const messages = new Map<string, Analysis["findings"][number][]>();
  for (const finding of findings) {
    const key = `${finding.rule}\0${finding.message}`;
    messages.set(key, [...(messages.get(key) ?? []), finding]);
  }
  return new Map(
    [...messages].map(([key, group]) => [
      `${key.split("\0")[0]}${group.length > 1 ? ` × ${group.length}` : ""}`,
      group,
    ]),
  );
}
