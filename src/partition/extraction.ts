/** Turns services into the order of their extraction: most gain for the least risk first. */
import type { Proposal, ServiceProposal } from "../model/proposal.js";
import { sumCuts } from "./cuts.js";
import type { Candidate } from "./services.js";
import { NOTABLE } from "./worth.js";

export function orderExtraction(services: readonly ServiceProposal[], chosen: readonly Candidate[]): Proposal["order"] {
  const ratio = ({ worth }: Candidate): number => worth.gain / (worth.cost + 2);
  return services
    .map((service, at) => ({ service, candidate: chosen[at]! }))
    .sort((a, b) => ratio(b.candidate) - ratio(a.candidate) || (a.service.id < b.service.id ? -1 : 1))
    .map(({ service, candidate }, at) => ({
      service: service.id,
      step: at + 1,
      because: explainStep(candidate, at),
    }));
}

function explainStep({ worth }: Candidate, at: number): readonly string[] {
  const because = [
    `${at === 0 ? "best" : "next-best"} gain for its risk: ${worth.gain.toFixed(1)} against ${worth.cost.toFixed(1)}`,
    `cuts ${sumCuts(worth.cuts)}`,
  ];
  if (worth.heat >= NOTABLE)
    because.push(`its routes answered ${Math.round(worth.heat * 100)}% of the captured requests`);
  const schema = worth.cuts.some(({ kind }) => kind === "table" || kind === "foreign-key" || kind === "transaction");
  if (worth.worker) because.push("it works in the background: a slow start of the new service keeps no caller waiting");
  else if (worth.routes > 0) because.push(`its ${worth.routes} routes can be switched one by one in front`);
  if (worth.tables > 0)
    because.push(
      schema
        ? `its ${worth.tables} tables stay in the shared schema at first and move when the cuts above are bridged`
        : `nobody else touches its ${worth.tables} tables: they can move with it`,
    );
  if (worth.commits >= 5 && worth.alone * 2 >= worth.commits)
    because.push(`${worth.alone} of its ${worth.commits} commits touch nothing else`);
  return because;
}
