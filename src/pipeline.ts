/** The story, top to bottom: a workspace becomes facts, an app, a graph, a proposal, and the public Analysis. */
import { checkRules } from "./check/index.js";
import {
  askPins,
  askQuestions,
  type DecisionSettings,
  findCrossings,
  findStale,
  readDecisions,
  type StaleAnswer,
  settleDecisions,
} from "./decide/index.js";
import { detectApp } from "./detect/index.js";
import type { Sources } from "./emit/index.js";
import { describeDeployment } from "./emit/platforms/describe.js";
import { emitManifests, type Manifests, platforms } from "./emit/platforms/index.js";
import { describeVerification, type Verification, type VerificationInput } from "./emit/platforms/verification.js";
import { parseCatalogues } from "./heroku/catalogues.js";
import { readHeroku } from "./heroku/index.js";
import { linkGraph } from "./link/index.js";
import { measureHotspots } from "./measure/index.js";
import type { Analysis } from "./model/analysis.js";
import type { Question } from "./model/decision.js";
import type { FileFacts } from "./model/file-facts.js";
import type { History } from "./model/history.js";
import type { Plan } from "./model/plan.js";
import type { FactsStore, Progress, SharedWork, SourceReader } from "./model/ports.js";
import type { PartitionOptions, Proposal } from "./model/proposal.js";
import type { Traffic } from "./model/traffic.js";
import type { Workspace, WorkspaceFile } from "./model/workspace.js";
import { createParser, type Parser, parseFile } from "./parse/index.js";
import { DEFAULT_PARTITION, prepareGround, printGround, proposePartition, readGround } from "./partition/index.js";
import { makePlan, planBuild, planMonolith } from "./plan/index.js";
import { assembleAnalysis, type Composition, collectDiagnostics } from "./report/analysis.js";
import type { Violations } from "./report/violations.js";
import { compareProposals } from "./report/what-if.js";
import { resolveReferences } from "./resolve/index.js";

export interface ReadInput {
  readonly workspace: Workspace;
  readonly reader: SourceReader;
  readonly store: FactsStore;
  readonly progress: Progress;
  readonly wasm: (name: "prism") => Uint8Array;
  /** Hands the files that must be parsed to whoever parses: this thread alone, or others too. */
  readonly share: (files: readonly WorkspaceFile[]) => SharedWork;
}

export interface PipelineInput {
  readonly workspace: Workspace;
  readonly reader: SourceReader;
  /** Facts of every file of a known language, sorted by path; parsed or from the cache. */
  readonly facts: readonly FileFacts[];
  readonly history: History;
  readonly traffic: Traffic;
  /** Text of the files of a capture, by file name; empty without one. */
  readonly capture: ReadonlyMap<string, string>;
  /** Text of the YAML files below `rules/`: rules and catalogues. */
  readonly ruleTexts: ReadonlyMap<string, string>;
}

export { printCapture, readTraffic } from "./heroku/capture-file.js";
export type { Composition } from "./report/analysis.js";
export { printPage } from "./report/html/index.js";
export { printReport } from "./report/markdown/index.js";
export { printSarif } from "./report/sarif.js";
export { printSummary } from "./report/summary.js";
export { countViolations, printViolations } from "./report/violations.js";

export interface PipelineResult extends Composition {
  readonly analysis: Analysis;
  readonly proposal: Proposal;
}

/** Parses every file that a language owns, or takes its facts from the store. */
export async function readFacts(input: ReadInput): Promise<readonly FileFacts[]> {
  const parser = createParser({ wasm: input.wasm });
  const owned = input.workspace.files.filter((file) => isOwned(parser, file, input.reader));
  input.progress.stage("Reading code", owned.length);
  const found = owned.map(({ path, digest }) => input.store.get(path, digest) as FileFacts | null);
  const missing = [...found.keys()].filter((at) => found[at] === null);
  input.progress.step(owned.length - missing.length);
  const work = input.share(missing.map((at) => owned[at]!));
  for (let taken = work.next(), done = 0; taken !== null; taken = work.next()) {
    const { path, digest } = owned[missing[taken]!]!;
    const facts = parseFile(parser, path, input.reader);
    if (facts !== null) input.store.put(path, digest, facts);
    found[missing[taken]!] = facts;
    input.progress.step(taken + 1 - done);
    done = taken + 1;
  }
  for (const [taken, json] of await work.others()) {
    const { path, digest } = owned[missing[taken]!]!;
    if (json !== "null") input.store.putText(path, digest, json);
    found[missing[taken]!] = JSON.parse(json) as FileFacts | null;
  }
  return found.filter((facts) => facts !== null);
}

function isOwned(parser: Parser, file: WorkspaceFile, reader: SourceReader): boolean {
  if (parser.languageOf(file.path, "") !== null) return true;
  // A script without an extension tells its language in its first line only.
  const bare = !file.path.slice(file.path.lastIndexOf("/") + 1).includes(".");
  if (!bare || !file.executable || file.size > 200_000) return false;
  const firstLine = (reader.read(file.path) ?? "").split("\n", 1)[0]!;
  return firstLine.startsWith("#!") && parser.languageOf(file.path, firstLine) !== null;
}

