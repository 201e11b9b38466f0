/** Turns a Procfile command into the words that run it in an image: our entrypoint's, or a shell's in an image of the app's own. */
import type { Deployment } from "./deployment.js";
import { type Answer, approximated, kept } from "./fidelity.js";

export interface RunWords {
  /** Null: the image's own entrypoint takes the command line. */
  readonly entrypoint: readonly string[] | null;
  readonly args: readonly string[];
}

const SHELL = ["/bin/sh", "-c"] as const;

/** An image that heroku.yml builds from the repo's Dockerfile does not have our entrypoint: devcenter "heroku.yml", run. */
export const runWords = (deployment: Deployment, image: string, command: string): RunWords =>
  isOwn(deployment, image)
    ? { entrypoint: SHELL, args: [replaceShell(command)] }
    : { entrypoint: null, args: [command] };

/** One line for targets whose run command replaces the image's entrypoint. */
export const runLine = (deployment: Deployment, image: string, command: string): string =>
  isOwn(deployment, image)
    ? `${SHELL.join(" ")} ${quoteWord(replaceShell(command))}`
    : `bash /usr/local/bin/entrypoint ${quoteWord(command)}`;

export const isOwn = (deployment: Deployment, image: string): boolean =>
  deployment.ownImage &&
  (image === deployment.image ||
    image === deployment.release?.image ||
    deployment.workloads.some((one) => one.owner === "monolith" && one.image === image));

/** One word of a shell command line. */
export const quoteWord = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** `how`: who sends which signal, and how long it waits. */
export const answerSignals = ({ ownImage }: Deployment, how: string): Answer =>
  ownImage
    ? approximated(
        `${how}; the image is the app's own, so the signal reaches the program that a command starts, not its children, nothing behind && or ; of a command line, and REMAP_SIGTERM is not honoured: an init (tini) in the Dockerfile mends it`,
      )
    : kept(`${how}; the image's entrypoint passes the signal to every process of it and honours REMAP_SIGTERM`);

/** Words that only a shell itself can run, or that need it to stay. */
const BUILTINS =
  /^(?:!|\.|:|\[|\{|alias|case|cd|eval|exec|exit|export|for|if|set|source|test|trap|ulimit|umask|until|wait|while)$/;

/** A runtime signals PID 1 alone: the shell gives its place to a command that stands alone. */
function replaceShell(command: string): string {
  const words = /^\s*((?:[A-Za-z_][A-Za-z0-9_]*=(?:"[^"]*"|'[^']*'|[^\s"'])*\s+)*)(\S+)/.exec(command);
  if (words === null || hasOperator(command) || BUILTINS.test(words[2]!)) return command;
  return words[1] === "" ? `exec ${command.trim()}` : `exec env ${command.trim()}`;
}

/** Outside of quotes: a list, a pipe, a group, a substitution; a redirection is fine. */
function hasOperator(command: string): boolean {
  const plain = command.replace(/\\./g, "").replace(/'[^']*'|"[^"]*"/g, "''");
  return /[;|&\n()`]/.test(plain.replace(/\d?>&\d/g, ""));
}
