/** Turns chosen candidates into service proposals, each with figures, reasons and the next-best alternatives. */
import type { AppModel } from "../model/app-model.js";
import type { Module, Reason, ServiceProposal } from "../model/proposal.js";
import { round6 } from "../text/order.js";
import { sumCuts } from "./cuts.js";
import type { NamedDraft } from "./names.js";
import type { Candidate } from "./services.js";
import { NOTABLE, type WorthInput, weighGroup } from "./worth.js";

const COMMODITY =
  /^(auth|authentication|session|login|oauth|sso|notification|mail|email|mailer|sms|push|search|upload|file|attachment|media|image|document|pdf|export|import|report|audit|log|analytic|webhook|billing-portal|newsletter|feed|kyc)/;

export function proposeServices(
  input: WorthInput,
  modules: readonly Module[],
  chosen: readonly Candidate[],
): readonly ServiceProposal[] {
  const taken = new Set<string>(["monolith"]);
  return chosen.map((candidate) => {
    const own = candidate.modules.map((at) => modules[at]!);
    const lead = leadModule(input, candidate);
    const name = taken.has(lead.name) ? `${lead.name}-service` : lead.name;
    taken.add(name);
    const files = own.reduce((sum, { files }) => sum + files.length, 0);
    const sure = own.reduce((sum, module) => sum + module.confidence * module.files.length, 0) / files;
    return {
      id: name,
      name,
      kind: kindOf(candidate, name, input.app),
      modules: own.map(({ id }) => id).sort(),
      confidence: round6(sure),
      reasons: explain(candidate, own),
      alternatives: alternatives(input, candidate, modules),
    };
  });
}

/** The module that a service is named after: most tables, then most doors, then most code. */
function leadModule({ drafts }: WorthInput, { modules }: Candidate): NamedDraft {
  const weight = (draft: NamedDraft): number =>
    draft.tables.length * 3 + Math.log2(1 + draft.routes.length + draft.jobs.length) * 2 + Math.log2(1 + draft.lines);
  return modules.map((at) => drafts[at]!).sort((a, b) => weight(b) - weight(a))[0]!;
}

function kindOf({ worth }: Candidate, name: string, _app: AppModel): ServiceProposal["kind"] {
  if (worth.worker) return "worker";
  if (COMMODITY.test(name)) return "commodity";
  return worth.tables === 0 ? "edge" : "core";
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;

function explain({ worth }: Candidate, own: readonly Module[]): readonly Reason[] {
  const reasons: Reason[] = [];
  const lead = own.flatMap(({ reasons }) => reasons.filter(({ text }) => !text.startsWith("Its files speak")));
  reasons.push(...lead.slice(0, 6));
  if (worth.commits >= 5)
    reasons.push({
      text: `${worth.alone} of the ${worth.commits} commits that touch it touch nothing else`,
      evidence: [{ path: "", note: `git: ${worth.alone} of ${worth.commits} commits` }],
    });
  if (worth.heat >= NOTABLE)
    reasons.push({
      text: `Its routes answered ${percent(worth.heat)} of the captured requests with ${percent(worth.share)} of the code`,
      evidence: [{ path: "", note: `capture: ${worth.requests} requests in the router log` }],
    });
  if (worth.worker)
    reasons.push({ text: "It works in the background: no caller waits for it at the cut", evidence: [] });
  reasons.push({
    text: `It is ${percent(worth.share)} of the code; taking it out cuts ${sumCuts(worth.cuts)}`,
    evidence: worth.cuts.flatMap(({ evidence }) => evidence.slice(0, 1)).slice(0, 5),
  });
  return reasons;
}

/** What else could be done with it: leave it, or take its closest neighbour along. */
function alternatives(
  input: WorthInput,
  { modules: own, worth }: Candidate,
  modules: readonly Module[],
): ServiceProposal["alternatives"] {
  const inside = new Set(own);
  let best: { at: number; cost: number; cuts: string } | null = null;
  for (const at of input.drafts.keys()) {
    if (inside.has(at)) continue;
    const wider = weighGroup(input, new Set([...own, at]));
    if (wider.share > 0.6 || wider.cost >= (best?.cost ?? Number.POSITIVE_INFINITY)) continue;
    best = { at, cost: wider.cost, cuts: sumCuts(wider.cuts) };
  }
  const leave = {
    text: "Leave it in the monolith",
    cost: `saves the cut of ${sumCuts(worth.cuts)}; it keeps being deployed and scaled with everything else`,
  };
  if (best === null) return [leave];
  const cheaper = best.cost < worth.cost ? "cheaper to cut, but a larger service" : "no cheaper to cut";
  return [{ text: `Take \`${modules[best.at]!.name}\` along`, cost: `cuts ${best.cuts}: ${cheaper}` }, leave];
}
