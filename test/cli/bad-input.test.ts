/** What is wrong with an app costs that part alone and is named; what is wrong with a flag ends with 2. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { analyze, BIN, git, makeApp, makeTemporary, readOutput, runMigrate } from "./run-migrate.js";

const SERVER =
  'const express = require("express");\nconst app = express();\napp.get("/health", (req, res) => res.send("ok"));\napp.listen(process.env.PORT);\n';
const PACKAGE = JSON.stringify({ name: "small", dependencies: { express: "4.19.2" } });
const small = (more: Record<string, string | Uint8Array> = {}): string =>
  makeApp({ "package.json": PACKAGE, "server.js": SERVER, Procfile: "web: node server.js\n", ...more });
const paths = (analysis: { routes: readonly { path: string }[] }): readonly string[] =>
  analysis.routes.map(({ path }) => path);

test("a directory that does not exist ends with 2 and a hint", () => {
  const run = runMigrate(["analyze", "/nowhere/at/all"]);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain("/nowhere/at/all does not exist");
  expect(run.stderr).toContain("hint:");
});

test("a file instead of a directory ends with 2", () => {
  const root = small();
  expect(runMigrate(["analyze", join(root, "server.js")]).code).toBe(2);
});

test("an empty directory gives a report that says there is nothing", () => {
  const root = makeTemporary();
  const run = runMigrate(["analyze", root]);
  expect(run.code).toBe(0);
  expect(readOutput(root, "report.md")).toContain("No Heroku configuration");
});

test("without git the history is said to be missing, the rest stands", () => {
  const analysis = analyze(small());
  expect(analysis.app.commit).toBeNull();
  expect(paths(analysis)).toContain("/health");
  expect(analysis.diagnostics.some(({ message }) => /git/i.test(message))).toBe(true);
});

test("a repository without a commit is read", () => {
  const root = small();
  git(root, "init", "-q");
  const analysis = analyze(root);
  expect(analysis.app.commit).toBeNull();
  expect(paths(analysis)).toContain("/health");
});

test("a 20 MB minified file costs itself only", () => {
  const root = small({ "vendor.min.js": `var a=${JSON.stringify("x".repeat(100))};`.repeat(180_000) });
  expect(paths(analyze(root))).toContain("/health");
});

test("a file with a syntax error is listed with its line, the others are read", () => {
  const analysis = analyze(small({ "broken.js": "const a = 1;\nfunction (\n" }));
  expect(paths(analysis)).toContain("/health");
  const found = analysis.diagnostics.find(({ path }) => path === "broken.js");
  expect(found?.line).toBeGreaterThanOrEqual(2);
});

test("a binary with a .js name is listed, not read", () => {
  const analysis = analyze(
    small({ "picture.js": new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0, 0xff, 0xfe]) }),
  );
  expect(paths(analysis)).toContain("/health");
  expect(analysis.diagnostics.some(({ path }) => path === "picture.js")).toBe(true);
});

test("links in a circle and links that lead out are left out and said", () => {
  const root = small();
  const outside = makeApp({ "secret.js": 'app.get("/outside", f)' });
  symlinkSync("loop-b", join(root, "loop-a"));
  symlinkSync("loop-a", join(root, "loop-b"));
  symlinkSync(root, join(root, "itself"));
  symlinkSync(outside, join(root, "outside"));
  const analysis = analyze(root);
  expect(paths(analysis)).toEqual(["/health"]);
  const skipped = analysis.diagnostics.filter(({ code }) => code === "file-skipped").map(({ path }) => path);
  expect(skipped).toEqual(expect.arrayContaining(["loop-a", "loop-b", "outside"]));
});

test("names with spaces and other letters are paths like any", () => {
  const analysis = analyze(small({ "src/größe und maß.js": 'require("express")().get("/maß", (q, r) => r.end());\n' }));
  const route = analysis.routes.find(({ path }) => path === "/maß");
  expect(route?.evidence[0]?.path).toBe("src/größe und maß.js");
});

test("a Procfile with CRLF and no final newline is read whole", () => {
  const analysis = analyze(small({ Procfile: "web: node server.js\r\nworker: node worker.js" }));
  expect(analysis.heroku.processes.map(({ type, command }) => [type, command])).toEqual([
    ["web", "node server.js"],
    ["worker", "node worker.js"],
  ]);
});

test("a broken app.json is named with line and column", () => {
  const analysis = analyze(small({ "app.json": '{\n  "name": "x",\n  "env": { "A": }\n}\n' }));
  const found = analysis.diagnostics.find(({ path }) => path === "app.json");
  expect(found?.line).toBe(3);
  expect(found?.message).toMatch(/column 17|3:17/);
});

test("a circular tsconfig extends is said and does not hang", () => {
  const analysis = analyze(
    small({
      "tsconfig.json": '{ "extends": "./b.json" }',
      "b.json": '{ "extends": "./tsconfig.json" }',
      "src/a.ts": 'import { b } from "@/b";\nexport const a = b;\n',
      "src/b.ts": "export const b = 1;\n",
    }),
  );
  expect(analysis.diagnostics.find(({ code }) => code === "tsconfig-circular")?.message).toContain("extends itself");
});

test("an output folder that cannot be written ends with 2, nothing half-written", () => {
  const root = small();
  writeFileSync(join(root, "blocked"), "a file where a folder is needed");
  const run = runMigrate(["analyze", root, "--out", join(root, "blocked")]);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain("cannot write");
  expect(readFileSync(join(root, "blocked"), "utf8")).toBe("a file where a folder is needed");
});

test("a kill in the middle leaves no half-written file, and the next run is right", async () => {
  const files: Record<string, string> = {};
  for (let i = 0; i < 400; i += 1)
    files[`src/module-${i}.js`] =
      `const m = require("./module-${(i + 1) % 400}");\nmodule.exports = { f${i}() { return m; } };\n`.repeat(20);
  const root = small(files);
  const expected = runMigrate(["analyze", root, "--json", "--no-cache"]).stdout;
  for (const delay of [150, 300, 450, 600]) {
    const child = spawn(process.execPath, [BIN, "analyze", root], { stdio: "ignore" });
    await new Promise((resolve) => setTimeout(resolve, delay));
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    const output = join(root, "migration", "analysis.json");
    if (existsSync(output)) expect(readFileSync(output, "utf8")).toBe(expected);
  }
  expect(runMigrate(["analyze", root]).code).toBe(0);
  expect(readOutput(root, "analysis.json")).toBe(expected);
});

test("two runs at once agree", async () => {
  const root = small();
  const runs = [0, 1, 2].map(
    () =>
      new Promise<number | null>((resolve) =>
        spawn(process.execPath, [BIN, "analyze", root], { stdio: "ignore" }).once("close", resolve),
      ),
  );
  expect(await Promise.all(runs)).toEqual([0, 0, 0]);
  expect(readOutput(root, "analysis.json")).toBe(runMigrate(["analyze", root, "--json", "--no-cache"]).stdout);
  expect(readdirSync(join(root, "migration")).sort()).toEqual(["analysis.json", "report.md"]);
});

test.each([
  [["--views", "colour=3"], 'unknown view "colour"'],
  [["--views", "static=-1"], "weight of static"],
  [["--resolution", "0"], "--resolution takes a number above 0"],
  [["--pin", "A near B"], '--pin does not understand "A near B"'],
  [["--fail-on", "everything"], '--fail-on does not know "everything"'],
  [["--capture", "/nowhere"], "capture folder"],
  [["--config", "/nowhere.yaml"], "does not exist"],
  [["--frobnicate"], "unknown option"],
])("a bad flag %j ends with 2 and says what is wrong", (flags, message) => {
  const run = runMigrate(["analyze", small(), ...flags]);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain(message);
});

test("an unknown key of valueline.yaml is named with its line", () => {
  const run = runMigrate(["analyze", small({ "valueline.yaml": "resolution: 2\ncolour: red\n" })]);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('valueline.yaml:2: unknown key "colour"');
});

test("our own output is not taken for the app's code", () => {
  const root = small();
  mkdirSync(join(root, "migration"), { recursive: true });
  writeFileSync(
    join(root, "migration/generated.json"),
    JSON.stringify({ files: { "services/billing/src/app.js": {} } }),
  );
  makeApp({ "services/billing/src/app.js": 'require("express")().get("/generated", f);\n' }, root);
  expect(paths(analyze(root))).toEqual(["/health"]);
});
