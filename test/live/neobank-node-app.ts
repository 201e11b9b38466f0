/** Decides, generates and boots `fixtures/neobank-node/app` with its own migrations, on PostgreSQL and Redis. */
import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { runMigrate } from "../cli/run-migrate.js";
import { copyFixture } from "../copy-fixture.js";
import { type Postgres, startPostgres } from "./postgres.js";
import { freePort, HOST, type Processes, startRedis, until } from "./servers.js";

const run = promisify(execFile);
export const SECRET = "only-for-this-test-run";

export interface NeobankNode {
  readonly url: string;
  readonly source: string;
  readonly postgres: Postgres;
  readonly redisUrl: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs JavaScript in the app and returns what it prints. */
  runner(code: string): Promise<string>;
}

/** As a person would: decided by flags, generated, the patch applied. */
export function decideAndGenerate(source: string, ...set: readonly string[]): void {
  copyFixture("neobank-node", source);
  for (const command of [
    ["select", source, "--yes", ...set.flatMap((answer) => ["--set", answer])],
    ["generate", source, "--apply"],
  ]) {
    const { code, stderr } = runMigrate([...command, "--quiet"]);
    if (code !== 0) throw new Error(stderr);
  }
}

export const install = async (folder: string): Promise<void> => {
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: folder, maxBuffer: 1 << 26 });
};

export async function startNeobankNode(
  root: string,
  source: string,
  processes: Processes,
  more: NodeJS.ProcessEnv,
): Promise<NeobankNode> {
  // The fixture's lock lacks optional packages of other platforms, and the patch has added to package.json.
  rmSync(join(source, "package-lock.json"));
  await install(source);
  const [postgres, redisUrl] = await Promise.all([startPostgres(root, processes), startRedis(root, processes)]);
  const port = await freePort();
  const env = {
    ...process.env,
    NODE_ENV: "development",
    PORT: String(port),
    DATABASE_URL: postgres.url,
    REDIS_URL: redisUrl,
    VALUELINE_IDENTITY_SECRET: SECRET,
    ...more,
  };
  await run("npx", ["sequelize-cli", "db:migrate"], { cwd: source, env });
  for (const name of ["web", "worker", "valueline_relay"]) {
    const line = new RegExp(`^${name}: (.+)$`, "m").exec(readFileSync(join(source, "Procfile"), "utf8"))?.[1];
    if (line === undefined) throw new Error(`the Procfile has no ${name}`);
    processes.start(name, line.split(" "), { cwd: source, env });
  }
  const url = `http://${HOST}:${port}`;
  await until("the monolith", async () => (await fetch(`${url}/health/ready`)).ok);
  return {
    url,
    source,
    postgres,
    redisUrl,
    env,
    runner: async (code) => {
      const script = join(source, "runner.tmp.js");
      writeFileSync(
        script,
        `(async () => {${code}})().then(() => process.exit(0), (e) => { console.error(e); process.exit(1); });`,
      );
      return (await run(process.execPath, [script], { cwd: source, env })).stdout;
    },
  };
}
