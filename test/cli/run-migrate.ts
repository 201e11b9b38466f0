/** Runs the built command as a user would, and small apps to run it on. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Analysis } from "../../src/model/analysis.js";

export const REPO = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const BIN = join(REPO, "bin", "migrate.js");

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runMigrate(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; node?: string } = {},
): Run {
  const result = spawnSync(options.node ?? process.execPath, [BIN, ...args], {
    encoding: "utf8",
    cwd: options.cwd ?? REPO,
    env: { ...process.env, ...options.env },
    maxBuffer: 256 * 1024 * 1024,
  });
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}

export const makeTemporary = (): string => mkdtempSync(join(tmpdir(), "valueline-"));

/** Writes an app from path -> content and returns its folder. */
export function makeApp(files: Readonly<Record<string, string | Uint8Array>>, root: string = makeTemporary()): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

export function analyze(root: string, ...flags: readonly string[]): Analysis {
  const run = runMigrate(["analyze", root, "--json", "--no-cache", ...flags]);
  if (run.code !== 0) throw new Error(`analyze ended with ${run.code}: ${run.stderr}`);
  return JSON.parse(run.stdout) as Analysis;
}

export const readOutput = (root: string, name: string): string => readFileSync(join(root, "migration", name), "utf8");

export function git(root: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=A Person", "-c", "user.email=person@example.com"];
  const run = spawnSync("git", ["-C", root, ...identity, ...args], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`git ${args.join(" ")}: ${run.stderr}`);
  return run.stdout;
}
