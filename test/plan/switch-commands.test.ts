/** The commands of plan.md that turn a switch of the gateway, as a person would type them, on the generated file. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { readDecisions, settleDecisions } from "../../src/decide/index.js";
import { emitPlan } from "../../src/emit/index.js";
import { planSteps } from "../../src/plan/steps/index.js";
import { handMadeGround } from "../hand-made-ground.js";
import { handMadePlan } from "../hand-made-plan.js";

it("turns a share up and back, so that it can be turned up again", () => {
  const root = mkdtempSync(join(tmpdir(), "switch-commands-"));
  try {
    const [plan, ground] = [handMadePlan(), handMadeGround()];
    const settled = settleDecisions(null, ground, { set: [], answers: null, given: new Map() });
    const decisions = readDecisions(settled, "decisions.yaml");
    const { monolith, services, events } = plan;
    const steps = planSteps({ app: ground.app, monolith, services, events, decisions });
    const { commands, rollback } = steps.find(({ phase }) => phase === "switch")!;
    const path = "gateway/nginx/switches.conf";
    const file = join(root, path);
    const generated = emitPlan(plan, { paths: [], read: () => null }).find((one) => one.path === path)!.content;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, generated);
    const type = (command: string): string => {
      // nginx itself is asked by the tests of the gateway.
      execFileSync("bash", ["-c", command.replace("&& nginx -t && nginx -s reload", "")], { cwd: root });
      return readFileSync(file, "utf8");
    };
    expect(type(commands[0]!)).toMatch(/^ {4}1% {2}authorizations;\n {4}\* {4}monolith;/m);
    for (const command of commands.slice(1)) type(command);
    expect(readFileSync(file, "utf8")).toMatch(/^ {4}\* {4}authorizations;/m);
    expect(type(rollback[0]!)).toBe(generated);
    expect(type(commands[0]!)).toMatch(/^ {4}1% {2}authorizations;/m);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
