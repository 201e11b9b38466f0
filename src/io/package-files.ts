/** Reads what the package ships: rules, catalogues, schema, WASM bytes, its own version. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { byText } from "../text/order.js";
import { readPackageVersion } from "./package-version.js";

const PACKAGE_ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Text of every YAML file and every rule's examples, by path below `rules/`, sorted. */
export function readRuleTexts(): ReadonlyMap<string, string> {
  const paths = listFiles(join(PACKAGE_ROOT, "rules"), "").filter((path) => /\.yaml$|\/example[^/]*$/.test(path));
  return new Map(paths.map((path) => [path, readFileSync(join(PACKAGE_ROOT, "rules", path), "utf8")]));
}

export function readAnalysisSchema(): object {
  return JSON.parse(readFileSync(join(PACKAGE_ROOT, "schema", "analysis.schema.json"), "utf8")) as object;
}

export function readWasm(name: "prism"): Uint8Array {
  const require = createRequire(import.meta.url);
  const files = { prism: "@ruby/prism/src/prism.wasm" };
  try {
    return readFileSync(require.resolve(files[name]));
  } catch {
    // The package's `exports` may hide the file: find it from a path that is open.
    const entry = require.resolve("@ruby/prism/package.json");
    return readFileSync(join(dirname(entry), "src", "prism.wasm"));
  }
}

/** Changes whenever the code or the data of this package changes, so that no cache outlives what made it. */
export function readEngineId(): string {
  const stamps = [readPackageVersion()];
  for (const folder of ["dist", "rules"]) {
    const root = join(PACKAGE_ROOT, folder);
    for (const path of listFiles(root, "")) {
      if (path.endsWith(".d.ts")) continue;
      const { size, mtimeMs } = statSync(`${root}/${path}`);
      stamps.push(`${path}:${size}:${mtimeMs}`);
    }
  }
  return createHash("sha1").update(stamps.join("\n")).digest("hex");
}

function listFiles(root: string, below: string): readonly string[] {
  const found: string[] = [];
  for (const entry of readdirSync(`${root}/${below}`, { withFileTypes: true })) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) found.push(...listFiles(root, path));
    else found.push(path);
  }
  return found.sort(byText);
}
