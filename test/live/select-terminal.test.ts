/** `migrate select` at a real pseudo-terminal of 60 columns: back, leave and Ctrl-C everywhere, pins with their cost. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { copyFixture } from "../copy-fixture.js";
import { CTRL_C, ENTER, pressKeys, type Screen, UP } from "./pseudo-terminal.js";

const root = mkdtempSync(join(tmpdir(), "select-"));
const app = join(root, "app");
copyFixture("neobank-rails", app);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const press = (keys: readonly string[], most?: number): Screen =>
  pressKeys(app, ["select", app, "--quiet"], keys, most);

const file = join(app, "migration/decisions.yaml");
const read = (): string | null => (existsSync(file) ? readFileSync(file, "utf8") : null);

/** The list's last two choices are the ways out; Up wraps round to them. */
const LEAVE = `${UP}${ENTER}`;
const BACK = `${UP}${UP}${ENTER}`;
const LEAVE_LIST = `${UP} ${ENTER}`;
const BACK_LIST = `${UP}${UP} ${ENTER}`;

const leaves = ({ code, screen }: Screen, before: string | null): void => {
  expect([code, screen.includes("nothing was changed")], screen.slice(-1500)).toEqual([2, true]);
  expect(read()).toBe(before);
};

it("leaves nothing behind on Ctrl-C, at the first question and in the middle", () => {
  leaves(press([CTRL_C]), null);
  const middle = press([ENTER, ENTER, ENTER, CTRL_C]);
  leaves(middle, null);
  expect(middle.asked).toHaveLength(4);
});

it("leaves from every kind of question", () => {
  const list = press([LEAVE_LIST]);
  leaves(list, null);
  expect(list.asked).toEqual([expect.stringContaining("stay together")]);
  leaves(press([ENTER, LEAVE]), null);
  const text = press([ENTER, ENTER, `!${ENTER}`]);
  leaves(text, null);
  expect(text.asked[2]).toContain("Its name");
  const choice = press([ENTER, ENTER, ENTER, LEAVE]);
  leaves(choice, null);
  expect(choice.asked[3]).toContain("Language");
});

it("goes back from every kind of question, to the one before", () => {
  const keys = [ENTER, BACK, BACK_LIST, ENTER, ENTER, `<${ENTER}`, ENTER, ENTER, BACK, ENTER, CTRL_C];
  const { code, asked, screen } = press(keys);
  const kinds = asked.map((text) => /together|Extract|name|Language|Data/.exec(text)?.[0] ?? text);
  expect(kinds, screen.slice(-1500)).toEqual([
    "together",
    "Extract",
    "together",
    "together",
    "Extract",
    "name",
    "Extract",
    "name",
    "Language",
    "name",
    "Language",
  ]);
  expect([code, read()]).toEqual([2, null]);
});

describe("with a file", () => {
  beforeEach(() => {
    if (read() === null) expect(press([ENTER], 60).code).toBe(0);
  });

  it("keeps what Enter accepts: by the user, comments and all; Ctrl-C later changes nothing", () => {
    expect(read()).toContain("by: user");
    const commented = read()!.replace("broker:", "# We know Redis.\nbroker:");
    writeFileSync(file, commented);
    leaves(press([ENTER, ENTER, CTRL_C]), commented);
    expect(press([ENTER], 60).code).toBe(0);
    expect(read()).toBe(commented);
  });

  it("names a stale answer and what moved under it", () => {
    writeFileSync(file, read()!.replace(/( {2}digest: .*routes=)\w+/, "$1000000000000"));
    const { screen } = press([CTRL_C]);
    expect(screen.replaceAll(/\s+/g, " ")).toMatch(/stale: services\.[\w-]+ rests on facts that changed: routes/);
  });

  it("goes back from the last question of all, and leaves there", () => {
    const count = press([ENTER], 60).asked.length;
    const before = read();
    // Back from the summary to the platforms, on to the summary, out.
    const keys = [...Array.from({ length: count - 1 }, () => ENTER), BACK, ENTER, LEAVE];
    const { asked, ...rest } = press(keys);
    expect(asked.slice(-3).map((text) => /Write/.test(text))).toEqual([true, false, true]);
    leaves({ asked, ...rest }, before);
  });

  it("shows what a pin costs before it is taken, and fits 60 columns", () => {
    const before = read();
    const shown = press([` ${ENTER}`, LEAVE]);
    expect(shown.screen).toMatch(/with the pins: \d+ files in another module/);
    leaves(shown, before);
    const taken = press([` ${ENTER}`, ENTER, ENTER], 60);
    expect(taken.code, taken.screen.slice(-1500)).toBe(0);
    const { pins } = parse(read()!) as { pins: { kind: string; a: string; b: string }[] };
    expect(pins).toEqual([{ kind: "with", a: expect.any(String), b: expect.any(String) }]);
    expect(taken.widest).toBeLessThanOrEqual(60);
  });
});
