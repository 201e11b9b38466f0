/** Runs the guided tour: every verb in the order of the story, each said before it is taken, each skippable. */
import { resolve } from "node:path";
import { askStep, type StepAnswer } from "../io/ask-step.js";
import { DECISIONS_PATH, findDecisionsText } from "../io/decisions-file.js";
import type { Decisions } from "../model/decision.js";

interface Step {
  readonly title: string;
  /** What it reads and writes, and where to look afterwards: one line each. */
  readonly about: readonly string[];
  /** The command that does the same without the tour. */
  readonly command: string;
  readonly preferred: StepAnswer;
  /** Why there is nothing to do now, or null. */
  idle(decided: Decisions | null): string | null;
  run(dir: string): Promise<number>;
}

const analyze: Step = {
  title: "Analyze",
  about: [
    "Reads the repo, its git history and its Heroku config. Runs none of its code.",
    "Writes migration/report.md, made to be reviewed in a pull request, and migration/analysis.json.",
  ],
  command: "migrate analyze",
  preferred: "go",
  idle: () => null,
  async run(dir) {
    const { runAnalyze } = await import("./analyze-run.js");
    return runAnalyze(dir, { cache: true });
  },
};

const select: Step = {
  title: "Select",
  about: [
    "Asks what to extract, in which language, over which broker, onto which platform; every step has a way back.",
    "Writes migration/decisions.yaml, which you may edit: your comments survive.",
  ],
  command: "migrate select",
  preferred: "go",
  idle: () => null,
  async run(dir) {
    const { runSelect } = await import("./select-run.js");
    return runSelect(dir, { cache: true });
  },
};

const generate: Step = {
  title: "Generate",
  about: [
    "Lists first what it would write: services/, contracts/, gateway/, the monolith's side, migration/plan.md.",
    "Never overwrites what a person changed. Edits to your own files come as migration/monolith.patch.",
  ],
  command: "migrate generate",
  preferred: "go",
  idle: (decided) =>
    decided?.services.some(({ extract }) => extract) === true
      ? null
      : "no service is to be extracted: the monolith moves as it is",
  async run(dir) {
    const { runGenerate } = await import("./generate-run.js");
    await runGenerate(dir, { cache: true, dryRun: true, quiet: true });
    return (await askStep("Write these files?", "go")) === "go" ? runGenerate(dir, { cache: true, quiet: true }) : 0;
  },
};

const manifests: Step = {
  title: "Manifests",
  about: [
    "Writes deploy/<target>/ for each decided platform.",
    "Read deploy/<target>/FIDELITY.md: what is kept, approximated, lost, each with its evidence.",
  ],
  command: "migrate manifests",
  preferred: "go",
  idle: (decided) =>
    (decided?.targets.length ?? 0) > 0 ? null : "no target is decided: migrate manifests --target NAME",
  async run(dir) {
    const { runManifests } = await import("./manifests-run.js");
    return runManifests(dir, { cache: true, quiet: true });
  },
};

const verify: Step = {
  title: "Verify",
  about: [
    "Builds and boots what was generated on the local Docker Engine, sends one request and one message through it.",
    "Takes minutes, needs a Docker Engine, and cleans up after itself.",
  ],
  command: "migrate verify",
  preferred: "skip",
  idle: () => null,
  async run(dir) {
    const { runVerify } = await import("./verify-run.js");
    return runVerify(dir, { cache: true, quiet: true, timeout: "120" });
  },
};

const check: Step = {
  title: "Check",
  about: ["Tells whether the code follows the decision. Writes nothing. Made to run in CI from here on."],
  command: "migrate check",
  preferred: "go",
  idle: (decided) => (decided === null ? "nothing is decided yet" : null),
  async run(dir) {
    const { runCheck } = await import("./check-run.js");
    return runCheck(dir, { cache: true, quiet: true, markers: true });
  },
};

const STEPS: readonly Step[] = [analyze, select, generate, manifests, verify, check];

/** 0 also where the person left half-way: what was written until then stands. A failing step's code otherwise. */
export async function runTour(dir: string): Promise<number> {
  say("Valueline takes a team off a PaaS monolith without taking on more operations than the business is worth.");
  say(`This tour goes through ${STEPS.length} steps in ${resolve(dir)}; leave at any of them.\n`);
  for (const [at, step] of STEPS.entries()) {
    const idle = step.idle(await readDecided(dir));
    if (idle !== null) {
      say(`${at + 1}/${STEPS.length} ${step.title}: nothing to do, ${idle}\n`);
      continue;
    }
    say(`${at + 1}/${STEPS.length} ${step.title}   (${step.command})`);
    for (const line of step.about) say(`    ${line}`);
    const answer = await askStep(`${step.title} now?`, step.preferred);
    if (answer === "leave") {
      say(`left the tour; go on any time with: ${step.command}`);
      return 0;
    }
    if (answer === "skip") continue;
    const code = await step.run(dir);
    say("");
    // What `check` and `verify` find is shown above and does not end the tour; what could not run does.
    if (code === 2) return code;
  }
  say("The tour ends here. Put `npx valueline check` into CI, and review the files in a pull request.");
  return 0;
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function readDecided(dir: string): Promise<Decisions | null> {
  const text = findDecisionsText(resolve(dir));
  if (text === null) return null;
  const { readDecisions } = await import("../pipeline.js");
  return readDecisions(text, DECISIONS_PATH);
}
