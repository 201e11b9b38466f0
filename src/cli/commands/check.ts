/** `migrate check`: declares its options; the work is in `cli/check-run.ts`. */

import type { CheckOptions } from "../check-run.js";
import { declareAnalysisOptions, defineVerb } from "../command.js";

const HELP = `
Examples:
  migrate check                exit 1 when code crosses a decided boundary, a decision is stale, a generated file drifted
  migrate check --no-markers   and while a VALUELINE-PORT: marker is left in a service
  migrate check --json`;

export const checkVerb = defineVerb({
  declare(program, finish) {
    const command = program
      .command("check")
      .description("guard the decision in CI: writes nothing, exit 1 when the code does not follow it")
      .argument("[dir]", "the app's repo", ".")
      .option("--no-markers", "count a marker left for a person as something to look at")
      .option("--json", "print what was found to stdout as JSON")
      .addHelpText("after", HELP);
    declareAnalysisOptions(command).action(async (dir: string, options: CheckOptions) => {
      const { runCheck } = await import("../check-run.js");
      finish(await runCheck(dir, options));
    });
  },
});
