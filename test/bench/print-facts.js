/** Reads the facts of a tree as `migrate analyze` does, with its helper thread and no cache, and prints how many files it read. */
import { resolve } from "node:path";
import { shareWork } from "../../dist/io/helper-thread.js";
import { readWasm } from "../../dist/io/package-files.js";
import { createSourceReader } from "../../dist/io/source-reader.js";
import { walkWorkspace } from "../../dist/io/workspace.js";
import { readFacts } from "../../dist/pipeline.js";

const HELPER = new URL("../../dist/facts-helper.js", import.meta.url);
const root = resolve(process.argv[2] ?? ".");
const { workspace } = walkWorkspace(root, new Map());
const facts = await readFacts({
  workspace,
  reader: createSourceReader(root),
  store: { get: () => null, put() {}, putText() {} },
  progress: { stage() {}, step() {}, done() {} },
  wasm: readWasm,
  share: (files) => shareWork(HELPER, root, files),
});
console.log(facts.length);
