/** Turns services into the order of their extraction: most that it brings for the least that is bridged first. */
import type { Proposal, ServiceProposal } from "../model/proposal.js";
import { percent } from "./case.js";
import { sumCuts } from "./cuts.js";
import { type Chosen, surplusOf } from "./services.js";

export function orderExtraction(services: readonly ServiceProposal[], chosen: readonly Chosen[]): Proposal["order"] {
  return services
    .map((service, at) => ({ service, candidate: chosen[at]! }))
    .sort((a, b) => surplusOf(b.candidate) - surplusOf(a.candidate) || (a.service.id < b.service.id ? -1 : 1))
    .map(({ service, candidate }, at) => ({
      service: service.id,
      step: at + 1,
      because: explainStep(candidate, at),
    }));
}

function explainStep({ worth, cuts, case: { for: drives } }: Chosen, at: number): readonly string[] {
  const because = [
    ...drives.map(({ text }) => text),
    `${at === 0 ? "the least to bridge for it" : "next"}: ${percent(worth.bridged)} of the app's ties, ${sumCuts(cuts)}`,
  ];
  const schema = cuts.some(({ kind }) => kind === "table" || kind === "foreign-key" || kind === "transaction");
  if (worth.worker) because.push("it works in the background: a slow start of the new service keeps no caller waiting");
  else if (worth.routes > 0) because.push(`its ${worth.routes} routes can be switched one by one in front`);
  if (worth.tables > 0) because.push(explainTables(worth.tables, schema));
  return because;
}

function explainTables(tables: number, shared: boolean): string {
  const [its, stay, move, they] =
    tables === 1 ? ["its table", "stays", "moves", "it"] : [`its ${tables} tables`, "stay", "move", "they"];
  return shared
    ? `${its} ${stay} in the shared schema at first and ${move} when the cuts above are bridged`
    : `nobody else touches ${its}: ${they} can move with it`;
}
