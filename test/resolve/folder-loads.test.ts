/** A folder handed to a function that loads it makes edges to its files; a folder nobody names makes none. */
import { expect, it } from "vitest";
import { readWasm } from "../../src/io/package-files.js";
import { createParser } from "../../src/parse/index.js";
import { resolveReferences } from "../../src/resolve/index.js";
import { memoryRepo } from "../heroku/memory-repo.js";

const parser = createParser({ wasm: readWasm });

function edgesOf(files: Readonly<Record<string, string>>): readonly string[] {
  const { workspace, reader } = memoryRepo(files);
  const facts = workspace.files.flatMap(
    ({ path }) => parser.parse({ path, text: reader.read(path)!, bytes: reader.bytes(path)! }) ?? [],
  );
  return resolveReferences(facts, workspace, reader).references.map(({ from, to }) => `${from} > ${to}`);
}

const loader =
  "import fs from 'fs';\nimport path from 'path';\nexport function requireAll(dir) {\n  return fs.readdirSync(dir).map((name) => {\n    const file = path.join(dir, name);\n    return require(file);\n  });\n}\n";

it("joins the function that loads with the call that names the folder", () => {
  const edges = edgesOf({
    "load.ts": loader,
    "jobs/index.ts": "import { requireAll } from '../load';\nrequireAll(__dirname);\n",
    "jobs/mail.ts": "export default 1;\n",
    "jobs/notes.md": "x",
    "models/all.ts":
      "import path from 'path';\nimport { requireAll } from '../load';\nrequireAll(path.join(__dirname, 'defs'));\n",
    "models/defs/user.ts": "export default 1;\n",
    "other/index.ts": "export default 1;\n",
  });
  expect(edges).toContain("jobs/index.ts > jobs/mail.ts");
  expect(edges).toContain("models/all.ts > models/defs/user.ts");
  expect(edges.filter((edge) => edge.startsWith("load.ts"))).toEqual([]);
  expect(edges.filter((edge) => edge.endsWith("notes.md"))).toEqual([]);
});

it("keeps a pattern that names a folder", () => {
  const edges = edgesOf({
    "server.js":
      "const { join } = require('path');\nmodule.exports = (root, name) => require(join(root, 'app/models', name));\n",
    "x/app/models/user.js": "module.exports = 1;\n",
    "x/app/views/user.js": "module.exports = 1;\n",
  });
  expect(edges).toEqual(["server.js > x/app/models/user.js"]);
});
