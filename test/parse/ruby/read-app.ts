/** Reads every file of a folder that a language owns, as the pipeline would, for tests of composition. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { FileFacts } from "../../../src/model/file-facts.js";
import { createParser } from "../../../src/parse/index.js";

const WASM = fileURLToPath(new URL("../../../node_modules/@ruby/prism/src/prism.wasm", import.meta.url));
const parser = createParser({ wasm: () => readFileSync(WASM) });

export function parseText(path: string, text: string): FileFacts {
  const facts = parser.parse({ path, text, bytes: new TextEncoder().encode(text) });
  if (facts === null) throw new Error(`nothing reads ${path}`);
  return facts;
}

export function readRubyFacts(root: string): readonly FileFacts[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(rb|rake|sql|erb|ya?ml)$|(^|\/)(Rakefile|Gemfile)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(root, file), text: readFileSync(file, "utf8") }))
    .filter(({ path }) => !/(^|\/)(node_modules|vendor|\.git)\//.test(path) && parser.languageOf(path, "") !== null)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, text }) => parseText(path, text));
}
