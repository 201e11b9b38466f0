/** Express, Koa and Fastify judge the routes read from their fixtures: each prints what it holds at run time. */
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { joinPaths } from "../../src/detect/routes/paths.js";
import { detectRoutes } from "../../src/detect/routes.js";
import { inputOf, readFixture } from "../detect/analyse-fixture.js";
import { askJudge, installFixture } from "./installed-fixture.js";

function judge(fixture: string, script: string): string[] {
  const rows = askJudge(installFixture(fixture), script) as [string, string, string][];
  return [...new Set(rows.map(([method, prefix, path]) => `${method} ${joinPaths(prefix, path)}`))].sort();
}

function read(fixture: string): { routes: string[]; diagnostics: unknown[] } {
  const { routes, diagnostics } = detectRoutes(inputOf(readFixture(resolve("fixtures", fixture, "app"))));
  return {
    routes: [...new Set(routes.map((one) => `${one.method} ${one.path}`))].sort(),
    diagnostics: [...diagnostics],
  };
}

describe.each([
  ["express-marketplace", "express-routes.cjs", 31],
  ["koa-ledger", "koa-routes.mjs", 12],
  ["fastify-bookings", "fastify-routes.mjs", 11],
  ["hapi-clinic", "hapi-routes.cjs", 20],
  ["restify-depot", "restify-routes.cjs", 16],
  ["hono-newsroom", "hono-routes.mjs", 21],
])("%s", (fixture, script, least) => {
  it("has the routes its framework holds, no more and no less", () => {
    const { routes, diagnostics } = read(fixture);
    expect(routes).toEqual(judge(fixture, script));
    expect(routes.length).toBeGreaterThanOrEqual(least);
    expect(diagnostics).toEqual([]);
  });
});
