/** Starts Debian's PostgreSQL on a free port, as the user that it insists on. */
import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort, HOST, type Processes, until } from "./servers.js";

const run = promisify(execFile);
const LIBRARY = "/usr/lib/postgresql";
/** The server refuses to run as root. */
const AS = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"];

export interface Postgres {
  readonly url: string;
  /** Rows of tab-separated columns. */
  sql(text: string): Promise<readonly string[][]>;
}

export async function startPostgres(root: string, processes: Processes): Promise<Postgres> {
  const bin = join(LIBRARY, readdirSync(LIBRARY).sort().at(-1)!, "bin");
  const port = await freePort();
  const folder = join(root, "postgres");
  mkdirSync(folder);
  chmodSync(root, 0o755);
  await run("chown", ["postgres", folder]);
  const data = join(folder, "data");
  const initdb = ["-D", data, "--username=app", "--auth=trust", "--no-locale", "-E", "UTF8", "--no-sync"];
  await run(AS[0]!, [...AS.slice(1), join(bin, "initdb"), ...initdb]);
  const command = [join(bin, "postgres"), "-D", data, "-p", String(port), "-k", folder, "-h", HOST];
  processes.start("postgres", [...AS, ...command], { cwd: folder, env: process.env });
  const server = `postgres://app@${HOST}:${port}`;
  await until("PostgreSQL", async () => (await run("psql", [`${server}/postgres`, "-c", "SELECT 1"])) !== null);
  await run("psql", [`${server}/postgres`, "-c", "CREATE DATABASE app"]);
  const url = `${server}/app`;
  return {
    url,
    sql: async (text) => {
      const { stdout } = await run("psql", [url, "-v", "ON_ERROR_STOP=1", "-qAtF", "\t", "-c", text]);
      return stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.split("\t"));
    },
  };
}
