/** `migrate verify`: declares its options; the work is in `cli/verify-run.ts`. */
import { declareAnalysisOptions, defineVerb } from "../command.js";
import type { VerifyOptions } from "../verify-run.js";

const HELP = `
Examples:
  migrate verify                            build and boot what manifests and generate wrote
  migrate verify --env-file config.env      with the team's values; without, stand-ins that lead nowhere
  migrate verify --keep                     leave everything running, to look inside

Everything it makes carries the label valueline.verify and is removed at the end, also after Ctrl-C.
Exit code 1: something did not build, start, answer, or stay up. 2: no Docker Engine answers. 130: Ctrl-C.`;

export const verifyVerb = defineVerb({
  declare(program, finish) {
    const command = program
      .command("verify")
      .description("build the images and boot everything on a Docker Engine: health, one request, one message")
      .argument("[dir]", "the app's repo", ".")
      .option("--keep", "leave containers, network and images for a look inside")
      .option("--env-file <file>", "values for config vars, NAME=value a line")
      .option("--header <header...>", "NAME: VALUE sent with each request, to be let in by the monolith")
      .option("--timeout <seconds>", "how long one part may take to become healthy", "120")
      .addHelpText("after", HELP);
    declareAnalysisOptions(command).action(async (dir: string, options: VerifyOptions) => {
      const { runVerify } = await import("../verify-run.js");
      finish(await runVerify(dir, options));
    });
  },
});
