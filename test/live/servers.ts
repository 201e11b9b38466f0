/** Starts Debian's own servers on free ports, and kills and restarts them as the tests of faults want. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
export const HOST = "127.0.0.1";

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

export async function until(what: string, ready: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 180_000; Date.now() < end; ) {
    if (await ready().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not start within 180 s`);
}

export class Processes {
  private readonly children = new Map<string, ChildProcess>();
  private readonly output = new Map<string, string>();
  private readonly again = new Map<string, () => ChildProcess>();

  start(name: string, command: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }): ChildProcess {
    const [file = "", ...args] = command;
    const child = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const keep = (chunk: Buffer): void => {
      this.output.set(name, (this.log(name) + chunk.toString()).slice(-200_000));
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    this.children.set(name, child);
    this.again.set(name, () => this.start(name, command, options));
    return child;
  }

  /** Sends the signal and waits for the end. */
  async kill(name: string, signal: NodeJS.Signals): Promise<void> {
    const child = this.children.get(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  /** As it was started before. */
  restart(name: string): ChildProcess {
    const start = this.again.get(name);
    if (start === undefined) throw new Error(`${name} was never started`);
    return start();
  }

  log(name: string): string {
    return this.output.get(name) ?? "";
  }

  async stop(): Promise<void> {
    const ends = [...this.children.values()].reverse().map(
      (child) =>
        new Promise<void>((resolve) => {
          if (child.exitCode !== null || child.signalCode !== null) return resolve();
          const hard = setTimeout(() => child.kill("SIGKILL"), 8000);
          child.once("exit", () => {
            clearTimeout(hard);
            resolve();
          });
          child.kill("SIGTERM");
        }),
    );
    await Promise.all(ends);
  }
}

export async function startMariadb(root: string, processes: Processes): Promise<number> {
  const data = join(root, "mariadb");
  mkdirSync(data);
  const socket = join(root, "mariadb.sock");
  const port = await freePort();
  await run("mariadb-install-db", [
    "--no-defaults",
    "--user=root",
    `--datadir=${data}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
  ]);
  processes.start(
    "mariadb",
    [
      "mariadbd",
      "--no-defaults",
      "--user=root",
      `--datadir=${data}`,
      `--socket=${socket}`,
      `--port=${port}`,
      `--bind-address=${HOST}`,
      "--innodb-buffer-pool-size=32M",
      "--innodb-log-file-size=16M",
    ],
    { cwd: root, env: process.env },
  );
  const sql = (text: string) => run("mariadb", ["--no-defaults", "-uroot", `--socket=${socket}`, "-e", text]);
  await until("MariaDB", async () => (await sql("SELECT 1")) !== null);
  await sql(
    `CREATE DATABASE neobank CHARACTER SET utf8mb4; CREATE USER 'app'@'${HOST}' IDENTIFIED BY 'app'; GRANT ALL ON *.* TO 'app'@'${HOST}'`,
  );
  return port;
}

export async function startRedis(root: string, processes: Processes, more: readonly string[] = []): Promise<string> {
  const port = await freePort();
  const command = ["redis-server", "--port", String(port), "--bind", HOST, "--save", "", "--dir", root, ...more];
  processes.start("redis", command, { cwd: root, env: process.env });
  await until("Redis", async () => (await run("redis-cli", ["-p", String(port), "ping"])).stdout.startsWith("PONG"));
  return `redis://${HOST}:${port}/0`;
}

/** JetStream on disk; the second port answers /jsz and /healthz. */
export async function startNats(root: string, processes: Processes): Promise<{ url: string; monitor: string }> {
  const [port, http] = [await freePort(), await freePort()];
  const command = ["nats-server", "-a", HOST, "-p", String(port), "-m", String(http), "-js", "-sd", join(root, "nats")];
  processes.start("nats", command, { cwd: root, env: process.env });
  const monitor = `http://${HOST}:${http}`;
  await until("NATS", async () => (await fetch(`${monitor}/healthz`)).ok);
  return { url: `nats://${HOST}:${port}`, monitor };
}

export interface Rabbitmq {
  readonly url: string;
  ctl(...args: readonly string[]): Promise<string>;
  /** Resolves once the node, started or restarted, takes connections. */
  ready(): Promise<void>;
}

/** One node with a name, an epmd and a cookie of its own. The wrapper in sbin would become another user. */
export async function startRabbitmq(root: string, processes: Processes): Promise<Rabbitmq> {
  const bin = "/usr/lib/rabbitmq/bin";
  const [port, dist, epmd] = [await freePort(), await freePort(), await freePort()];
  const env = {
    ...process.env,
    HOME: root,
    ERL_EPMD_PORT: String(epmd),
    RABBITMQ_NODENAME: `faults${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: HOST,
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(dist),
    RABBITMQ_MNESIA_BASE: join(root, "rabbitmq"),
    RABBITMQ_LOG_BASE: join(root, "rabbitmq-log"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(root, "no-plugins"),
    RABBITMQ_CONF_ENV_FILE: join(root, "no-env"),
    RABBITMQ_CONFIG_FILE: join(root, "no-config"),
    RABBITMQ_LOGS: "-",
    // The script becomes the virtual machine itself, so that a signal reaches it.
    RUNNING_UNDER_SYSTEMD: "true",
  };
  processes.start("epmd", ["epmd", "-port", String(epmd)], { cwd: root, env });
  processes.start("rabbitmq", [`${bin}/rabbitmq-server`], { cwd: root, env });
  const ctl = async (...args: readonly string[]): Promise<string> =>
    (await run(`${bin}/rabbitmqctl`, ["--quiet", ...args], { cwd: root, env })).stdout;
  const ready = (): Promise<void> => until("RabbitMQ", () => accepts(port));
  await ready();
  return { url: `amqp://guest:guest@${HOST}:${port}`, ctl, ready };
}

/** Asked for its protocol, a broker that takes connections answers at once. */
const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, HOST, () => socket.write("AMQP\0\0\u0009\u0001"));
    const end = (answered: boolean) => () => {
      resolve(answered);
      socket.destroy();
    };
    socket.once("data", end(true)).once("error", end(false)).once("close", end(false)).setTimeout(2000, end(false));
  });
