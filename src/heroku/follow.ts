/** Follows a process command through wrappers, package scripts and shell scripts to the words that finally run. */
import { joinPath, type Repo } from "./repo.js";
import { type ShellCommand, splitCommands } from "./shell-words.js";
import { baseName, unwrapWords } from "./wrappers.js";

export interface Followed {
  readonly words: readonly string[];
  /** Folder that the words run in, "" for the root. */
  readonly folder: string;
  /** Names set in the command itself; what scripts set is theirs. */
  readonly env: readonly string[];
  /** Every simple command met, the final one too: an embedded scheduler may stand beside it. */
  readonly seen: readonly (readonly string[])[];
}

interface Place {
  readonly repo: Repo;
  readonly folder: string;
  readonly depth: number;
}

/** Scripts that call scripts end somewhere; a circle ends here. */
const DEEPEST = 12;

export function followCommand(command: string, repo: Repo): Followed {
  return followLine(command, { repo, folder: "", depth: 0 });
}

function followLine(command: string, place: Place): Followed {
  const { main, folder, others } = chooseMain(splitCommands(command), place.folder);
  const followed = followWords(main?.words ?? [], { ...place, folder });
  const env = [...others.flatMap((words) => unwrapWords(words, () => false).env), ...followed.env];
  return { ...followed, env, seen: [...others, ...followed.seen] };
}

const SETUP = new Set([
  "cd",
  "export",
  "set",
  "wait",
  "trap",
  "echo",
  "printf",
  "true",
  ":",
  "source",
  ".",
  "ulimit",
  "unset",
  "sleep",
  "mkdir",
  "rm",
  "cp",
  "touch",
  "test",
  "[",
  "[[",
  "eval",
  "fi",
  "done",
  "esac",
  "exit",
  "return",
  "local",
  "kill",
  "}",
]);
const KEYWORDS = new Set(["if", "then", "else", "elif", "do", "while", "until", "!", "{", "time"]);

/** The command that stays: the last that is more than preparation; of a pipe its first, of `a || b` its first. */
function chooseMain(
  commands: readonly ShellCommand[],
  start: string,
): { readonly main: ShellCommand | null; readonly folder: string; readonly others: readonly (readonly string[])[] } {
  let main: ShellCommand | null = null;
  let folder = start;
  let mainFolder = start;
  let skipNext = false;
  const others: (readonly string[])[] = [];
  for (const command of commands) {
    const skipped = skipNext;
    skipNext = command.operator === "|" || command.operator === "||";
    const words = dropKeywords(command.words);
    if (words[0] === "cd" && words[1] !== undefined) folder = joinPath(folder, words[1]);
    if (words.length === 0 || skipped || SETUP.has(words[0]!)) continue;
    if (main) others.push(main.words);
    main = { ...command, words };
    mainFolder = folder;
  }
  return { main, folder: mainFolder, others };
}

function dropKeywords(words: readonly string[]): readonly string[] {
  let at = 0;
  while (at < words.length && KEYWORDS.has(words[at]!)) at += 1;
  return words.slice(at);
}

export function followWords(words: readonly string[], place: Place): Followed {
  const isRepoFile = (path: string): boolean => place.repo.has(joinPath(place.folder, path));
  const unwrapped = unwrapWords(words, isRepoFile);
  const next = place.depth < DEEPEST ? stepInto(unwrapped.words, { ...place, depth: place.depth + 1 }) : null;
  if (next === null) return { ...unwrapped, folder: place.folder, seen: [unwrapped.words] };
  return { ...next, env: unwrapped.env };
}

function stepInto(words: readonly string[], place: Place): Followed | null {
  const program = baseName(words[0] ?? "");
  if (SHELLS.has(program)) return stepIntoShell(words, place);
  const call = readScriptCall(words, place);
  if (call !== null) return call;
  const path = joinPath(place.folder, words[0] ?? "");
  return place.repo.has(path) ? stepIntoScript(path, words.slice(1), place) : null;
}

const SHELLS = new Set(["sh", "bash", "dash", "zsh", "ash"]);

