/** Turns what `migrate check` found into lines that name the place and what to do. */
import type { Cut } from "../model/proposal.js";

export interface Violations {
  readonly crossings: readonly Cut[];
  readonly stale: readonly { readonly id: string; readonly changed: readonly string[]; readonly gone: boolean }[];
  readonly drift: readonly { readonly path: string; readonly state: "edited" | "missing" }[];
  /** Markers left for a person, by file; empty unless they are to be none. */
  readonly markers: readonly { readonly path: string; readonly count: number }[];
}

const MOST_PLACES = 5;

export const countViolations = ({ crossings, stale, drift, markers }: Violations): number =>
  crossings.length + stale.length + drift.length + markers.length;

export function printViolations(violations: Violations): string {
  const lines = [
    ...violations.crossings.flatMap(printCrossing),
    ...violations.stale.map(printStale),
    ...violations.drift.map(printDrift),
    ...violations.markers.map(({ path, count }) => `${path}: ${count} left to port by a person`),
  ];
  const count = countViolations(violations);
  return `${[...lines, count === 0 ? "check: the code follows the decisions" : `check: ${count} to look at`].join("\n")}\n`;
}

function printCrossing(cut: Cut): readonly string[] {
  const places = cut.evidence.slice(0, MOST_PLACES).map(({ path, line, note }) => {
    const place = line === undefined ? path : `${path}:${line}`;
    return `  ${place}${note === undefined ? "" : ` ${note}`}`;
  });
  return [
    `crosses a decided boundary: ${cut.from} -> ${cut.to}, ${cut.count} ${cut.kind}, not decided (remedy: ${cut.remedy}; decide it with \`migrate select\`)`,
    ...places,
  ];
}

const printStale = ({ id, changed, gone }: Violations["stale"][number]): string =>
  gone
    ? `stale decision: ${id} is no longer proposed (remove it, or run \`migrate select\`)`
    : `stale decision: ${id} rests on other ${changed.join(", ")} now (look again with \`migrate select\`)`;

const printDrift = ({ path, state }: Violations["drift"][number]): string =>
  state === "missing"
    ? `drift: ${path} was generated and is gone (run the command again)`
    : `drift: ${path} was edited since it was generated (it is left alone; move the edit to where it survives)`;
