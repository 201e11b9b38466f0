/** Turns chosen candidates into service proposals, each with figures, reasons and the next-best alternatives. */
import type { Module, Reason, ServiceProposal } from "../model/proposal.js";
import { byText, round6 } from "../text/order.js";
import { MOST_SHARE, percent } from "./case.js";
import { sumCuts } from "./cuts.js";
import { explainModule, type ReasonInput } from "./module-reasons.js";
import type { NamedDraft } from "./names.js";
import type { Candidate, Chosen } from "./services.js";
import { cutAround, type WorthInput, weighGroup } from "./worth.js";

const COMMODITY =
  /^(auth|authentication|session|login|oauth|sso|notification|mail|email|mailer|sms|push|search|upload|file|attachment|media|image|document|pdf|export|import|report|audit|log|analytic|webhook|billing-portal|newsletter|feed|kyc)/;

export function proposeServices(
  input: WorthInput,
  given: ReasonInput,
  modules: readonly Module[],
  chosen: readonly Chosen[],
): readonly ServiceProposal[] {
  const taken = new Set<string>(["monolith"]);
  return chosen.map((candidate) => {
    const own = candidate.modules.map((at) => modules[at]!);
    const lead = leadModule(input, candidate);
    // The id of its first module is kept from one analysis to the next, so its own is.
    const name = taken.has(lead.id) ? `${lead.id}-service` : lead.id;
    taken.add(name);
    const files = own.reduce((sum, { files }) => sum + files.length, 0);
    const sure = own.reduce((sum, module) => sum + module.confidence * module.files.length, 0) / files;
    return {
      id: name,
      name,
      kind: kindOf(candidate, name),
      modules: own.map(({ id }) => id).sort(),
      confidence: round6(sure),
      reasons: explain(candidate, explainModule(given, mergeDrafts(input, candidate))),
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

function kindOf({ worth }: Candidate, name: string): ServiceProposal["kind"] {
  if (worth.worker) return "worker";
  if (COMMODITY.test(name)) return "commodity";
  return worth.tables === 0 ? "edge" : "core";
}

/** Its modules as one, to be explained as one. */
function mergeDrafts(input: WorthInput, candidate: Candidate): NamedDraft {
  const own = candidate.modules.map((at) => input.drafts[at]!);
  const all = (of: (draft: NamedDraft) => readonly string[]): readonly string[] => own.flatMap(of).sort(byText);
  return {
    ...leadModule(input, candidate),
    nodes: own.flatMap(({ nodes }) => nodes).sort((a, b) => a - b),
    tables: all(({ tables }) => tables),
    routes: all(({ routes }) => routes),
    jobs: all(({ jobs }) => jobs),
    terms: [],
  };
}

function explain({ worth, cuts, case: { for: drives } }: Chosen, holds: readonly Reason[]): readonly Reason[] {
  const reasons = [...holds];
  for (const { kind, text } of drives) {
    const notes = {
      load: [{ path: "", note: `capture: ${worth.requests} requests in the router log` }],
      change: [{ path: "", note: `git: ${worth.alone} of ${worth.commits} commits of the last year` }],
      work: [],
    };
    reasons.push({ text: `${text[0]!.toUpperCase()}${text.slice(1)}`, evidence: notes[kind] });
  }
  if (worth.worker)
    reasons.push({ text: "It works in the background: no caller waits for it at the cut", evidence: [] });
  const kept = `${worth.inside} of its ${worth.inside + worth.crossing} ties stay inside`;
  reasons.push({
    text: `It is ${percent(worth.share)} of the code; ${kept}; taking it out cuts ${sumCuts(cuts)}`,
    evidence: cuts.flatMap(({ evidence }) => evidence.slice(0, 1)).slice(0, 5),
  });
  return reasons;
}

/** What else could be done with it: leave it, or take along the neighbour that most of its cuts lead to. */
function alternatives(
  input: WorthInput,
  { modules: own, worth, cuts }: Chosen,
  modules: readonly Module[],
): ServiceProposal["alternatives"] {
  const leave = {
    text: "Leave it in the monolith",
    cost: `saves the cut of ${sumCuts(cuts)}; it keeps being deployed and scaled with everything else`,
  };
  let best: { at: number; ratio: number; wider: readonly number[] } | null = null;
  for (const at of input.drafts.keys()) {
    if (own.includes(at) || !own.some((member) => input.ties.between(member, at) > 0)) continue;
    const wider = [...own, at];
    const { share, inside, crossing } = weighGroup(input, wider);
    const ratio = crossing / Math.max(inside + crossing, 1);
    if (share <= MOST_SHARE && ratio < (best?.ratio ?? 1)) best = { at, ratio, wider };
  }
  if (best === null) return [leave];
  const before = worth.crossing / Math.max(worth.inside + worth.crossing, 1);
  const cost = `cuts ${sumCuts(cutAround(input, best.wider))}: ${percent(best.ratio)} of its ties instead of ${percent(before)}, in a larger service`;
  return [{ text: `Take \`${modules[best.at]!.name}\` along`, cost }, leave];
}
