/** Every fixture is a whole small app; its analysis is what `expected/analysis.json` says. UPDATE=1 rewrites; the diff is reviewed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git, makeTemporary, REPO, runMigrate } from "./cli/run-migrate.js";
import { copyFixture } from "./copy-fixture.js";

const FIXTURES = join(REPO, "fixtures");
const names = readdirSync(FIXTURES).filter((name) => existsSync(join(FIXTURES, name, "app")));

// As in this repository: below the top level of one, so that no history is theirs.
const outer = makeTemporary();
git(outer, "init", "-q");

test.each(names)("%s", (name) => {
  const capture = join(FIXTURES, name, "capture");
  const captured = existsSync(capture) ? ["--capture", capture] : [];
  const app = join(outer, name);
  copyFixture(name, app);
  const run = runMigrate(["analyze", app, ...captured, "--json", "--no-cache"]);
  expect(run.code, run.stderr).toBe(0);
  const path = join(FIXTURES, name, "expected", "analysis.json");
  if (process.env["UPDATE"] === "1") {
    mkdirSync(join(FIXTURES, name, "expected"), { recursive: true });
    writeFileSync(path, run.stdout);
  }
  expect(JSON.parse(run.stdout)).toEqual(JSON.parse(readFileSync(path, "utf8")));
});
