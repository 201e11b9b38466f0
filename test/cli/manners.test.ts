/** What a person at a shell and a CI job rely on: clean stdout, exit codes, hints, and no file that nobody asked for. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { git, makeApp, makeTemporary, runMigrate } from "./run-migrate.js";

/** One finding of severity warning: a name under herokuapp.com. */
const FILES = {
  Procfile: "web: node server.js\n",
  "package.json": '{ "name": "shop" }',
  "server.js": 'fetch("https://shop.herokuapp.com/health");\n',
};

const OFFER = "migration/analysis.json linguist-generated";

function makeRepo(): string {
  const root = makeApp(FILES);
  git(root, "init", "-q");
  git(root, "add", ".");
  git(root, "commit", "-qm", "Start");
  return root;
}

test("--json prints the analysis alone to stdout and writes nothing but the cache, which git ignores", () => {
  const root = makeRepo();
  const run = runMigrate(["analyze", root, "--json"]);
  expect(run.code).toBe(0);
  expect((JSON.parse(run.stdout) as { schema: string }).schema).toBe("valueline/analysis/1");
  expect(git(root, "status", "--porcelain")).toBe("");
});

test("--out leaves the repo as it was, cache and all", () => {
  const root = makeRepo();
  const before = readdirSync(root);
  const out = makeTemporary();
  expect(runMigrate(["analyze", root, "--out", out]).code).toBe(0);
  expect(readdirSync(root)).toEqual(before);
  expect(existsSync(join(out, "report.md"))).toBe(true);
});

test("without --json stdout stays empty, and stderr ends with what was found", () => {
  const run = runMigrate(["analyze", makeRepo()]);
  expect(run.stdout).toBe("");
  expect(run.stderr).toMatch(/shop: 0 routes, .*1 finding\nproposal: [a-z-]+\n/);
});

describe("--fail-on", () => {
  const root = makeApp(FILES);
  test.each([
    ["note", 1],
    ["warning", 1],
    ["error", 0],
  ])("%s ends with %i", (severity, code) => {
    expect(runMigrate(["analyze", root, "--fail-on", severity]).code).toBe(code);
  });

  test("analyze alone ends with 0 whatever it finds", () => {
    expect(runMigrate(["analyze", root]).code).toBe(0);
  });

  test("another word ends with 2 and names the words", () => {
    const run = runMigrate(["analyze", root, "--fail-on", "grave"]);
    expect([run.code, run.stderr.includes("one of note, warning, error")]).toEqual([2, true]);
  });
});

test.each([[["analyse"]], [["analyze", ".", "--jsn"]], [["manifests", ".", "--target", "moon"]]])(
  "%j ends with 2",
  (args) => {
    const run = runMigrate(args);
    expect([run.code, run.stdout]).toEqual([2, ""]);
    expect(run.stderr).not.toBe("");
  },
);

describe("the line of .gitattributes", () => {
  test("is offered in a repository and never written", () => {
    const root = makeRepo();
    expect(runMigrate(["analyze", root]).stderr).toContain(OFFER);
    expect(existsSync(join(root, ".gitattributes"))).toBe(false);
  });

  test("is not offered to who has it, and not where no one reviews", () => {
    const root = makeRepo();
    writeFileSync(join(root, ".gitattributes"), `${OFFER}\n`);
    expect(runMigrate(["analyze", root]).stderr).not.toContain(OFFER);
    expect(readFileSync(join(root, ".gitattributes"), "utf8")).toBe(`${OFFER}\n`);
    expect(runMigrate(["analyze", makeRepo(), "--quiet"]).stderr).not.toContain(OFFER);
  });
});

test.each(["analyze", "capture", "select", "generate", "manifests", "verify", "check"])(
  "%s --help gives examples",
  (verb) => {
    const run = runMigrate([verb, "--help"]);
    expect([run.code, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).toMatch(/Examples:\n {2}(?:HEROKU_API_KEY=.*? )?migrate /);
  },
);
