/** Writes are safe: listed first, all or none, never over a person's edit, and what is left over is told. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findDrift, writeArtifacts } from "../../src/io/artifacts.js";
import type { Artifact } from "../../src/model/artifact.js";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "artifacts-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const made = (path: string, content: string, policy: Artifact["policy"] = "generated"): Artifact => ({
  path,
  content,
  policy,
  because: `makes ${path}`,
});
const write = (artifacts: readonly Artifact[], dryRun = false) =>
  writeArtifacts(root, artifacts, { group: "generate", dryRun });
const actions = (artifacts: readonly Artifact[], dryRun = false) =>
  Object.fromEntries(write(artifacts, dryRun).map(({ path, action }) => [path, action]));
const text = (path: string): string => readFileSync(join(root, path), "utf8");

const A = made("services/a/main.ts", "a");
const B = made("services/b/main.ts", "b");
const PORTED = made("services/a/handler.ts", "port me", "once");

describe("writeArtifacts", () => {
  it("lists every file with its reason in a dry run, and writes nothing", () => {
    expect(write([A, B], true)).toEqual([
      { path: "services/a/main.ts", action: "create", because: "makes services/a/main.ts" },
      { path: "services/b/main.ts", action: "create", because: "makes services/b/main.ts" },
    ]);
    expect(readdirSync(root)).toEqual([]);
  });

  it("changes nothing the second time, and only its files when a decision changes", () => {
    write([A, B]);
    const record = text("migration/generated.json");
    expect(actions([A, B])).toEqual({ "services/a/main.ts": "unchanged", "services/b/main.ts": "unchanged" });
    expect(text("migration/generated.json")).toBe(record);
    expect(actions([A, made("services/b/main.ts", "b2")])).toEqual({
      "services/a/main.ts": "unchanged",
      "services/b/main.ts": "update",
    });
    expect(text("services/b/main.ts")).toBe("b2");
  });

  it("leaves alone what a person edited, ported, or had there before", () => {
    mkdirSync(join(root, "services/b"), { recursive: true });
    writeFileSync(join(root, "services/b/main.ts"), "a person's own");
    write([A, B, PORTED]);
    writeFileSync(join(root, "services/a/main.ts"), "edited");
    writeFileSync(join(root, "services/a/handler.ts"), "ported");
    const next = [
      made("services/a/main.ts", "a2"),
      made("services/b/main.ts", "b2"),
      made("services/a/handler.ts", "port me too", "once"),
    ];
    expect(actions(next)).toEqual({
      "services/a/handler.ts": "kept",
      "services/a/main.ts": "kept",
      "services/b/main.ts": "kept",
    });
    expect([text("services/a/main.ts"), text("services/b/main.ts"), text("services/a/handler.ts")]).toEqual([
      "edited",
      "a person's own",
      "ported",
    ]);
    expect(findDrift(root)).toEqual([{ path: "services/a/main.ts", state: "edited" }]);
  });

  it("tells what a removed service leaves over, until a person deletes it", () => {
    write([A, B]);
    expect(actions([A])).toEqual({ "services/a/main.ts": "unchanged", "services/b/main.ts": "leftover" });
    expect(existsSync(join(root, "services/b/main.ts"))).toBe(true);
    rmSync(join(root, "services/b/main.ts"));
    expect(actions([A])).toEqual({ "services/a/main.ts": "unchanged" });
  });

  it("writes all or nothing: a path that is not to be had leaves the others unwritten", () => {
    writeFileSync(join(root, "services"), "a file where a folder is needed");
    expect(() => write([made("contracts/x.yaml", "x"), A])).toThrow(/nothing was written/);
    expect(existsSync(join(root, "contracts/x.yaml"))).toBe(false);
    expect(readdirSync(root).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("follows no link that leads out, and refuses two files of one name", () => {
    const outside = mkdtempSync(join(tmpdir(), "outside-"));
    symlinkSync(outside, join(root, "services"));
    expect(() => write([A])).toThrow(/symbolic link that leads out/);
    expect(readdirSync(outside)).toEqual([]);
    rmSync(outside, { recursive: true });
    expect(() => write([made("contracts/A.yaml", "x"), made("contracts/a.yaml", "y")])).toThrow(/two generated files/);
  });
});
