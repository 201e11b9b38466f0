/** Turns facts and a target's answers into the rows and the text of FIDELITY.md. */
import type { FidelityRow } from "../../model/artifact.js";
import type { Evidence } from "../../model/evidence.js";
import { code, escapeCell, table } from "../../text/markdown.js";
import { byKeys } from "../../text/order.js";
import type { Fact } from "./facts.js";

export interface Answer {
  readonly outcome: FidelityRow["outcome"];
  readonly how: string;
}

export const kept = (how: string): Answer => ({ outcome: "kept", how });
export const approximated = (how: string): Answer => ({ outcome: "approximated", how });
export const lost = (how: string): Answer => ({ outcome: "lost", how });

export const toRow = ({ fact, kind, evidence }: Fact, { outcome, how }: Answer): FidelityRow => ({
  fact,
  kind,
  outcome,
  how,
  evidence,
});

const ORDER = ["lost", "approximated", "kept"];

export interface FidelityHead {
  readonly title: string;
  /** What judged the files, and what only the vendor can judge. */
  readonly judge: string;
  readonly steps: readonly string[];
}

/** `origins`: the table of what each field states. */
export function printFidelity(head: FidelityHead, rows: readonly FidelityRow[], origins: string): string {
  const sorted = [...rows].sort(
    byKeys(
      (row) => ORDER.indexOf(row.outcome),
      (row) => row.kind,
      (row) => row.fact,
    ),
  );
  const count = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length;
  const body = table(
    ["fact of the source", "outcome", "how, or what to do", "evidence"],
    sorted.map((row) => [
      code(row.fact),
      row.outcome === "lost" ? "**lost**" : row.outcome,
      escapeCell(row.how),
      printEvidence(row.evidence),
    ]),
  );
  return `# ${head.title}: what became of each fact

${rows.length} facts: ${count("kept")} kept, ${count("approximated")} approximated, ${count("lost")} lost.

${head.judge}

## To deploy

${head.steps.map((step, index) => `${index + 1}. ${step}`).join("\n")}

## Facts

${body}

## Where each field comes from

A row named here stands in the table above, with the file and line, or the endpoint, that it was read from. Files of variables name the places beside each one; scripts and Dockerfiles say in a comment what they stand for.

${origins}
`;
}

function printEvidence(evidence: readonly Evidence[]): string {
  const places = evidence.map(({ path, line, note }) => {
    if (path === "") return escapeCell(note ?? "");
    return code(line === undefined ? path : `${path}:${line}`);
  });
  return [...new Set(places)].join(", ") || "not declared";
}
