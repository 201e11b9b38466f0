/** The same commit, config and version give the same bytes: twice, elsewhere, cached or not, in any zone and language. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { makeTemporary, REPO, readOutput, runMigrate } from "./run-migrate.js";

const APPS = ["neobank-node", "neobank-rails"];

describe.each(APPS)("%s", (name) => {
  let root = "";
  let json = "";
  beforeAll(() => {
    root = join(makeTemporary(), "first");
    cpSync(join(REPO, "fixtures", name, "app"), root, { recursive: true });
    const run = runMigrate(["analyze", root, "--json", "--no-cache"]);
    expect(run.code).toBe(0);
    json = run.stdout;
  });

  test("two runs", () => {
    expect(runMigrate(["analyze", root, "--json", "--no-cache"]).stdout).toBe(json);
  });

  test("a copy elsewhere on disk", () => {
    const copy = join(makeTemporary(), "a folder with another name");
    cpSync(root, copy, { recursive: true });
    expect(runMigrate(["analyze", copy, "--json", "--no-cache"]).stdout).toBe(json);
  });

  test("cold cache, warm cache, one file touched", () => {
    const copy = join(makeTemporary(), "cached");
    cpSync(root, copy, { recursive: true });
    for (const run of [1, 2]) {
      expect(runMigrate(["analyze", copy]).code, `run ${run}`).toBe(0);
      expect(readOutput(copy, "analysis.json")).toBe(json);
    }
    const report = readOutput(copy, "report.md");
    expect(runMigrate(["analyze", copy, "--no-cache"]).code).toBe(0);
    expect(readOutput(copy, "report.md")).toBe(report);
  });

  test.each([
    { TZ: "Pacific/Chatham", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
    { TZ: "UTC", LANG: "C", LC_ALL: "C" },
  ])("with %j", (env) => {
    expect(runMigrate(["analyze", root, "--json", "--no-cache"], { env }).stdout).toBe(json);
  });

  test("nothing in it names this machine", () => {
    expect(json).not.toContain(root);
    expect(json).not.toContain("/tmp/");
  });
});
