/** Which commands a shell hands its place to, so that SIGTERM reaches the program in an image of the app's own. */
import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { describeDeployment } from "../../../src/emit/platforms/describe.js";
import { runLine, runWords } from "../../../src/emit/platforms/run-words.js";
import type { Plan } from "../../../src/model/plan.js";
import { awkwardPlan, SIZES } from "./awkward-plan.js";

function ownImage(): ReturnType<typeof describeDeployment> {
  const plan = awkwardPlan();
  const build = { ...plan.monolith.build!, dockerfile: "production.Dockerfile" };
  return describeDeployment({ ...plan, monolith: { ...plan.monolith, build } } as Plan, SIZES);
}

const own = ownImage();
const lineOf = (command: string): string => runWords(own, own.image, command).args[0]!;

describe("in an image of the app's own", () => {
  it.each([
    ["bin/rails server -p $PORT", "exec bin/rails server -p $PORT"],
    ["RAILS_MAX_THREADS=10 bundle exec sidekiq", "exec env RAILS_MAX_THREADS=10 bundle exec sidekiq"],
    ["node worker.js 'a; b' \"c && d\"", "exec node worker.js 'a; b' \"c && d\""],
    ["node worker.js 2>&1", "exec node worker.js 2>&1"],
  ])("%s gets the shell's place", (command, line) => expect(lineOf(command)).toBe(line));

  it.each([
    "cd jobs && node mail.js",
    "a; b",
    "a | b",
    "exec puma",
    "if true; then a; fi",
    "(a)",
    "a &",
    "x=$(a; b) c",
  ])("%s stays as it is", (command) => expect(lineOf(command)).toBe(command));

  it("ends on SIGTERM at once, with the variable and the quoted word as given", async () => {
    const { entrypoint, args } = runWords(
      own,
      own.image,
      `WORD="a  b" node -e 'console.log(process.env.WORD, process.pid); setInterval(() => {}, 1000)'`,
    );
    const child = spawn(entrypoint![0]!, [...entrypoint!.slice(1), ...args], { stdio: ["ignore", "pipe", "inherit"] });
    const said = await new Promise<string>((resolve) => child.stdout.once("data", (chunk) => resolve(String(chunk))));
    expect(said.trim()).toBe(`a  b ${child.pid}`);
    const ended = new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
    child.kill("SIGTERM");
    expect(await ended).toBe("SIGTERM");
  });

  it("names a shell where the line replaces the image's entrypoint", () => {
    expect(runLine(own, own.image, "node a.js 'x'")).toBe(`/bin/sh -c 'exec node a.js '\\''x'\\'''`);
    expect(runLine(own, "another", "node a.js")).toBe("bash /usr/local/bin/entrypoint 'node a.js'");
  });
});
