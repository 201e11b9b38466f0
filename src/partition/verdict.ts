/** Turns the choice of services into a verdict with its arguments. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { Evidence } from "../model/evidence.js";
import type { Module, Reason, ServiceProposal, Verdict } from "../model/proposal.js";
import { sumCuts } from "./cuts.js";
import { type Choice, LEAST_RATIO, UPKEEP } from "./services.js";

/** Under this many source files, a second service is more to run than to read. */
export const TINY = 15;

export interface VerdictInput {
  readonly graph: CodeGraph;
  readonly app: AppModel;
  readonly modules: readonly Module[];
  readonly services: readonly ServiceProposal[];
  readonly choice: Choice;
  readonly people: number | null;
}

export function reachVerdict(input: VerdictInput): { verdict: Verdict; reasons: readonly Reason[] } {
  const { services, app } = input;
  const some: Verdict = services.length > 1 ? "split" : "extract-one";
  // Nothing to move where nothing says Heroku.
  const none: Verdict = app.heroku.sources.length > 0 ? "move-only" : "keep-together";
  const verdict = services.length > 0 ? some : none;
  const reasons = [explainSize(input), explainTeam(input), ...explainChoice(input), explainPlatform(input, verdict)];
  return { verdict, reasons: reasons.filter((reason) => reason !== null) };
}

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

function explainSize({ graph, app, modules }: VerdictInput): Reason {
  const lines = graph.nodes.reduce((sum, node) => sum + node.lines, 0);
  const size = `${plural(graph.nodes.length, "source file")}, ${lines} lines, ${plural(app.tables.length, "table")}, ${plural(app.routes.length, "route")}`;
  if (graph.nodes.length < TINY)
    return {
      text: `${size}: small enough to be read in a day; a network between its parts would cost more than it brings`,
      evidence: [],
    };
  return { text: `${size}, in which ${plural(modules.length, "module")} hold together`, evidence: [] };
}

function explainTeam({ people, choice }: VerdictInput): Reason {
  if (people === null)
    return {
      text: `No git history says how many people work here: at most ${choice.budget} services are proposed`,
      evidence: [],
    };
  const can = `a team of that size can run ${plural(choice.budget, "service")} beside the monolith`;
  return {
    text: `${plural(people, "person", "people")} committed in the last year: ${can}`,
    evidence: [{ path: "", note: `git: ${plural(people, "author")} in the year before HEAD` }],
  };
}

function explainChoice({ services, choice, modules }: VerdictInput): readonly Reason[] {
  const chosen = services.map((service, at) => {
    const { worth } = choice.chosen[at]!;
    return {
      text: `\`${service.name}\` brings more than it costs (${worth.gain.toFixed(1)} against ${worth.cost.toFixed(1)} for its cuts and ${UPKEEP.toFixed(1)} for running it): it cuts ${sumCuts(worth.cuts)}`,
      evidence: evidenceOf(worth.cuts),
    };
  });
  if (choice.runnerUp === null) return chosen;
  const { worth, modules: own } = choice.runnerUp;
  const names = own.map((at) => `\`${modules[at]!.name}\``).join(" with ");
  const why = refusal(worth.gain, worth.cost);
  const text = `The next, ${names}, ${why} (${worth.gain.toFixed(1)} against ${worth.cost.toFixed(1)}): it would cut ${sumCuts(worth.cuts)}`;
  return [...chosen, { text, evidence: evidenceOf(worth.cuts) }];
}

function refusal(gain: number, cost: number): string {
  if (gain < cost) return "costs more than it brings";
  if (gain < cost * LEAST_RATIO) return "brings hardly more than it costs";
  if (gain < cost + UPKEEP) return "brings less than its cuts and its own operation cost";
  return "would be one more than the team or the remaining monolith can bear";
}

const evidenceOf = (cuts: readonly { readonly evidence: readonly Evidence[] }[]): readonly Evidence[] =>
  cuts.flatMap(({ evidence }) => evidence.slice(0, 1)).slice(0, 3);

function explainPlatform({ app }: VerdictInput, verdict: Verdict): Reason | null {
  if (verdict !== "move-only") return null;
  const processes = app.heroku.processes.map(({ type }) => type).join(", ");
  const evidence = app.heroku.processes.flatMap(({ evidence: own }) => own.slice(0, 1)).slice(0, 3);
  const what = processes === "" ? "the app" : `its processes (${processes})`;
  return { text: `Moving ${what} to another platform as they are is the change that pays`, evidence };
}
