/** `migrate select` at a real pseudo-terminal of 60 columns: answers become a file, Ctrl-C leaves it as it was. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { copyFixture } from "../copy-fixture.js";
import { pressKeys } from "./pseudo-terminal.js";

const root = mkdtempSync(join(tmpdir(), "select-"));
const app = join(root, "app");
copyFixture("neobank-rails", app);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const press = (keys: string, most: number) => pressKeys(app, ["select", app, "--quiet"], keys, most);

const file = join(app, "migration/decisions.yaml");

it("leaves nothing behind on Ctrl-C", () => {
  const { code, screen } = press("\\x03", 1);
  expect(screen).toContain("nothing was changed");
  expect(code).toBe(2);
  expect(existsSync(file)).toBe(false);
});

it("writes what Enter accepts, and Ctrl-C later keeps it", () => {
  const { code, screen } = press("\\r", 60);
  expect(code, screen.slice(-2000)).toBe(0);
  const text = readFileSync(file, "utf8");
  expect(text).toContain("by: user");
  expect(press("\\x03", 1).code).toBe(2);
  expect(readFileSync(file, "utf8")).toBe(text);
});

it("goes back from every kind of question, and leaves without a change", () => {
  const text = readFileSync(file, "utf8");
  // Up wraps round to the last choice, "(leave, change nothing)": at the very first question.
  const left = press("\\x1b[A\\r", 1);
  expect([left.code, left.screen.includes("nothing was changed")], left.screen.slice(-500)).toEqual([2, true]);
  // "(back)" at each list of choices: the talk stays at its start and ends with the terminal's patience, unwritten.
  expect(readFileSync(file, "utf8")).toBe(text);
});
