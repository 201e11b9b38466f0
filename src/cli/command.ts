/** The contract of a verb: its options are cheap to declare, its work is loaded only when it runs. */
import type { Command } from "commander";

export interface Verb {
  /** Declares options and help on `program`; the action imports the work lazily and hands its exit code to `finish`. */
  declare(program: Command, finish: (code: number) => void): void;
}

export const defineVerb = (verb: Verb): Verb => verb;

/** Options of every verb that runs the analysis. */
export interface AnalysisOptions {
  readonly out?: string;
  readonly config?: string;
  readonly capture?: string;
  readonly cache: boolean;
  readonly views?: string;
  readonly resolution?: string;
  readonly pin?: readonly string[];
  readonly quiet?: boolean;
}

/** Adds the options that select and steer an analysis. */
export function declareAnalysisOptions(command: Command): Command {
  return command
    .option("--config <file>", "configuration file (default: valueline.yaml in DIR, where there is one)")
    .option(
      "--capture <dir>",
      "folder with saved `heroku ps|addons|config|domains --json` output or capture.json; values are dropped while reading",
    )
    .option("--no-cache", "neither read nor write .migrate-cache/")
    .option(
      "--views <weights>",
      "experimental: weights of the views, static=3,data=3,runtime=1,history=2,words=1,declared=2,layout=1",
    )
    .option("--resolution <n>", "experimental: how fine to cut, overriding the chosen level")
    .option("--pin <pin>", "'A with B' or 'A apart from B'; repeatable", collect)
    .option("--quiet", "no progress on stderr");
}

const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];
