/** The same commit, config and version give the same bytes: twice, elsewhere, cached or not, in any zone and language. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Analysis } from "../../src/model/analysis.js";
import { copyFixture } from "../copy-fixture.js";
import { git, makeTemporary, readOutput, runMigrate } from "./run-migrate.js";

const APPS = ["neobank-node", "neobank-rails"];

describe.each(APPS)("%s", (name) => {
  let root = "";
  let json = "";
  beforeAll(() => {
    root = join(makeTemporary(), "first");
    copyFixture(name, root);
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

  test("a module keeps the name that an earlier analysis gave it", () => {
    const copy = join(makeTemporary(), "renamed");
    cpSync(root, copy, { recursive: true });
    const renamed = json.replaceAll('"id": "cards"', '"id": "plastic"');
    mkdirSync(join(copy, "migration"));
    writeFileSync(join(copy, "migration", "analysis.json"), renamed);
    const run = runMigrate(["analyze", copy, "--json", "--no-cache"]);
    const ids = (JSON.parse(run.stdout) as Analysis).modules.map(({ id }) => id);
    expect(ids).toContain("plastic");
    expect(ids).not.toContain("cards");
  });

  test("a cache made below another repository is not taken for one made alone", () => {
    const outer = makeTemporary();
    git(outer, "init", "-q");
    const nested = join(outer, "app");
    cpSync(root, nested, { recursive: true });
    expect(runMigrate(["analyze", nested]).code).toBe(0);
    const moved = join(makeTemporary(), "moved");
    cpSync(nested, moved, { recursive: true });
    expect(runMigrate(["analyze", moved]).code).toBe(0);
    expect(readOutput(moved, "analysis.json")).toBe(json);
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
