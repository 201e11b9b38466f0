/** Turns decisions and today's proposal into the crossings of decided boundaries that nobody decided. */
import type { Decisions } from "../model/decision.js";
import type { Cut, Proposal } from "../model/proposal.js";
import { byKeys } from "../text/order.js";

/** Cuts at a service that is to be extracted which `decisions.yaml` does not list: code written since, or never looked at. */
export function findCrossings(decisions: Decisions, proposal: Proposal): readonly Cut[] {
  const extracted = new Set(decisions.services.filter(({ extract }) => extract).map(({ id }) => id));
  const decided = new Set(decisions.cuts.map(({ id }) => id));
  return proposal.cuts
    .filter((cut) => (extracted.has(cut.from) || extracted.has(cut.to)) && !decided.has(cut.id))
    .sort(byKeys(({ id }) => id));
}
