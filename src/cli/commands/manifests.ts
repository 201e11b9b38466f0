/** `migrate manifests`: declares its options; the work is in `cli/manifests-run.ts`. */
import { declareAnalysisOptions, defineVerb } from "../command.js";
import type { ManifestsOptions } from "../manifests-run.js";

const HELP = `
Examples:
  migrate manifests --target kubernetes            deploy/kubernetes/ and deploy/kubernetes/FIDELITY.md
  migrate manifests --target compose --target fly
  migrate manifests --target render --strict       exit 1 when a fact of the source is lost
  migrate manifests --target heroku --dry-run      list what would be written, and why

Without migration/decisions.yaml the monolith moves undivided.`;

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

export const manifestsVerb = defineVerb({
  declare(program, finish) {
    const command = program
      .command("manifests")
      .description("write deployment manifests for a platform, and what each keeps, approximates and loses")
      .argument("[dir]", "the app's repo", ".")
      .option("--target <name>", "compose, digitalocean, fly, heroku, kubernetes, micro or render; repeatable", collect)
      .option("--strict", "exit 1 when any fact of the source is lost")
      .option("--dry-run", "list what would be written, and why; write nothing")
      .option("--out <folder>", "write below this folder instead of DIR")
      .option("--json", "print the fidelity rows to stdout")
      .addHelpText("after", HELP);
    declareAnalysisOptions(command).action(async (dir: string, options: ManifestsOptions) => {
      const { runManifests } = await import("../manifests-run.js");
      finish(await runManifests(dir, options));
    });
  },
});
