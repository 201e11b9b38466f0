/** Object mappers and job libraries of Node judge what was read from small apps written in the forms that people use. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyze } from "../cli/run-migrate.js";
import { judges } from "./judges/judge.js";

const FORMS = resolve("test/live/fixtures/node-libraries");
const root = mkdtempSync(join(tmpdir(), "node-libraries-"));

beforeAll(() => {
  cpSync(FORMS, root, { recursive: true });
  symlinkSync(join(judges(), "libraries/node_modules"), join(root, "node_modules"));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What a script of `judges/`, run with the libraries themselves, says of an app. */
const ask = (script: string, app: string): unknown =>
  JSON.parse(execFileSync("node", [resolve("test/live/judges", script), app, join(root, app)], { encoding: "utf8" }));

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
