/** The packed tarball works after `npm install --ignore-scripts`, with no compiler and no build step. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTemporary, REPO } from "../cli/run-migrate.js";
import { copyFixture } from "../copy-fixture.js";

const run = (command: string, args: readonly string[], cwd: string) =>
  spawnSync(command, [...args], { cwd, encoding: "utf8" });

test("pack, install without scripts, analyze under both names", () => {
  const folder = makeTemporary();
  // As built before the tests: other tests run that build right now.
  const packed = run("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], REPO);
  expect(packed.status, packed.stderr).toBe(0);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  const installed = run(
    "npm",
    ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder, join(folder, tarball)],
    folder,
  );
  expect(installed.status, installed.stderr).toBe(0);
  expect(existsSync(join(folder, "node_modules/valueline/schema/analysis.schema.json"))).toBe(true);
  copyFixture("neobank-node", join(folder, "app"));
  for (const name of ["migrate", "valueline"]) {
    const analyzed = run(join(folder, "node_modules/.bin", name), ["analyze", "app", "--json", "--no-cache"], folder);
    expect(analyzed.status, analyzed.stderr).toBe(0);
    expect(JSON.parse(analyzed.stdout).schema).toBe("valueline/analysis/1");
  }
});
