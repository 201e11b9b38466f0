/** `migrate generate` where something is in the way: nothing half-written, and the cause said. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyFixture } from "../copy-fixture.js";
import { BIN, makeTemporary, REPO, runMigrate } from "./run-migrate.js";

const FIXTURE = join(REPO, "fixtures", "neobank-rails");
const root = makeTemporary();
const app = join(root, "app");
const generate = (...flags: readonly string[]) => runMigrate(["generate", app, "--quiet", ...flags]);
const written = (folder: string): readonly string[] =>
  existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]).sort() : [];
const decisions = join(app, "migration/decisions.yaml");

beforeAll(() => {
  copyFixture("neobank-rails", app);
  execFileSync("git", ["init", "-q"], { cwd: app });
  const run = runMigrate(["select", app, "--quiet", "--answers", join(FIXTURE, "answers.yaml")]);
  expect(run.code, run.stderr).toBe(0);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function withDecisions(change: (text: string) => string, run: () => void): void {
  const text = readFileSync(decisions, "utf8");
  expect(change(text)).not.toBe(text);
  writeFileSync(decisions, change(text));
  try {
    run();
  } finally {
    writeFileSync(decisions, text);
  }
}

test("a folder that cannot be made ends with 2 and leaves nothing", () => {
  const blocked = join(root, "blocked");
  writeFileSync(blocked, "a file");
  const run = generate("--out", join(blocked, "below"));
  expect([run.code, readFileSync(blocked, "utf8")]).toEqual([2, "a file"]);
  expect(run.stderr).toContain("hint:");
});

// A file system of 128 kB and one that is read-only: root may write anywhere else.
test.each([
  ["full", "size=128k", /nothing was written: ENOSPC/],
  ["read-only", "size=1m,ro", /nothing was written/],
])("a %s disk ends with 2 and leaves no file", (name, options, said) => {
  const disk = join(root, name);
  mkdirSync(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", disk]);
  try {
    const run = generate("--out", disk);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(said);
    const left = written(disk).filter((path) => /\.[a-z]+$/.test(path) && !path.startsWith(".migrate-cache/"));
    expect(left).toEqual([]);
  } finally {
    execFileSync("umount", [disk]);
  }
});

test("a kill in the middle leaves whole files only, and the next run completes them", async () => {
  const complete = join(root, "complete");
  expect(generate("--out", complete).code).toBe(0);
  for (const delay of [700, 1500]) {
    const out = join(root, `killed-${delay}`);
    const child = spawn(process.execPath, [BIN, "generate", app, "--quiet", "--out", out], { stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("close", resolve));
    await new Promise((resolve) => setTimeout(resolve, delay));
    child.kill("SIGKILL");
    await ended;
    for (const path of written(out).filter((one) => !one.endsWith(".tmp") && existsSync(join(complete, one)))) {
      if (!/\.[a-z]+$/.test(path)) continue;
      expect(readFileSync(join(out, path), "utf8"), path).toBe(readFileSync(join(complete, path), "utf8"));
    }
    expect(generate("--out", out).code).toBe(0);
    for (const path of written(complete)) expect(existsSync(join(out, path)), path).toBe(true);
  }
});

test("a decision for a service that no longer exists is named, with what to do", () => {
  withDecisions(
    (text) => text.replace("- notifications", "- gone-since"),
    () => {
      const run = generate("--dry-run");
      expect(run.code).toBe(2);
      expect(run.stderr).toContain("gone-since");
      expect(run.stderr).toContain("hint:");
    },
  );
});

/** The service that the tool proposes and the answers leave in the monolith, now extracted as well. */
function extractProposed(text: string): { readonly text: string; readonly name: string } {
  const [head, name = ""] = /services:\n {2}(\S+):\n {4}extract: false/.exec(text) ?? [""];
  return { text: text.replace(head, head.replace("false", "true")), name };
}

test("a route that two services claim is named with both", () => {
  let name = "";
  withDecisions(
    (before) => {
      const proposed = extractProposed(before);
      name = proposed.name;
      return proposed.text.replace(/ {4}modules:\n/, "    modules:\n      - card\n");
    },
    () => {
      const run = generate("--dry-run");
      expect(run.code).toBe(2);
      const both = `(${name} and authorizations|authorizations and ${name})`;
      expect(run.stderr).toMatch(new RegExp(`two services claim the route \\S+ \\S+: ${both}`));
    },
  );
});

test("two services of one name are refused", () => {
  withDecisions(
    (before) => {
      const { text, name } = extractProposed(before);
      return text.replace(`name: ${name}\n`, "name: Authorizations\n");
    },
    () => {
      const run = generate("--dry-run");
      expect([run.code, run.stderr]).toEqual([2, expect.stringMatching(/authorizations/i)]);
    },
  );
});
