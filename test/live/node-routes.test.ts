/** Express, Koa, Fastify, hapi, restify, Hono and socket.io judge what was read from their fixtures: each prints what it holds at run time. */
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { detectMessages } from "../../src/detect/messages.js";
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

describe("socketio-auction", () => {
  it("has the namespaces and events that socket.io sees while a client sends each of them", () => {
    const held = askJudge(installFixture("socketio-auction"), "socketio-events.cjs") as Record<string, string[]>;
    const input = inputOf(readFixture(resolve("fixtures/socketio-auction/app")));
    const messages = detectMessages(input);
    const channels = (direction: string): string[] =>
      messages.filter((one) => one.direction === direction).map((one) => one.channel);
    expect(channels("consume")).toEqual(held["heard"]);
    expect(channels("publish")).toEqual(held["sent"]);
    const spaces = detectRoutes(input).routes.map((one) => one.path);
    expect(["/", ...spaces]).toEqual(held["spaces"]);
  });
});
