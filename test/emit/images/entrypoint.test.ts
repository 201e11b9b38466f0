import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ENTRYPOINT } from "../../../src/emit/images/entrypoint.js";

const folder = mkdtempSync(join(tmpdir(), "entrypoint-"));
writeFileSync(join(folder, "entrypoint"), ENTRYPOINT);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command line; sends SIGTERM when it says "ready". */
function run(
  command: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn("bash", [join(folder, "entrypoint"), command], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("ready") && !output.includes("got")) child.kill("SIGTERM");
    });
    child.on("close", (code) => resolve({ code, output }));
  });
}

const NODE =
  'node -e \'for (const s of ["SIGTERM","SIGQUIT"]) process.on(s, () => { console.log("got " + s); process.exit(0); }); console.log("ready"); setInterval(() => {}, 1000)\'';

describe("entrypoint", () => {
  it("keeps a command's exit code", async () => expect((await run("exit 3")).code).toBe(3));

  it("passes SIGTERM to a program behind a shell, as a dyno does", async () => {
    const { output } = await run(`true && ${NODE}; true`);
    expect(output).toContain("got SIGTERM");
  });

  it("sends what REMAP_SIGTERM names instead", async () => {
    const { output } = await run(`true && ${NODE}; true`, { REMAP_SIGTERM: "SIGQUIT" });
    expect(output).toContain("got SIGQUIT");
  });
});
