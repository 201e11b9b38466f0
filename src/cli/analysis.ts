/** Runs the analysis of a prepared directory for any verb: the composition, recalled or made, then the pipeline's end. */
import { join, resolve } from "node:path";
import { readEarlierModules } from "../io/earlier-analysis.js";
import type { Proposal } from "../model/proposal.js";
import type { Composition, GroundStore, PartitionSettings, PipelineResult } from "../pipeline.js";
import type { AnalysisOptions } from "./command.js";
import { type Preparation, prepareAnalysis } from "./preparation.js";

export interface AnalysisRun extends PipelineResult {
  /** Absolute path of the analysed directory. */
  readonly root: string;
}

/** Facts to analysis; the composition is recalled where only the settings of the partition changed. */
export async function computeAnalysis(prepared: Preparation): Promise<AnalysisRun> {
  const { finishAnalysis } = await import("../pipeline.js");
  const composition = recallComposition(prepared) ?? (await compose(prepared));
  const run = { ...finishAnalysis(composition, settleNames(prepared), groundStore(prepared)), root: prepared.root };
  rememberFree(prepared, run.proposal);
  return run;
}

/** Loaded only here: an unchanged repo is answered without what reads and parses. */
const compose = async (prepared: Preparation): Promise<Composition> =>
  (await import("./compose.js")).composeAnew(prepared);

/**
 * The settings, with the modules that the last analysis named. They are no part of any key: an unchanged app is answered
 * as before, and its own earlier answer gives the same names again.
 */
export function settleNames({ root, settings, options }: Preparation): PartitionSettings {
  const folder = options.out === undefined ? join(root, "migration") : resolve(options.out);
  return { ...settings, earlier: readEarlierModules(folder) };
}

/** Pins and targets leave the proposal without pins as it is. */
const freeKey = ({ key, settings }: Preparation): string | null =>
  key === null ? null : `${key} ${JSON.stringify({ ...settings, pins: [], targets: [] })}`;

function groundStore(prepared: Preparation): GroundStore {
  const { cache, options } = prepared;
  const key = freeKey(prepared);
  if (key === null || !options.cache) return { recall: () => null, remember() {} };
  return {
    recall: () => cache.recall("ground", key),
    remember: (print) => cache.remember("ground", key, print()),
  };
}

/** The proposal that an earlier run without pins left, to compare one with pins to. */
export function recallFree(prepared: Preparation): Proposal | null {
  const key = freeKey(prepared);
  const kept = key === null || prepared.settings.pins.length === 0 ? null : prepared.cache.recall("free", key);
  return kept === null ? null : (JSON.parse(kept) as Proposal);
}

function rememberFree(prepared: Preparation, proposal: Proposal): void {
  const key = freeKey(prepared);
  if (key !== null && prepared.settings.pins.length === 0)
    prepared.cache.remember("free", key, JSON.stringify(proposal));
}

function recallComposition({ key, cache }: Preparation): Composition | null {
  const kept = key === null ? null : cache.recall("composition", key);
  return kept === null ? null : (JSON.parse(kept) as Composition);
}

export async function analyzeDirectory(dir: string, options: AnalysisOptions): Promise<AnalysisRun> {
  return computeAnalysis(await prepareAnalysis(dir, options));
}
