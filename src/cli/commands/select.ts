/** `migrate select`: declares its options; the work is in `cli/select-run.ts`. */
import { declareAnalysisOptions, defineVerb } from "../command.js";
import type { SelectOptions } from "../select-run.js";

const HELP = `
Examples:
  migrate select                                       asked at the terminal
  migrate select --yes                                 take every proposed default
  migrate select --yes --set services.billing.language=go --set broker.choice=nats
  migrate select --set 'services.edge.modules=[cards]' a service of your own, whatever was proposed
  migrate select --answers answers.yaml                the same keys as decisions.yaml
  migrate select --print-questions | jq '.[].id'
  migrate select --yes --pin 'cards with accounts'     keep them together, and remember it

Comments that you wrote in migration/decisions.yaml survive.`;

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

export const selectVerb = defineVerb({
  declare(program, finish) {
    const command = program
      .command("select")
      .description("choose services, languages, transports, broker and platforms; write migration/decisions.yaml")
      .argument("[dir]", "the app's repo", ".")
      .option("--yes", "ask nothing: take defaults and earlier answers")
      .option("--answers <file>", "take answers from a file with the keys of decisions.yaml")
      .option("--set <key=value>", "one answer; repeatable", collect)
      .option("--print-questions", "print every question with its choices and default as JSON; write nothing")
      .option("--out <folder>", "write below this folder instead of DIR/migration")
      .addHelpText("after", HELP);
    declareAnalysisOptions(command).action(async (dir: string, options: SelectOptions) => {
      const { runSelect } = await import("../select-run.js");
      finish(await runSelect(dir, options));
    });
  },
});