/** Everything that is known before boundaries are proposed; serialisable, so that a what-if starts from here. */
export function composeApp(input: PipelineInput): Composition {
  const catalogues = parseCatalogues(input.ruleTexts);
  const heroku = readHeroku(input.workspace, input.reader, catalogues, input.capture);
  const resolution = resolveReferences(input.facts, input.workspace, input.reader);
  const app = detectApp({ ...input, resolution, heroku, catalogues });
  const graph = linkGraph(app, resolution, input.facts);
  const hotspots = measureHotspots(graph, input.history, input.traffic);
  const findings = checkRules(input.ruleTexts, { ...input, app, graph, catalogues });
  const diagnostics = collectDiagnostics({ ...input, app, resolution });
  return { app, graph, history: input.history, traffic: input.traffic, hotspots, findings, diagnostics };
}

/** What flags and files say of the partition; the rest is its own default. */
export type PartitionSettings = Partial<Omit<PartitionOptions, "views">> & {
  readonly views: Partial<PartitionOptions["views"]>;
  /** Platforms that are decided. */
  readonly targets?: readonly string[];
};

export interface GroundStore {
  recall(): string | null;
  remember(print: () => string): void;
}

const fillOptions = ({ targets: _, ...settings }: PartitionSettings): PartitionOptions => ({
  ...DEFAULT_PARTITION,
  ...settings,
  views: { ...DEFAULT_PARTITION.views, ...settings.views },
});

/** `keep`: where the costly part of the search, which no pin changes, is kept between runs. */
export function finishAnalysis(
  composition: Composition,
  settings: PartitionSettings,
  keep: GroundStore = { recall: () => null, remember() {} },
): PipelineResult {
  const { graph, app, history, traffic } = composition;
  const options = fillOptions(settings);
  const kept = keep.recall();
  const ground = kept === null ? prepareGround(graph, app, history, options) : readGround(kept);
  if (kept === null) keep.remember(() => printGround(ground));
  const proposal = proposePartition(graph, app, history, options, traffic, ground);
  return { ...composition, proposal, analysis: assembleAnalysis(composition, proposal, settings.targets ?? []) };
}

/**
 * What pins change: the cuts with them beside the cuts without; "" where nothing is pinned.
 * `free`: the proposal that the same composition gave without pins, where that is known.
 */
export function printWhatIf(run: PipelineResult, settings: PartitionSettings, free: Proposal | null = null): string {
  if ((settings.pins ?? []).length === 0) return "";
  const { graph, app, history, traffic } = run;
  const before = free ?? proposePartition(graph, app, history, { ...fillOptions(settings), pins: [] }, traffic);
  return compareProposals(before, run.proposal);
}

export interface PlanSource {
  readonly workspace: Workspace;
  readonly reader: SourceReader;
  /** Text of decisions.yaml; null plans the undivided monolith. */
  readonly decisions: string | null;
  readonly path: string;
}

/** What will be generated and run: with the team's decisions, or the monolith as it is. */
export function planRun({ app, proposal, analysis }: PipelineResult, source: PlanSource): Plan {
  const build = planBuild(app, source.workspace, source.reader);
  const { commit } = analysis.app;
  if (source.decisions === null) return planMonolith(app, build, commit);
  const decisions = readDecisions(source.decisions, source.path);
  return makePlan({ app, proposal, decisions, commit, build });
}

/** The plan with what only the compiler can tell of a Node app; loaded when somebody generates, as it is large. */
export async function addTypes(plan: Plan, sources: Sources): Promise<Plan> {
  const types = await import("./plan/types/index.js");
  return types.addTypes(plan, sources);
}

/** A target's files with its FIDELITY.md; null where no target has that name. */
export function printManifests(plan: Plan, target: string, ruleTexts: ReadonlyMap<string, string>): Manifests | null {
  const platform = platforms.find(({ id }) => id === target);
  return platform === undefined ? null : emitManifests(plan, platform, parseCatalogues(ruleTexts).dynoSizes);
}

export type { Verification } from "./emit/platforms/verification.js";

export const targetIds = (): readonly string[] => platforms.map(({ id }) => id);

/** Where the code no longer follows the decisions: undecided crossings and answers whose ground moved. */
export function findViolations(
  { app, proposal }: PipelineResult,
  decisionsText: string,
  path: string,
): Pick<Violations, "crossings" | "stale"> {
  const decisions = readDecisions(decisionsText, path);
  return { crossings: findCrossings(decisions, proposal), stale: findStale(decisions, { app, proposal }) };
}

export const planVerification = (
  plan: Plan,
  ruleTexts: ReadonlyMap<string, string>,
  input: VerificationInput,
): Verification => describeVerification(plan, describeDeployment(plan, parseCatalogues(ruleTexts).dynoSizes), input);

/** What a person is asked, and what the answers rest on. */
export const listQuestions = ({ app, proposal }: PipelineResult): readonly Question[] =>
  askQuestions({ app, proposal });

/** Asked before all others: a pin moves what they speak of. */
export const listPins = ({ app, proposal }: PipelineResult): Question => askPins({ app, proposal });

/** The next text of decisions.yaml. */
export const decide = ({ app, proposal }: PipelineResult, before: string | null, settings: DecisionSettings): string =>
  settleDecisions(before, { app, proposal }, settings);

/** Answers whose ground moved since they were given. */
export const judgeStale = ({ app, proposal }: PipelineResult, text: string, path: string): readonly StaleAnswer[] =>
  findStale(readDecisions(text, path), { app, proposal });

export { readDecisions } from "./decide/decode.js";
export type { Answer } from "./decide/index.js";
export { readPins } from "./decide/index.js";
export { countMarkers, emitPlan } from "./emit/index.js";
