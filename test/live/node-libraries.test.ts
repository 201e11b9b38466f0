/** Object mappers and job libraries of Node judge what was read from small apps written in the forms that people use. */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyze } from "../cli/run-migrate.js";
import { judges } from "./judges/judge.js";
import { startPostgres } from "./postgres.js";
import { Processes, startRedis } from "./servers.js";

const FORMS = resolve("test/live/fixtures/node-libraries");
const root = mkdtempSync(join(tmpdir(), "node-libraries-"));

const processes = new Processes();
const servers: Record<string, string> = { MONGODB_URI: "mongodb://nowhere/app" };

beforeAll(async () => {
  // PostgreSQL's own user looks in.
  chmodSync(root, 0o755);
  cpSync(FORMS, root, { recursive: true });
  symlinkSync(join(judges(), "libraries/node_modules"), join(root, "node_modules"));
});

afterAll(async () => {
  await processes.stop();
  rmSync(root, { recursive: true, force: true });
});

const makeFolder = (): string => mkdtempSync(join(root, "server-"));

/** What a script of `judges/`, run with the libraries themselves, says of an app. */
function ask(script: string, app: string): unknown {
  const env = { ...process.env, ...servers };
  return JSON.parse(
    execFileSync("node", [resolve("test/live/judges", script), app, join(root, app)], { encoding: "utf8", env }),
  );
}

describe.each([
  ["sequelize-forms", 20],
  ["sequelize-typescript-forms", 11],
  ["typeorm-forms", 29],
  ["mongoose-forms", 26],
  ["objection-forms", 12],
  ["bookshelf-forms", 16],
  ["drizzle-forms", 17],
  ["drizzle-sqlite-forms", 3],
  ["prisma-forms", 17],
])("%s", (app, least) => {
  it("has the models, tables and associations that its library holds, no more and no less", () => {
    const { models } = analyze(join(root, app));
    const read = models.flatMap(({ name, table, associations }) => [
      `${name} in ${table}`,
      ...associations.map((one) => `${name}.${one.name} ${one.kind} ${one.target}`),
    ]);
    expect(read.sort()).toEqual(ask("node-models.cjs", app));
    expect(read.length).toBeGreaterThanOrEqual(least);
  });
});

describe.each([
  ["bull-forms", 8, 2],
  ["bullmq-forms", 13, 2],
  ["agenda-forms", 7, 4],
  ["pg-boss-forms", 4, 1],
  ["node-cron-forms", 0, 5],
  ["croner-forms", 0, 5],
])("%s", (app, leastJobs, leastSchedules) => {
  it("has the jobs and schedules that its library holds after the app ran, no more and no less", async () => {
    if (/^bull/.test(app)) servers["REDIS_URL"] = await startRedis(makeFolder(), processes);
    if (app === "pg-boss-forms") servers["DATABASE_URL"] = (await startPostgres(makeFolder(), processes)).url;
    const { jobs, schedules } = analyze(join(root, app));
    const held = ask("node-work.cjs", app) as { jobs: readonly string[]; schedules: readonly string[] };
    expect(jobs.map((job) => job.name)).toEqual(held.jobs);
    expect(jobs.length).toBeGreaterThanOrEqual(leastJobs);
    // What the app gives no name goes by what it runs.
    const read = schedules.map(({ name, when, timezone }) => {
      const rhythm = timezone === null ? when : `${when} ${timezone}`;
      return held.schedules.includes(`${name} ${rhythm}`) ? `${name} ${rhythm}` : rhythm;
    });
    expect(read.sort()).toEqual(held.schedules);
    expect(read.length).toBeGreaterThanOrEqual(leastSchedules);
  });
});
