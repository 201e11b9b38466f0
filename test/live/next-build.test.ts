/** `next build` judges the routes, server actions and rewrites read from the Next fixture. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { detectMessages } from "../../src/detect/messages.js";
import { detectRoutes } from "../../src/detect/routes.js";
import { routePath } from "../../src/parse/languages/javascript/frameworks/next.js";
import { copyApp } from "../copy-fixture.js";
import { inputOf, readFixture } from "../detect/analyse-fixture.js";

interface Held {
  readonly pages: readonly string[];
  readonly handlers: readonly string[];
  readonly actions: readonly string[];
  readonly rewrites: readonly string[];
}

const APP = resolve("fixtures/next-tickets/app");
const folder = mkdtempSync(join(tmpdir(), "next-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let held: Held;
beforeAll(() => {
  copyApp(APP, folder);
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"], { cwd: folder });
  execFileSync("npx", ["next", "build"], { cwd: folder, env, stdio: "ignore" });
  held = JSON.parse(
    execFileSync("node", [resolve("test/live/judges/next-held.cjs")], { cwd: folder, env, encoding: "utf8" }),
  ) as Held;
});

const input = inputOf(readFixture(APP));
const { routes } = detectRoutes(input);
const isPage = (path: string | undefined) => path?.startsWith("pages/") === true;
const own = routes.filter((one) => one.evidence.length === 1);

describe("Next", () => {
  it("serves the API pages read", () => {
    const read = new Set(own.filter((one) => isPage(one.evidence[0]?.path)).map((one) => one.path));
    expect([...read].sort()).toEqual(held.pages.map(routePath).sort());
  });

  it("serves the route handlers read, method by method", () => {
    const read = own.filter((one) => !isPage(one.evidence[0]?.path)).map((one) => `${one.method} ${one.path}`);
    const theirs = held.handlers.map((one) => one.split(" ")).map(([method, path]) => `${method} ${routePath(path!)}`);
    expect(read.sort()).toEqual(theirs.sort());
  });

  it("answers a rewritten path as the page behind it", () => {
    const rewritten = routes.filter((one) => one.evidence.length > 1).map((one) => `${one.method} ${one.path}`);
    expect(rewritten).toEqual(["DELETE /tickets/ical/:id"]);
    expect(held.rewrites).toContain("/tickets/ical/:id -> /tickets/api/orders/:id");
  });

  it("registers as many server actions in a file as were read", () => {
    const files = (paths: readonly string[]) => [...paths].sort();
    const read = detectMessages(input).filter((one) => one.system === "next-server-action");
    expect(files(read.flatMap((one) => one.evidence.map(({ path }) => path)))).toEqual(
      files(held.actions.map((one) => one.split(" ")[0]!)),
    );
    // A function inside a component has no name of its own there.
    const named = held.actions.map((one) => one.split(" ")[1]!).filter((one) => !one.startsWith("$$"));
    expect(read.map((one) => one.channel)).toEqual(expect.arrayContaining(named));
  });
});
