/** Nest judges what was read from its fixture: its router, its metadata, and whom it turns away at the door. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Constants } from "../../src/detect/data/constants.js";
import { detectMessages } from "../../src/detect/messages.js";
import { detectRoutes } from "../../src/detect/routes.js";
import { cronExpression } from "../../src/parse/languages/javascript/data/nest-cron-expressions.js";
import { copyApp } from "../copy-fixture.js";
import { inputOf, readFixture } from "../detect/analyse-fixture.js";

interface Held {
  readonly routes: readonly string[];
  readonly closed: readonly string[];
  readonly messages: readonly string[];
  readonly queues: readonly string[];
  readonly schedules: readonly string[];
  readonly expressions: Readonly<Record<string, string>>;
}

const APP = resolve("fixtures/nest-clinic/app");
const folder = mkdtempSync(join(tmpdir(), "nest-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let held: Held;
beforeAll(() => {
  copyApp(APP, folder);
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"], { cwd: folder });
  const script = [resolve("test/live/judges/nest-explorer.cjs"), resolve("node_modules/typescript")];
  held = JSON.parse(execFileSync("node", script, { cwd: folder, encoding: "utf8" })) as Held;
});

const input = inputOf(readFixture(APP));
const sorted = (values: readonly string[]) => [...values].sort();

describe("Nest", () => {
  it("serves the routes read, no more and no less", () => {
    const { routes, diagnostics } = detectRoutes(input);
    expect(sorted(routes.map((one) => `${one.method} ${one.path}`))).toEqual(sorted(held.routes));
    expect(routes.length).toBeGreaterThanOrEqual(30);
    expect(diagnostics).toEqual([]);
  });

  it("turns strangers away where a guard was read", () => {
    const { details } = detectRoutes(input);
    const closed = details.filter((one) => one.authentication.kind !== "none").map((one) => one.id);
    expect(sorted(closed)).toEqual(sorted(held.closed));
    expect(closed.length).toBeLessThan(details.length);
  });

  it("listens to the messages read", () => {
    const read = detectMessages(input).filter((one) => one.direction === "consume");
    expect(sorted(read.map((one) => one.channel))).toEqual(sorted(held.messages));
  });

  it("processes the queues and keeps the schedules read", () => {
    const fragments = input.facts.flatMap((one) => one.fragments.map((fragment) => ({ path: one.path, fragment })));
    const constants = new Constants(input);
    const queues = fragments.flatMap(({ path, fragment }) =>
      fragment.kind === "job" ? [fragment.queue ?? constants.text(path, fragment.queueOrigin) ?? "?"] : [],
    );
    expect(sorted(queues)).toEqual(sorted(held.queues));
    const schedules = fragments.flatMap(({ fragment }) =>
      fragment.kind === "schedule" ? [[fragment.name, fragment.when, fragment.timezone].filter(Boolean).join(" ")] : [],
    );
    expect(sorted(schedules)).toEqual(sorted(held.schedules));
  });

  it("writes its named cron expressions as we do", () => {
    const read = Object.keys(held.expressions).map((name) => [name, cronExpression(name)]);
    expect(Object.fromEntries(read)).toEqual(held.expressions);
  });
});
