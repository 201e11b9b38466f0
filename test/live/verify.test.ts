/**
 * `migrate verify` on a real Docker Engine, started here with a folder and a socket of its own.
 * Base images are stand-ins under the official names (see stand-ins.ts for what each lacks). The fixture's lock file is
 * left out: this registry does not serve every optional platform package that \`npm ci\` wants to see locked.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docker, makeStandIn, nodeStandIn, postgresStandIn, redisStandIn } from "./stand-ins.js";

const ROOT = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "verify-"));
const host = `unix://${join(folder, "docker.sock")}`;
const app = join(folder, "app");
let engine: ChildProcess;

async function startEngine(): Promise<void> {
  engine = spawn(
    "dockerd",
    [
      "--data-root",
      join(folder, "data"),
      "--exec-root",
      join(folder, "exec"),
      "--pidfile",
      join(folder, "pid"),
      "-H",
      host,
      "--bip",
      "172.31.250.1/24",
    ],
    { stdio: "ignore" },
  );
  for (let tries = 0; tries < 120; tries += 1) {
    if (spawnSync("docker", ["info"], { env: { ...process.env, DOCKER_HOST: host }, stdio: "ignore" }).status === 0)
      return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("dockerd does not start: this test needs Debian's docker.io and root");
}

const stopEngine = (): Promise<void> =>
  new Promise((resolve) => {
    engine.once("exit", () => resolve());
    engine.kill("SIGTERM");
  });

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `during` sees stderr as it grows. */
function verify(
  args: readonly string[],
  during: (err: string) => void = () => undefined,
  engineHost = host,
): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, "bin/migrate.js"), "verify", app, "--quiet", ...args], {
      env: { ...process.env, DOCKER_HOST: engineHost, DOCKER_BUILDKIT: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      err += chunk.toString();
      during(err);
    });
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

const ours = (): string =>
  docker(host, ["ps", "-aq", "--filter", "label=valueline.verify"]) +
  docker(host, ["network", "ls", "-q", "--filter", "label=valueline.verify"]);

beforeAll(async () => {
  mkdirSync(app, { recursive: true });
  cpSync(join(ROOT, "fixtures/neobank-node/app"), app, {
    recursive: true,
    filter: (path) => !/node_modules|package-lock\.json$/.test(path),
  });
  writeFileSync(join(folder, "values.env"), "DATABASE_SSL=off\n");
  spawnSync(process.execPath, [join(ROOT, "bin/migrate.js"), "manifests", app, "--target", "compose", "--quiet"]);
  await startEngine();
  makeStandIn(host, redisStandIn("redis:7.4-bookworm"));
  makeStandIn(host, postgresStandIn("postgres:16-bookworm"));
  makeStandIn(host, nodeStandIn("node:20-bookworm-slim"));
}, 600_000);

afterAll(async () => {
  if (existsSync(join(folder, "pid"))) await stopEngine();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}, 120_000);

describe("verify", () => {
  it("boots stores, release phase and every process, asks once, sends once, and leaves only what is not its own", async () => {
    const foreign = docker(host, ["run", "-d", "redis:7.4-bookworm"]).trim();
    const { code, out } = await verify(["--env-file", join(folder, "values.env")]);
    expect(out).not.toContain("FAILED");
    expect(code).toBe(0);
    for (const row of [
      /ok +postgres +ready/,
      /ok +redis +ready/,
      /ok +release +release phase/,
      /ok +web +health/,
      /ok +worker/,
      /ok +clock/,
      /ok +web +request/,
      /ok +redis +message/,
    ])
      expect(out).toMatch(row);
    expect(ours()).toBe("");
    expect(docker(host, ["ps", "-q", "--no-trunc"]).trim()).toBe(foreign);
    docker(host, ["rm", "-f", foreign]);
  }, 900_000);

  it("reports a process that is killed", async () => {
    let killed = false;
    const { code, out } = await verify(["--env-file", join(folder, "values.env")], (err) => {
      if (killed || !err.includes("starting web")) return;
      killed = true;
      docker(host, ["kill", docker(host, ["ps", "-q", "--filter", "name=redis"]).trim()]);
    });
    expect(code).toBe(1);
    expect(out).toMatch(/FAILED +\S+ /);
    expect(ours()).toBe("");
  }, 900_000);

  it("ends cleanly when the engine stops in the middle, and the next run sweeps what is left", async () => {
    let stopped: Promise<void> | null = null;
    const { code, err } = await verify(["--env-file", join(folder, "values.env")], (text) => {
      if (stopped === null && text.includes("starting release")) stopped = stopEngine();
    });
    await stopped;
    expect(code).toBe(2);
    expect(err).toContain("the Docker Engine went away");
    expect(err).not.toContain("bug in valueline");
    await startEngine();
    await verify(["--env-file", join(folder, "values.env"), "--timeout", "1"]);
    expect(ours()).toBe("");
  }, 900_000);

  it("says so when no engine answers", async () => {
    const { code, err } = await verify([], () => undefined, "unix:///nonexistent/docker.sock");
    expect(code).toBe(2);
    expect(err).toContain("no Docker Engine answers");
  }, 60_000);
});
