/** `migrate check` fails for each thing that it is there to catch, and for nothing else. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { copyFixture } from "../copy-fixture.js";
import { makeTemporary, runMigrate } from "./run-migrate.js";

const root = join(makeTemporary(), "app");
const decisions = join(root, "migration/decisions.yaml");
const original = new Map<string, string>();

const check = (...flags: readonly string[]) => {
  const run = runMigrate(["check", root, "--quiet", "--json", ...flags]);
  return {
    code: run.code,
    found: JSON.parse(run.stdout) as Record<
      "crossings" | "stale" | "drift" | "markers",
      { id?: string; path?: string }[]
    >,
  };
};

const edit = (path: string, change: (text: string) => string): void => {
  const before = readFileSync(path, "utf8");
  if (!original.has(path)) original.set(path, before);
  const after = change(before);
  if (after === before) throw new Error(`${path} did not change`);
  writeFileSync(path, after);
};

const restore = (): void => {
  for (const [path, text] of original) writeFileSync(path, text);
};

beforeAll(() => {
  copyFixture("neobank-node", root);
  for (const command of [
    ["select", root, "--yes"],
    ["generate", root],
  ])
    expect(runMigrate([...command, "--quiet"]).code).toBe(0);
});

afterAll(() => rmSync(join(root, ".."), { recursive: true, force: true }));

it("passes where the code follows the decisions, and holds the count of markers at zero when told so", () => {
  expect(check()).toMatchObject({ code: 0, found: { crossings: [], stale: [], drift: [], markers: [] } });
  const { code, found } = check("--no-markers");
  expect([code, found.markers.length > 0]).toEqual([1, true]);
});

it("names a generated file that drifted", () => {
  edit(join(root, "services/cards/src/server.ts"), (text) => `${text}// mine\n`);
  expect(check()).toMatchObject({
    code: 1,
    found: { drift: [{ path: "services/cards/src/server.ts", state: "edited" }] },
  });
  restore();
});

it("names a crossing that nobody decided", () => {
  edit(decisions, (text) => text.replace(/ {2}cards--monolith--foreign-key:\n(?: {4}.*\n)+/, ""));
  const { code, found } = check();
  expect([code, found.crossings.map(({ id }) => id)]).toEqual([1, ["cards--monolith--foreign-key"]]);
  restore();
});

it("names a decision whose ground moved, and what moved", () => {
  edit(decisions, (text) => text.replace(/(cards:\n(?: {4}.*\n)*? {4}digest: .*routes=)\w+/, "$1000000000000"));
  const { code, found } = check();
  expect([code, found.stale]).toEqual([1, [{ id: "services.cards", changed: ["routes"], gone: false }]]);
  restore();
});
