/** Runs the judges that nobody here wrote; a missing one is an error, never a skip. */
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

let installed: string | null = null;

/** Their folder; installed on first use, as `.ci/run` does before the tests. */
export function judges(): string {
  installed ??= execFileSync("bash", [join(import.meta.dirname, "install.sh")], { encoding: "utf8" }).trim();
  return installed;
}

/** What a program says when it refuses, "" when it is content. */
export function verdict(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): string {
  const result = spawnSync(join(judges(), program), [...args], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 64 << 20,
  });
  if (result.error !== undefined)
    throw new Error(`the judge ${program} is missing: run test/live/judges/install.sh`, { cause: result.error });
  return result.status === 0 ? "" : `${result.stdout}\n${result.stderr}`.trim() || `exit code ${result.status}`;
}

export function output(program: string, args: readonly string[], cwd: string): string {
  return execFileSync(join(judges(), program), [...args], { cwd, encoding: "utf8", maxBuffer: 64 << 20 });
}
