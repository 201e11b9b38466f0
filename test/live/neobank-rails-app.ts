/** Boots `fixtures/neobank-rails/app` from Debian's own packages and returns handles to it. */
import { type ChildProcess, execFile } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { copyFixture } from "../copy-fixture.js";
import { freePort, HOST, Processes, startMariadb, startRedis, until } from "./servers.js";

// Packages: ruby-rails ruby-sidekiq ruby-mysql2 ruby-bcrypt ruby-clockwork puma mariadb-server redis-server.
// By hand, in this order, each in the copied folder with the environment of `railsEnvironment` below:
//   mariadb-install-db and mariadbd on a data folder of their own; redis-server; `bundle install --local` (Bundler 2.3.15);
//   `bin/rails db:schema:load db:seed`; `bundle exec puma -C config/puma.rb`; `bundle exec sidekiq -C config/sidekiq.yml`.
// Seeded people: ada@example.com, bob@example.com, staff@example.com (back office), all "correct horse";
// Ada's card is "ic_demo"; the card processor's token is "processor-token".

const run = promisify(execFile);

export interface NeobankRails {
  /** Base URL of the web process. */
  readonly url: string;
  /** "mysql2://…" as Rails reads it. */
  readonly databaseUrl: string;
  readonly databasePort: number;
  readonly redisUrl: string;
  /** The copy that runs; the fixture itself is never written to. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** What a process ("web", "worker") has printed so far. */
  log(process: string): string;
  /** Runs Ruby in the app and returns what it prints. */
  runner(code: string): Promise<string>;
  /** Starts one more process of the app, for example a worker on one queue. */
  start(name: string, command: readonly string[]): ChildProcess;
  /** All of it, with "mariadb" and "redis": to kill and to start again. */
  readonly processes: Processes;
  stop(): Promise<void>;
}

export interface NeobankRailsOptions {
  /** App to boot instead of the fixture (a monolith after its patch was applied). It is copied. */
  readonly source?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Default: db:schema:load db:seed. */
  readonly tasks?: readonly string[];
  /** Default: web and worker. */
  readonly processes?: readonly ("web" | "worker")[];
  /** More arguments of redis-server. */
  readonly redis?: readonly string[];
}

function railsEnvironment(databasePort: number, redisUrl: string, port: number): NodeJS.ProcessEnv {
  return {
    ...process.env,
    BUNDLER_VERSION: "2.3.15",
    RAILS_ENV: "production",
    RAILS_LOG_TO_STDOUT: "1",
    RAILS_SERVE_STATIC_FILES: "1",
    DISABLE_DATABASE_ENVIRONMENT_CHECK: "1",
    FORCE_SSL: "false",
    SECRET_KEY_BASE: "not-secret-only-for-this-test-run-0123456789",
    MAIL_DELIVERY: "test",
    WEB_CONCURRENCY: "0",
    CARD_PROCESSOR_TOKEN: "processor-token",
    STRIPE_SECRET_KEY: "test",
    STRIPE_WEBHOOK_SECRET: "webhook-secret",
    // Nothing listens there: a call to Stripe fails at once instead of leaving the machine.
    STRIPE_API_BASE: `http://${HOST}:9`,
    DATABASE_URL: `mysql2://app:app@${HOST}:${databasePort}/neobank`,
    REDIS_URL: redisUrl,
    PORT: String(port),
  };
}

/** The lockfile names the versions of the day it was written; the copy takes what Debian has today. */
async function prepareApp(folder: string, env: NodeJS.ProcessEnv, tasks: readonly string[]): Promise<void> {
  rmSync(join(folder, "Gemfile.lock"), { force: true });
  for (const script of ["bin/rails", "bin/rake"]) chmodSync(join(folder, script), 0o755);
  await run("bundle", ["install", "--local"], { cwd: folder, env });
  await run("bin/rails", [...tasks], { cwd: folder, env });
}

const COMMANDS = {
  web: ["bundle", "exec", "puma", "-C", "config/puma.rb"],
  worker: ["bundle", "exec", "sidekiq", "-C", "config/sidekiq.yml"],
} as const;

export async function startNeobankRails(options: NeobankRailsOptions = {}): Promise<NeobankRails> {
  const root = mkdtempSync(join(tmpdir(), "neobank-"));
  const folder = join(root, "app");
  if (options.source === undefined) copyFixture("neobank-rails", folder);
  // A source that a test decided and generated goes with all it holds.
  else cpSync(options.source, folder, { recursive: true });
  const processes = new Processes();
  const stop = async (): Promise<void> => {
    await processes.stop();
    rmSync(root, { recursive: true, force: true });
  };
  try {
    const [databasePort, redisUrl, port] = await Promise.all([
      startMariadb(root, processes),
      startRedis(root, processes, options.redis),
      freePort(),
    ]);
    const env = { ...railsEnvironment(databasePort, redisUrl, port), ...options.env };
    await prepareApp(folder, env, options.tasks ?? ["db:schema:load", "db:seed"]);
    const wanted = options.processes ?? ["web", "worker"];
    for (const name of wanted) processes.start(name, COMMANDS[name], { cwd: folder, env });
    const url = `http://${HOST}:${port}`;
    if (wanted.includes("web")) await until("Puma", async () => (await fetch(`${url}/up`)).ok);
    if (wanted.includes("worker")) {
      await until(
        "Sidekiq",
        async () => (await run("redis-cli", ["-u", redisUrl, "scard", "processes"])).stdout.trim() !== "0",
      );
    }
    return {
      url,
      databaseUrl: `mysql2://app:app@${HOST}:${databasePort}/neobank`,
      databasePort,
      redisUrl,
      folder,
      env,
      log: (name) => processes.log(name),
      processes,
      runner: async (code) =>
        (await run("bin/rails", ["runner", code], { cwd: folder, env: { ...env, RAILS_LOG_TO_STDOUT: "" } })).stdout,
      start: (name, command) => processes.start(name, command, { cwd: folder, env }),
      stop,
    };
  } catch (error) {
    const said = ["web", "worker", "mariadb"].map((name) => `${name}: ${processes.log(name).slice(-2000)}`).join("\n");
    await stop();
    throw new Error(`neobank-rails did not boot: ${String(error)}\n${said}`);
  }
}
