/** Runs the analysis of a directory for any verb: walk, parse through the cache, git beside it, pipeline. */
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { type Cache, noCache, openCache } from "../io/cache.js";
import { readCapture } from "../io/capture-folder.js";
import { readEarlierModules } from "../io/earlier-analysis.js";
import { tuneEngine } from "../io/engine-flags.js";
import { readHeadQuickly } from "../io/git-head.js";
import { readEngineId } from "../io/package-files.js";
import { requireDirectory, walkWorkspace } from "../io/workspace.js";
import type { Proposal } from "../model/proposal.js";
import type { Composition, GroundStore, PartitionSettings, PipelineResult } from "../pipeline.js";
import type { AnalysisOptions } from "./command.js";
import { readSettings, type Settings } from "./settings.js";

export interface AnalysisRun extends PipelineResult {
  /** Absolute path of the analysed directory. */
  readonly root: string;
}

/** What one run reads before it knows whether anything changed. */
export interface Preparation {
  readonly root: string;
  readonly cache: Cache;
  readonly settings: Settings;
  readonly walk: ReturnType<typeof walkWorkspace>;
  readonly capture: ReadonlyMap<string, string>;
  /** Same key, same facts of the app; the cache checks the engine itself. Null where it cannot be told cheaply. */
  readonly key: string | null;
  readonly options: AnalysisOptions;
}

export async function prepareAnalysis(dir: string, options: AnalysisOptions): Promise<Preparation> {
  tuneEngine();
  const root = resolve(dir);
  requireDirectory(root);
  const settings = await readSettings(root, options);
  const cacheFolder = join(options.out === undefined ? root : resolve(options.out), ".migrate-cache");
  const cache = options.cache ? openCache(cacheFolder, readEngineId()) : noCache();
  const walk = walkWorkspace(root, cache.stamps);
  const capture = options.capture === undefined ? new Map<string, string>() : readCapture(resolve(options.capture));
  return { root, cache, settings, walk, capture, key: keyOf(root, walk, capture), options };
}

function keyOf(root: string, walk: Preparation["walk"], capture: ReadonlyMap<string, string>): string | null {
  const head = readHeadQuickly(root);
  if (head === undefined) return null;
  const files = walk.workspace.files.map(({ path, digest, executable }) => `${path}\0${digest}\0${executable}\n`);
  return createHash("sha1")
    .update(JSON.stringify([head, walk.workspace.skipped, [...capture]]))
    .update(files.join(""))
    .digest("hex");
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
