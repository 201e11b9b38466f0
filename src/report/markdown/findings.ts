/** Prints the findings, gravest first, each with the lines it was seen on and what to do about it. */
import type { Analysis } from "../../model/analysis.js";
import type { Severity } from "../../model/finding.js";
import { bullets, folded, plural } from "../../text/markdown.js";
import { linkSome } from "./evidence.js";

type Findings = Analysis["findings"];

const ORDER: readonly Severity[] = ["error", "warning", "note"];
const MOST_LINES = 5;

export function printFindings({ findings }: Analysis): string {
  if (findings.length === 0) return "";
  const parts = ORDER.flatMap((severity) => {
    const found = findings.filter((finding) => finding.severity === severity);
    if (found.length === 0) return [];
    const body = bullets(groupBy(found, ({ rule }) => rule).map(printRule));
    const heading = plural(found.length, severity);
    return [severity === "note" ? folded(heading, body) : `### ${heading}\n\n${body}`];
  });
  return ["## Findings", ...parts].join("\n\n");
}

/** One bullet a rule: every message with its lines, then why and what to do once. */
function printRule(ofRule: Findings): string {
  const { why, fix } = ofRule[0]!;
  const lines = groupBy(ofRule, ({ message }) => message).map(printMessage);
  return [...lines, `_Why:_ ${why}`, `_To do:_ ${fix}`].join("<br>\n  ");
}

function printMessage(same: Findings): string {
  const { message, rule } = same[0]!;
  const evidence = same.flatMap((finding) => finding.evidence);
  const times = same.length > 1 ? ` × ${same.length}` : "";
  return `**${message}** \`${rule}\`${times} — ${linkSome(evidence, MOST_LINES)}`;
}

/** Groups in the order of their first member. */
function groupBy(findings: Findings, keyOf: (finding: Findings[number]) => string): readonly Findings[] {
  const groups = new Map<string, Findings[number][]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}
