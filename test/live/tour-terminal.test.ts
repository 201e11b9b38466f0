/** `migrate` without a verb at a real pseudo-terminal: Enter goes through the story, Ctrl-C leaves it, a pipe gets the help. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { BIN } from "../cli/run-migrate.js";
import { copyFixture } from "../copy-fixture.js";
import { CTRL_C, ENTER, pressKeys } from "./pseudo-terminal.js";

const root = mkdtempSync(join(tmpdir(), "tour-"));
const app = join(root, "app");
copyFixture("neobank-node", app);
afterAll(() => rmSync(root, { recursive: true, force: true }));

it("leaves on Ctrl-C before anything is written", () => {
  const { code, screen } = pressKeys(app, [], [CTRL_C]);
  expect(screen).toContain("left the tour");
  expect(code).toBe(0);
  expect(existsSync(join(app, "migration"))).toBe(false);
});

it("goes through all steps on Enter", () => {
  const { code, screen } = pressKeys(app, [], [ENTER], 120);
  expect(code, screen.slice(-3000)).toBe(0);
  expect(screen).toContain("The tour ends here");
  for (const path of ["migration/report.md", "migration/decisions.yaml", "migration/plan.md", "services/cards"])
    expect(existsSync(join(app, path)), path).toBe(true);
  expect(existsSync(join(app, "deploy/compose/FIDELITY.md"))).toBe(true);
});

it("prints the help where nobody sits at a terminal", () => {
  let text = "";
  try {
    text = execFileSync(process.execPath, [BIN], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    text = (error as { stderr: string }).stderr;
  }
  expect(text).toContain("Usage: migrate");
});
