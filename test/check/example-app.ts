/** Reads a small app given as texts with the real front ends, and applies rules to it. */
import { checkRules } from "../../src/check/index.js";
import { detectApp } from "../../src/detect/index.js";
import { parseCatalogues } from "../../src/heroku/catalogues.js";
import { readHeroku } from "../../src/heroku/index.js";
import { readRuleTexts, readWasm } from "../../src/io/package-files.js";
import { linkGraph } from "../../src/link/index.js";
import type { Finding } from "../../src/model/finding.js";
import { createParser } from "../../src/parse/index.js";
import { resolveReferences } from "../../src/resolve/index.js";
import { memoryRepo } from "../heroku/memory-repo.js";

const texts = readRuleTexts();
const catalogues = parseCatalogues(texts);
const parser = createParser({ wasm: readWasm });

export function checkExample(files: Readonly<Record<string, string>>, ruleTexts = texts): readonly Finding[] {
  const { workspace, reader } = memoryRepo(files);
  const facts = workspace.files.flatMap(
    ({ path }) => parser.parse({ path, text: reader.read(path)!, bytes: reader.bytes(path)! }) ?? [],
  );
  const resolution = resolveReferences(facts, workspace, reader);
  const heroku = readHeroku(workspace, reader, catalogues, new Map());
  const app = detectApp({ facts, resolution, heroku, workspace, reader, catalogues });
  const graph = linkGraph(app, resolution, facts);
  return checkRules(ruleTexts, { app, facts, graph, catalogues, workspace, reader });
}
