/** Starts a Docker Engine with a folder and a socket of its own, and runs `migrate verify` against it. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "./stand-ins.js";

const ROOT = join(import.meta.dirname, "../..");

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface VerifyRun {
  /** Sees stderr as it grows, and the process that writes it. */
  readonly during?: (err: string, child: ChildProcess) => void;
  readonly host?: string;
}

export class DockerEngine {
  readonly folder = mkdtempSync(join(tmpdir(), "engine-"));
  readonly host = `unix://${join(this.folder, "docker.sock")}`;
  private engine: ChildProcess | null = null;
  private ahead = 0;
  private turn: ChildProcess | null = null;

  /** Needs Debian's docker.io and root. */
  async start(): Promise<void> {
    this.turn ??= await takeTurn();
    const bridge = ["--bip", "172.31.250.1/24", "--default-address-pool", "base=172.30.250.0/24,size=28"];
    const place = ["--data-root", join(this.folder, "data"), "--exec-root", join(this.folder, "exec")];
    const args = [...place, "--pidfile", join(this.folder, "pid"), "-H", this.host, ...bridge];
    this.engine = spawn("dockerd", args, { stdio: "ignore" });
    for (let tries = 0; tries < 120; tries += 1) {
      const env = { ...process.env, DOCKER_HOST: this.host };
      if (spawnSync("docker", ["info"], { env, stdio: "ignore" }).status === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error("dockerd does not start: this test needs Debian's docker.io and root");
  }

  stop(): Promise<void> {
    const { engine } = this;
    this.engine = null;
    return new Promise((resolve) => {
      if (engine === null) return resolve();
      engine.once("exit", () => resolve());
      engine.kill("SIGTERM");
    });
  }

  async remove(): Promise<void> {
    if (existsSync(join(this.folder, "pid"))) await this.stop();
    this.turn?.stdin?.end();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** A build whose layers a later one of the same folder takes from the engine's cache. */
  buildAhead(context: string, dockerfile: string): void {
    const tag = `ahead:${this.ahead}`;
    this.ahead += 1;
    this.docker(["build", "-q", "-t", tag, "-f", join(context, dockerfile), context]);
  }

  docker(args: readonly string[]): string {
    return docker(this.host, args);
  }

  /** Ids of all that `verify` made and left. */
  left(): string {
    const filter = ["--filter", "label=valueline.verify"];
    return [
      ["ps", "-aq"],
      ["network", "ls", "-q"],
      ["images", "-q"],
    ]
      .map((command) => this.docker([...command, ...filter]))
      .join("");
  }

  verify(app: string, args: readonly string[], { during, host = this.host }: VerifyRun = {}): Promise<Run> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [join(ROOT, "bin/migrate.js"), "verify", app, "--quiet", ...args], {
        env: { ...process.env, DOCKER_HOST: host, DOCKER_BUILDKIT: "0" },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let out = "";
      let err = "";
      child.stdout.on("data", (chunk: Buffer) => {
        out += chunk.toString();
      });
      child.stderr.on("data", (chunk: Buffer) => {
        err += chunk.toString();
        during?.(err, child);
      });
      child.on("close", (code) => resolve({ code, out, err }));
    });
  }
}

/** Two engines would fight over one docker0 and one set of firewall rules. The lock ends with our end of the pipe. */
async function takeTurn(): Promise<ChildProcess> {
  const holder = spawn("flock", [join(tmpdir(), "valueline-docker-engine.lock"), "sh", "-c", "echo mine; exec cat"]);
  await new Promise((resolve, reject) => holder.stdout.once("data", resolve).once("close", reject));
  return holder;
}

/** A fixture with its decided services, its monolith patched, and the manifests of some targets. */
export function splitFixture(name: string, app: string, targets: readonly string[] = ["compose"]): void {
  const fixture = join(ROOT, "fixtures", name);
  spawnSync("cp", ["-r", join(fixture, "app"), app]);
  spawnSync("git", ["init", "-q"], { cwd: app });
  const run = (...args: readonly string[]): void => {
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "bin/migrate.js"), ...args, "--quiet"], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`migrate ${args[0]}: ${stderr}`);
  };
  run("select", app, "--answers", join(fixture, "answers.yaml"));
  run("generate", app, "--apply");
  run("manifests", app, ...targets.flatMap((target) => ["--target", target]));
}
