/** Express, Koa, Fastify, hapi, restify, Hono and socket.io judge what was read from their fixtures: each prints what it holds at run time. */
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { detectMessages } from "../../src/detect/messages.js";
import { joinPaths } from "../../src/detect/routes/paths.js";
import { detectRoutes } from "../../src/detect/routes.js";
import { inputOf, readFixture } from "../detect/analyse-fixture.js";
import { forms, readForm } from "../detect/express-forms.js";
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

describe("roundabout registrations", () => {
  it("are read as Express holds them; what is missing is said, and nothing is made up", () => {
    const folder = installFixture("express-marketplace");
    cpSync("test/live/fixtures/express-forms", join(folder, "forms"), { recursive: true });
    const paths = forms.map((name) => `forms/${name}`);
    const held = askJudge(folder, "express-forms.cjs", ...paths) as Record<string, [string, string, string][]>;
    const whole = forms.filter((name) => {
      const real = held[`forms/${name}`]!.map(([method, prefix, path]) => `${method} ${joinPaths(prefix, path)}`);
      const { routes, said } = readForm(name);
      const made = routes.filter((one) => !real.includes(one));
      expect(made, name).toEqual(name === "table-functions-chosen" ? ["GET /o"] : []);
      const missing = real.filter((one) => !routes.includes(one));
      expect(missing.length === 0 || said.length > 0, name).toBe(true);
      return missing.length === 0;
    });
    expect(whole.length).toBeGreaterThanOrEqual(29);
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
