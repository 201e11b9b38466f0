/** `migrate generate`: declares its options; the work is in `cli/generate-run.ts`. */
import { declareAnalysisOptions, defineVerb } from "../command.js";
import type { GenerateOptions } from "../generate-run.js";

const HELP = `
Examples:
  migrate generate              services/, contracts/, gateway/, the monolith's side, migration/plan.md
  migrate generate --dry-run    list what would be written, and why
  migrate generate --apply      also apply migration/monolith.patch to your own files`;

export const generateVerb = defineVerb({
  declare(program, finish) {
    const command = program
      .command("generate")
      .description("write the decided services, their contracts, the gateway and the monolith's side of each cut")
      .argument("[dir]", "the app's repo", ".")
      .option("--dry-run", "list what would be written, and why; write nothing")
      .option("--apply", "apply migration/monolith.patch to files that you own")
      .option("--out <folder>", "write below this folder instead of DIR")
      .addHelpText("after", HELP);
    declareAnalysisOptions(command).action(async (dir: string, options: GenerateOptions) => {
      const { runGenerate } = await import("../generate-run.js");
      finish(await runGenerate(dir, options));
    });
  },
});
