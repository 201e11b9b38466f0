/** Runs parse, resolve, the Heroku reader and all detectors over files in memory, for tests. */

import { detectApp } from "../../src/detect/index.js";
import { parseCatalogues } from "../../src/heroku/catalogues.js";
import { readHeroku } from "../../src/heroku/index.js";
import { readRuleTexts, readWasm } from "../../src/io/package-files.js";
import type { AppModel } from "../../src/model/app-model.js";
import { createParser } from "../../src/parse/index.js";
import { resolveReferences } from "../../src/resolve/index.js";
import { memoryRepo } from "../heroku/memory-repo.js";

const catalogues = parseCatalogues(readRuleTexts());
const parser = createParser({ wasm: readWasm });

export function detectFiles(files: Readonly<Record<string, string>>): AppModel {
  const { workspace, reader } = memoryRepo(files);
  const facts = workspace.files.flatMap(
    ({ path }) => parser.parse({ path, text: reader.read(path)!, bytes: reader.bytes(path)! }) ?? [],
  );
  const resolution = resolveReferences(facts, workspace, reader);
  const heroku = readHeroku(workspace, reader, catalogues, new Map());
  return detectApp({ facts, resolution, heroku, workspace, reader, catalogues });
}
