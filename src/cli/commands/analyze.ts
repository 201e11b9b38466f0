/** `migrate analyze`: declares its options; the work is in `cli/analyze-run.ts`. */

import type { AnalyzeOptions } from "../analyze-run.js";
import { declareAnalysisOptions, defineVerb } from "../command.js";

const HELP = `
Examples:
  migrate analyze
  migrate analyze ../shop --out /tmp/shop
  migrate analyze --json | jq '.proposal.services[].name'
  migrate analyze --pin 'Invoice with Payment' --pin 'User apart from Card'
  migrate analyze --fail-on error          exit 1 when a finding of that severity or above is there`;

export const analyzeVerb = defineVerb({
  declare(program, finish) {
    const command = program
      .command("analyze")
      .description("read the repo, its history and its Heroku config; write a report and an analysis")
      .argument("[dir]", "the app's repo", ".")
      .option("--out <folder>", "write below this folder instead of DIR/migration")
      .option("--json", "print the analysis to stdout and write nothing")
      .option("--html", "write report.html as well: one page that opens without network")
      .option("--sarif", "write report.sarif as well: the findings, for code scanning on a pull request")
      .option(
        "--fail-on <severity>",
        "exit 1 when a finding of this severity or above is there: error, warning or note",
      )
      .addHelpText("after", HELP);
    declareAnalysisOptions(command).action(async (dir: string, options: AnalyzeOptions) => {
      const { runAnalyze } = await import("../analyze-run.js");
      finish(await runAnalyze(dir, options));
    });
  },
});
