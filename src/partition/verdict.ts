/** Turns the choice of services into a verdict with its arguments. */
import type { AppModel } from "../model/app-model.js";
import type { Evidence } from "../model/evidence.js";
import type { Module, Reason, ServiceProposal, Verdict } from "../model/proposal.js";
import { percent } from "./case.js";
import { sumCuts } from "./cuts.js";
import { explainSeams } from "./seams.js";
import { type Choice, knownOf } from "./services.js";
import type { WorthInput } from "./worth.js";

/** Under this many source files, a second service is more to run than to read. */
export const TINY = 15;

export interface VerdictInput {
  readonly input: WorthInput;
  readonly modules: readonly Module[];
  readonly services: readonly ServiceProposal[];
  readonly choice: Choice;
}

export function reachVerdict(given: VerdictInput): { verdict: Verdict; reasons: readonly Reason[] } {
  const { services, input } = given;
  const some: Verdict = services.length > 1 ? "split" : "extract-one";
  // Nothing to move where nothing says Heroku.
  const none: Verdict = input.app.heroku.sources.length > 0 ? "move-only" : "keep-together";
  const verdict = services.length > 0 ? some : none;
  const reasons = [
    explainSize(given),
    explainUnread(given),
    explainTeam(given),
    explainLoad(given),
    ...explainChosen(given),
    explainRefused(given),
    explainSeams(input.graph, input.app),
    explainPlatform(input.app, verdict),
  ];
  return { verdict, reasons: reasons.filter((reason) => reason !== null) };
}

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

function explainSize({ input: { graph, app }, modules }: VerdictInput): Reason {
  const lines = graph.nodes.reduce((sum, node) => sum + node.lines, 0);
  const size = `${plural(graph.nodes.length, "source file")}, ${lines} lines, ${plural(app.tables.length, "table")}, ${plural(app.routes.length, "route")}`;
  if (graph.nodes.length < TINY)
    return {
      text: `${size}: too few parts to be worth a network between them, which would cost more than it brings`,
      evidence: [],
    };
  return { text: `${size}, in which ${plural(modules.length, "module")} hold together`, evidence: [] };
}

/** Browser code, whose boundaries nobody asks for. */
const PAGES = new Set(["vue", "svelte"]);

/** What no parser reads has no boundaries here: said where it is the larger part. */
function explainUnread({ input: { graph, app } }: VerdictInput): Reason | null {
  const unread = app.languages.filter(({ id, parsed }) => parsed === 0 && !PAGES.has(id));
  const read = graph.nodes.reduce((sum, { lines }) => sum + lines, 0);
  if (unread.reduce((sum, { lines }) => sum + lines, 0) <= read) return null;
  const named = unread.map(({ id, files, lines }) => `${id} (${plural(files, "file")}, ${lines} lines)`).join(", ");
  return {
    text: `Most of the code is in languages that are not read: ${named}; of its boundaries nothing is known`,
    evidence: [],
  };
}

function explainTeam({ input: { team }, choice }: VerdictInput): Reason {
  const most = `${plural(choice.budget, "service")} beside the monolith at most`;
  if (team.rests)
    return {
      text: "In the year before HEAD nobody changed the code that is placed here (configuration and tests aside): no one waits for another's release, and a second one would save no time",
      evidence: [],
    };
  if (team.commits === 0)
    return { text: `No git history of the last year says how many people work here: ${most}`, evidence: [] };
  const people = `${plural(team.authors, "person", "people")} committed to it in the last year, which makes ${team.people.toFixed(1)} who share the work evenly`;
  return {
    text: `${people}: ${most}, two people to each`,
    evidence: [
      {
        path: "",
        note: `git: ${plural(team.authors, "author")} of ${plural(team.commits, "commit")} in the year before HEAD`,
      },
    ],
  };
}

function explainLoad({ input: { heat, graph } }: VerdictInput): Reason | null {
  if (heat.total > 0 || graph.nodes.length < TINY) return null;
  return {
    text: "Nothing is known of its load: `migrate capture` reads the router's log, and a part that answers most requests is the first reason to take it out",
    evidence: [],
  };
}

function explainChosen({ services, choice, input }: VerdictInput): readonly Reason[] {
  return services.map((service, at) => {
    const { worth, cuts, case: own } = choice.chosen[at]!;
    const stay = `${worth.inside} of its ${worth.inside + worth.crossing} ties stay inside, and ${percent(worth.bridged)} of all ties of the app are to be bridged (${sumCuts(cuts)})`;
    const unproven = knownOf(input).team === null && input.heat.total === 0 ? "Worth a try first: " : "";
    return {
      text: `${unproven}\`${service.name}\` owns its data and can run apart: ${own.for.map(({ text }) => text).join(", and ")}; ${stay}`,
      evidence: evidenceOf(cuts),
    };
  });
}

function explainRefused({ choice, modules }: VerdictInput): Reason | null {
  if (choice.runnerUp === null) return null;
  const { cuts, modules: own, case: made } = choice.runnerUp;
  const names = own.map((at) => `\`${modules[at]!.name}\``).join(" with ");
  const why =
    made.against.length === 0
      ? "would be one more than the team or the remaining monolith can bear"
      : `is refused: ${made.against.join("; ")}`;
  const closest = choice.chosen.length === 0 ? "What comes closest" : "The next";
  return { text: `${closest}, ${names}, ${why}. It would cut ${sumCuts(cuts)}`, evidence: evidenceOf(cuts) };
}

const evidenceOf = (cuts: readonly { readonly evidence: readonly Evidence[] }[]): readonly Evidence[] =>
  cuts.flatMap(({ evidence }) => evidence.slice(0, 1)).slice(0, 3);

function explainPlatform(app: AppModel, verdict: Verdict): Reason | null {
  if (verdict !== "move-only") return null;
  const processes = app.heroku.processes.map(({ type }) => type).join(", ");
  const evidence = app.heroku.processes.flatMap(({ evidence: own }) => own.slice(0, 1)).slice(0, 3);
  const what = processes === "" ? "the app" : `its processes (${processes})`;
  return { text: `Moving ${what} to another platform as they are is the change that pays`, evidence };
}
