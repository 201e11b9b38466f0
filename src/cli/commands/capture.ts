/** `migrate capture`: declares its options; the work is in `cli/capture-run.ts`. */

import type { CaptureOptions } from "../capture-run.js";
import { defineVerb } from "../command.js";

const HELP = `
The token comes from HEROKU_API_KEY (heroku auth:token). Every call is a GET, but for the session that reads the log.

Examples:
  HEROKU_API_KEY=$(heroku auth:token) migrate capture --app shop
  migrate capture --app shop --no-logs      names and sizes only, no traffic
  migrate analyze --capture migration       use it`;

export const captureVerb = defineVerb({
  declare(program, finish) {
    program
      .command("capture")
      .description("read what runs on Heroku: names, sizes and counts, never the value of a config var")
      .argument("[dir]", "the app's repo", ".")
      .requiredOption("--app <name>", "the app's name on Heroku")
      .option("--out <folder>", "write below this folder instead of DIR/migration")
      .option("--no-logs", "do not read the router's log")
      .option("--api-host <url>", "another address of the Platform API")
      .addHelpText("after", HELP)
      .action(async (dir: string, options: CaptureOptions) => {
        const { runCapture } = await import("../capture-run.js");
        finish(await runCapture(dir, options));
      });
  },
});
