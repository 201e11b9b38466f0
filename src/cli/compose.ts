/** Turns a prepared directory into a composition: two threads parse, git runs beside them, the pipeline composes. */
import type { Cache } from "../io/cache.js";
import { type HistoryStore, readHistory } from "../io/git.js";
import { shareWork } from "../io/helper-thread.js";
import { readRuleTexts, readWasm } from "../io/package-files.js";
import { createProgress } from "../io/progress.js";
import { createSourceReader } from "../io/source-reader.js";
import type { History } from "../model/history.js";
import { type Composition, composeApp, readFacts, readTraffic } from "../pipeline.js";
import type { Preparation } from "./preparation.js";

const HELPER = new URL("../facts-helper.js", import.meta.url);

export async function composeAnew({ root, cache, walk, capture, key, options }: Preparation): Promise<Composition> {
  const progress = createProgress(process.stderr, options.quiet === true);
  // git works in a process of its own while this one parses.
  const pendingHistory = readHistory(root, { store: historyStore(cache) });
  const reader = createSourceReader(root);
  const facts = await readFacts({
    workspace: walk.workspace,
    reader,
    store: cache,
    progress,
    wasm: readWasm,
    share: (files) => shareWork(HELPER, root, files),
  });
  progress.stage("Reading git history");
  const history = await pendingHistory;
  progress.stage("Composing");
  const traffic = readTraffic(capture);
  const composition = composeApp({
    workspace: walk.workspace,
    reader,
    facts,
    history,
    traffic,
    capture,
    ruleTexts: readRuleTexts(),
  });
  progress.done();
  cache.save();
  cache.rememberStamps(walk.stamps);
  if (key !== null) cache.remember("composition", key, JSON.stringify(composition));
  return composition;
}

function historyStore(cache: Cache): HistoryStore {
  return {
    get(head) {
      const text = cache.recall("history", head);
      return text === null ? null : (JSON.parse(text) as History);
    },
    put: (head, history) => cache.remember("history", head, JSON.stringify(history)),
  };
}