function stepIntoShell(words: readonly string[], place: Place): Followed | null {
  const at = words.findIndex((word, index) => index > 0 && !word.startsWith("-"));
  if (at < 0) return null;
  const inline = words.slice(1, at).some((word) => /^-[a-z]*c$/.test(word));
  if (inline) return followLine(words[at]!, place);
  const path = joinPath(place.folder, words[at]!);
  return place.repo.has(path) ? stepIntoScript(path, words.slice(at + 1), place, true) : null;
}

function stepIntoScript(path: string, args: readonly string[], place: Place, surely = false): Followed | null {
  const text = place.repo.read(path) ?? "";
  const firstLine = text.split("\n", 1)[0]!;
  // Without a first line that names an interpreter the shell reads the script itself.
  const bare = !firstLine.startsWith("#!") && !baseName(path).includes(".") && place.repo.isExecutable(path);
  const shell = bare || /^#!.*\b(sh|bash|dash|zsh|ash)\b/.test(firstLine);
  if (!surely && !shell) return null;
  const commands = splitCommands(text.replace(/^#!.*/, "")).map((command) => ({
    ...command,
    words: command.words.flatMap((word) => (word === "$@" || word === "$*" ? args : [word])),
  }));
  const { main, folder, others } = chooseMain(commands, place.folder);
  // A script that only prepares is itself what runs.
  if (main === null) return null;
  const followed = followWords(main.words, { ...place, folder });
  return { ...followed, seen: [...others, ...followed.seen] };
}

const MANAGERS = new Set(["npm", "yarn", "pnpm", "bun"]);
const FOLDER_OPTIONS = new Set(["--prefix", "-C", "--cwd", "--dir"]);
const PACKAGE_OPTIONS = new Set(["-w", "--workspace", "--filter", "-F"]);

interface ScriptCall {
  readonly folder: string;
  readonly name: string;
  readonly args: readonly string[];
  /** Said with `run`: certainly a script, never a program of node_modules. */
  readonly explicit: boolean;
}

function readScriptCall(words: readonly string[], place: Place): Followed | null {
  const manager = baseName(words[0] ?? "");
  if (!MANAGERS.has(manager)) return null;
  const call = parseScriptCall(words.slice(1), place);
  if (call === null) return null;
  const script = place.repo.scripts(call.folder).find(({ name }) => name === call.name);
  const here = { ...place, folder: call.folder };
  if (script) return followLine([script.command, ...call.args.map(quoteWord)].join(" "), here);
  // https://docs.npmjs.com/cli/commands/npm-start: without a start script it runs server.js.
  if (call.name === "start" && manager === "npm") return followWords(["node", "server.js"], here);
  const program = manager !== "npm" && !call.explicit;
  return program ? followWords([call.name, ...call.args], here) : null;
}

function parseScriptCall(words: readonly string[], place: Place): ScriptCall | null {
  let { folder } = place;
  const rest = [...words];
  let explicit = false;
  while (rest.length > 0) {
    const word = rest.shift()!;
    const [option, inline] = word.startsWith("--") && word.includes("=") ? splitOption(word) : [word, null];
    if (FOLDER_OPTIONS.has(option)) folder = joinPath(place.folder, inline ?? rest.shift() ?? "");
    else if (PACKAGE_OPTIONS.has(option)) folder = packageFolder(inline ?? rest.shift() ?? "", place) ?? folder;
    else if (word === "workspace") folder = packageFolder(rest.shift() ?? "", place) ?? folder;
    else if (word === "run" || word === "run-script") explicit = true;
    else if (!word.startsWith("-")) {
      return { folder, name: word, args: rest[0] === "--" ? rest.slice(1) : rest, explicit };
    }
  }
  return null;
}

function splitOption(word: string): readonly [string, string] {
  const at = word.indexOf("=");
  return [word.slice(0, at), word.slice(at + 1)];
}

const packageFolder = (name: string, { repo }: Place): string | null =>
  repo.has(joinPath(name, "package.json")) ? joinPath("", name) : repo.packageFolder(name);

const quoteWord = (word: string): string =>
  /^[\w@%+=:,./${}-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
