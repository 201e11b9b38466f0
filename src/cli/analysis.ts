/** Runs the analysis of a directory for any verb: walk, parse through the cache, git beside it, pipeline. */
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { type Cache, noCache, openCache } from "../io/cache.js";
import { readCapture } from "../io/capture-folder.js";
import { readHistory } from "../io/git.js";
import { readHeadQuickly } from "../io/git-head.js";
import { readEngineId, readRuleTexts, readWasm } from "../io/package-files.js";
import { createProgress } from "../io/progress.js";
import { createSourceReader } from "../io/source-reader.js";
import { requireDirectory, walkWorkspace } from "../io/workspace.js";
import type { History } from "../model/history.js";
import { type PipelineResult, readFacts, runPipeline } from "../pipeline.js";
import type { AnalysisOptions } from "./command.js";
import { readSettings, type Settings } from "./settings.js";

export interface AnalysisRun extends PipelineResult {
  /** Absolute path of the analysed directory. */
  readonly root: string;
  readonly history: History;
}

/** What one run reads before it knows whether anything changed. */
export interface Preparation {
  readonly root: string;
  readonly cache: Cache;
  readonly settings: Settings;
  readonly walk: ReturnType<typeof walkWorkspace>;
  readonly capture: ReadonlyMap<string, string>;
  /** Same key, same result: engine aside, which the cache checks itself. Null where it cannot be told cheaply. */
  readonly key: string | null;
  readonly options: AnalysisOptions;
}

export function prepareAnalysis(dir: string, options: AnalysisOptions): Preparation {
  const root = resolve(dir);
  requireDirectory(root);
  const settings = readSettings(root, options);
  const cacheFolder = join(options.out === undefined ? root : resolve(options.out), ".migrate-cache");
  const cache = options.cache ? openCache(cacheFolder, readEngineId()) : noCache();
  const walk = walkWorkspace(root, cache.stamps);
  const capture = options.capture === undefined ? new Map<string, string>() : readCapture(resolve(options.capture));
  return { root, cache, settings, walk, capture, key: keyOf(root, walk, capture, settings), options };
}

function keyOf(
  root: string,
  walk: Preparation["walk"],
  capture: ReadonlyMap<string, string>,
  settings: Settings,
): string | null {
  const head = readHeadQuickly(root);
  if (head === undefined) return null;
  const hash = createHash("sha1").update(JSON.stringify([head, settings, walk.workspace.skipped, [...capture]]));
  for (const { path, digest, executable } of walk.workspace.files) hash.update(`${path}\0${digest}\0${executable}\n`);
  return hash.digest("hex");
}

export async function computeAnalysis(prepared: Preparation): Promise<AnalysisRun> {
  const { root, cache, settings, walk } = prepared;
  const progress = createProgress(process.stderr, prepared.options.quiet === true);
  const historyStore = {
    get: (head: string) => parseHistory(cache.recall("history", head)),
    put: (head: string, history: History) => cache.remember("history", head, JSON.stringify(history)),
  };
  // git works in its own process while this one parses.
  const pendingHistory = readHistory(root, { store: historyStore });
  const reader = createSourceReader(root);
  const facts = readFacts({ workspace: walk.workspace, reader, store: cache, progress, wasm: readWasm });
  progress.stage("Reading git history");
  const history = await pendingHistory;
  progress.stage("Composing");
  const ruleTexts = readRuleTexts();
  const traffic = { routes: [], memory: {} };
  const result = runPipeline({
    workspace: walk.workspace,
    reader,
    facts,
    history,
    traffic,
    capture: prepared.capture,
    ruleTexts,
    partition: settings.partition,
  });
  progress.done();
  cache.save();
  cache.rememberStamps(walk.stamps);
  return { ...result, root, history };
}

const parseHistory = (text: string | null): History | null => (text === null ? null : (JSON.parse(text) as History));

export async function analyzeDirectory(dir: string, options: AnalysisOptions): Promise<AnalysisRun> {
  return computeAnalysis(prepareAnalysis(dir, options));
}
