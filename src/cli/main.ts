/** Turns arguments into a verb's run and its exit code; the one place where errors are caught. */
import { Command, CommanderError } from "commander";
import { readPackageVersion } from "../io/package-version.js";
import { isTerminal } from "../io/terminal.js";
import { UserError } from "../model/errors.js";
import { verbs } from "./verbs.js";

/** 0 fine; 1 what a check is there to catch; 2 could not run. */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  const program = createProgram((next) => {
    code = next;
  });
  try {
    // Without a verb a person gets the tour; a program gets the help.
    if (argv.length <= 2 && isTerminal()) return await (await import("./tour-run.js")).runTour(".");
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    return explain(error);
  }
}

function createProgram(finish: (code: number) => void): Command {
  const program = new Command("migrate")
    .description("Takes a team off a PaaS monolith without taking on more operations than the business is worth.")
    .version(readPackageVersion())
    .exitOverride()
    .showHelpAfterError("(add --help for the options)")
    .addHelpText("after", EXAMPLES);
  for (const verb of verbs) verb.declare(program, finish);
  for (const command of program.commands) command.exitOverride();
  return program;
}

const EXAMPLES = `
Examples:
  migrate                                 at a terminal: the guided tour through all of it
  migrate analyze                         read this repo, write migration/report.md and migration/analysis.json
  migrate analyze ../shop --json          print the analysis, write nothing
  migrate select --yes                    take every proposed default, write migration/decisions.yaml
  migrate generate --dry-run              list what would be written, and why
  migrate manifests --target kubernetes   manifests and FIDELITY.md: what is kept, approximated, lost
  migrate check                           exit 1 when code crosses a decided boundary

Outside an installed project: npx valueline analyze`;

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    process.stderr.write(`error: ${error.message}\n`);
    if (error.hint !== null) process.stderr.write(`  hint: ${error.hint}\n`);
    return 2;
  }
  process.stderr.write(
    `This is a bug in valueline, not in your app:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return 2;
}
