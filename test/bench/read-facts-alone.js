/** Reads the facts of a tree in this thread, with no cache and no progress: what a bench measures comes after. */
import { readWasm } from "../../dist/io/package-files.js";
import { readFacts } from "../../dist/pipeline.js";

const quiet = { stage() {}, step() {}, done() {} };
const forgetful = { get: () => null, put() {}, putText() {} };

/** @param {readonly unknown[]} files */
function takeAll(files) {
  let at = 0;
  return { next: () => (at < files.length ? at++ : null), others: async () => new Map() };
}

/** @param {object} workspace @param {object} reader */
export const readFactsAlone = (workspace, reader) =>
  readFacts({ workspace, reader, store: forgetful, progress: quiet, wasm: readWasm, share: takeAll });
