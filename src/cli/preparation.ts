/** Turns a directory and its flags into what a run knows before it parses: files, digests, settings, capture, and the key of all that. */
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { type Cache, noCache, openCache } from "../io/cache.js";
import { readCapture } from "../io/capture-folder.js";
import { tuneEngine } from "../io/engine-flags.js";
import { readHeadQuickly } from "../io/git-head.js";
import { readEngineId } from "../io/package-files.js";
import { requireDirectory, walkWorkspace } from "../io/workspace.js";
import type { AnalysisOptions } from "./command.js";
import { readSettings, type Settings } from "./settings.js";

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
