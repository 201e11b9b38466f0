/** Copies a fixture and installs what it depends on, so that its framework can judge it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll } from "vitest";
import { copyFixture } from "../copy-fixture.js";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function installFixture(fixture: string): string {
  const folder = mkdtempSync(join(tmpdir(), "fixture-"));
  folders.push(folder);
  copyFixture(fixture, folder);
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"], { cwd: folder });
  return folder;
}

/** What a script of `judges/` prints, run inside the folder. */
export function askJudge(folder: string, script: string, ...args: string[]): unknown {
  const command = [resolve("test/live/judges", script), ...args];
  return JSON.parse(execFileSync("node", command, { cwd: folder, encoding: "utf8" }));
}
