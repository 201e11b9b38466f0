/** Nightscout, a real app of the registry, judges us: its server is booted on a store that answers nothing, and its router asked. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { joinPaths } from "../../src/detect/routes/paths.js";
import type { Analysis } from "../../src/model/analysis.js";
import { runMigrate } from "../cli/run-migrate.js";

const folder = mkdtempSync(join(tmpdir(), "nightscout-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Held {
  readonly routes: readonly (readonly [string, string, string])[];
}

let held: readonly Held[];
let read: Analysis;
beforeAll(() => {
  const packages = ["install", "nightscout@0.12.8", "--prefix", folder, "--omit=dev", "--ignore-scripts"];
  execFileSync("npm", [...packages, "--no-audit", "--no-fund", "--silent"], { cwd: folder });
  // Some routes are there only in development.
  held = ["production", "development"].map((NODE_ENV) => {
    const env = { ...process.env, NODE_ENV };
    return JSON.parse(
      execFileSync("node", [resolve("test/live/judges/nightscout-held.cjs")], {
        cwd: folder,
        encoding: "utf8",
        env,
        stdio: ["ignore", "pipe", "ignore"],
        maxBuffer: 1 << 26,
      }),
    ) as Held;
  });
  cpSync(join(folder, "node_modules/nightscout"), join(folder, "app"), { recursive: true });
  const run = runMigrate(["analyze", join(folder, "app"), "--json", "--no-cache"]);
  expect(run.code, run.stderr).toBe(0);
  read = JSON.parse(run.stdout) as Analysis;
});

/** Shares of what is held that was read, and of what was read that is held. */
function compare(ours: ReadonlySet<string>, theirs: ReadonlySet<string>) {
  const both = [...ours].filter((one) => theirs.has(one)).length;
  const missed = [...theirs].filter((one) => !ours.has(one));
  const extra = [...ours].filter((one) => !theirs.has(one));
  return { recall: both / theirs.size, precision: both / ours.size, missed, extra };
}

describe("nightscout 0.12.8", () => {
  it("has the routes that its Express holds", () => {
    // A mounted application that cannot be looked into has one row of ours and its own routes there.
    const own = read.routes.filter((one) => one.handler?.startsWith("mount:") !== true);
    const ours = new Set(own.map((one) => `${one.method} ${one.path}`));
    const theirs = new Set(
      held.flatMap(({ routes }) => routes.map(([method, prefix, path]) => `${method} ${joinPaths(prefix, path)}`)),
    );
    const { recall, precision, missed, extra } = compare(ours, theirs);
    expect(recall, missed.join(", ")).toBeGreaterThanOrEqual(0.97);
    expect(precision, extra.join(", ")).toBeGreaterThanOrEqual(0.97);
    expect(theirs.size).toBeGreaterThan(70);
  });
});
