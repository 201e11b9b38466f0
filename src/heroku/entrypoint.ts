/** Turns the words that finally run into an entrypoint: a file of the repo, a task, or a program and what it loads. */
import { joinPath, type Repo } from "./repo.js";
import { findScriptFile } from "./script-file.js";
import { baseName } from "./wrappers.js";

export interface Entrypoint {
  /** A repo path where a script runs; else the program and its target ("rake db:migrate", "celery shop.celery"). */
  readonly text: string;
  readonly file: string | null;
}

interface Words {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly repo: Repo;
}

export function describeEntrypoint(words: readonly string[], folder: string, repo: Repo): Entrypoint | null {
  const first = words[0];
  if (first === undefined) return null;
  const own = joinPath(folder, first);
  const input: Words = { program: programName(first), args: words.slice(1), folder, repo };
  const known = describers[input.program];
  // A binstub (`bin/rails`) stands in the repo and still is the program it is named after.
  if (known) return known(input);
  if (repo.has(own)) return { text: own, file: own };
  return { text: plainText(input), file: goMain(input) };
}

const programName = (word: string): string => baseName(word).replace(/^(python|ruby|node|php)[\d.]+$/, "$1");

/** The program and its first plain word: enough to tell `next start` from `next build`. */
function plainText({ program, args }: Words): string {
  const target = args.find((word) => !word.startsWith("-") && !word.startsWith("$"));
  const first = args[0] === target ? target : undefined;
  return first === undefined ? program : `${program} ${first}`;
}

/** Go's buildpack names a binary after its folder or module: cmd/NAME/main.go, or main.go of the module NAME. */
function goMain({ program, repo }: Words): string | null {
  const command = `cmd/${program}/main.go`;
  if (repo.has(command)) return command;
  const module = /^module\s+(\S+)/m.exec(repo.read("go.mod") ?? "")?.[1];
  return module !== undefined && baseName(module) === program && repo.has("main.go") ? "main.go" : null;
}

/** Runs a script file: options first, then the file. */
const script =
  (valued: readonly string[], extensions: readonly string[], modules: readonly string[] = []) =>
  (input: Words): Entrypoint => {
    const { args, folder, repo, program } = input;
    for (let at = 0; at < args.length; at += 1) {
      const word = args[at]!;
      if (modules.includes(word)) return pythonModule(input, args[at + 1] ?? "");
      if (valued.includes(word)) at += 1;
      else if (!word.startsWith("-")) {
        const file = findScriptFile(repo, folder, word, extensions);
        if (file !== null && baseName(file) === "manage.py")
          return { text: `manage.py ${args[at + 1] ?? ""}`.trim(), file };
        return { text: file ?? joinPath(folder, word), file };
      }
    }
    return { text: program, file: null };
  };

const NODE_EXTENSIONS = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx"];
const NODE_VALUED = [
  "-r",
  "--require",
  "--import",
  "--loader",
  "--experimental-loader",
  "-P",
  "--project",
  "--env-file",
  "--tsconfig",
  "-w",
  "--watch",
  "--exec",
  "-e",
  "--ext",
  "-x",
  "-i",
  "--instances",
  "--name",
  "-n",
  "--presets",
  "--config",
  "--title",
];
const node = script(
  NODE_VALUED.filter((option) => option !== "--watch"),
  NODE_EXTENSIONS,
);

const PYTHON_FILE = (module: string): readonly string[] => {
  const path = module.split(":")[0]!.replaceAll(".", "/");
  return [`${path}.py`, `${path}/__init__.py`, `${path}/__main__.py`];
};

function pythonFile({ repo, folder }: Words, module: string, below: string | null = null): string | null {
  const folders = [below === null ? folder : joinPath(folder, below), folder, joinPath(folder, "src")];
  const candidates = folders.flatMap((base) => PYTHON_FILE(module).map((path) => joinPath(base, path)));
  return candidates.find((path) => repo.has(path)) ?? null;
}

function pythonModule(input: Words, module: string): Entrypoint {
  const at = input.args.indexOf(module);
  const inner = describers[module];
  // `python -m celery …` is `celery …`.
  if (inner && module !== "python") return inner({ ...input, program: module, args: input.args.slice(at + 1) });
  return { text: module, file: pythonFile(input, module) };
}

/** `gunicorn pkg.wsgi:app`, `uvicorn pkg.asgi:app`: the word with a module in it. */
const pythonServer =
  (valued: readonly string[], folderOptions: readonly string[]) =>
  (input: Words): Entrypoint => {
    const below = optionValue(input.args, folderOptions);
    for (let at = 0; at < input.args.length; at += 1) {
      const word = input.args[at]!;
      if (valued.includes(word) || folderOptions.includes(word)) at += 1;
      else if (!word.startsWith("-")) {
        return { text: `${input.program} ${word}`, file: pythonFile(input, word.replace(/\(.*/, ""), below) };
      }
    }
    return { text: input.program, file: null };
  };

const GUNICORN_VALUED = [
  "-c",
  "--config",
  "-b",
  "--bind",
  "-w",
  "--workers",
  "-k",
  "--worker-class",
  "-t",
  "--timeout",
  "--log-file",
  "--access-logfile",
  "--error-logfile",
  "--log-level",
  "--threads",
  "-n",
  "--name",
  "--max-requests",
  "--max-requests-jitter",
  "--worker-connections",
  "--graceful-timeout",
  "--keep-alive",
  "--paste",
  "-e",
  "--env",
  "-p",
  "--pid",
  "--worker-tmp-dir",
  "--forwarded-allow-ips",
  "--limit-request-line",
];
const UVICORN_VALUED = [
  "--host",
  "--port",
  "--workers",
  "--log-level",
  "--loop",
  "--http",
  "--ws",
  "--root-path",
  "--forwarded-allow-ips",
  "--log-config",
  "--env-file",
  "-b",
  "-p",
  "--interface",
  "-e",
  "--endpoint",
  "-w",
];

function celery(input: Words): Entrypoint {
  const app = optionValue(input.args, ["-A", "--app"]);
  const verb = input.args.find((word) => ["worker", "beat", "flower", "multi"].includes(word)) ?? null;
  const text = ["celery", verb, app === null ? null : `-A ${app}`].filter((part) => part !== null).join(" ");
  const file = app === null ? null : (pythonFile(input, app) ?? pythonFile(input, `${app}.celery`));
  const inner = app === null ? null : pythonFile(input, `${app}.celery`);
  return { text, file: inner ?? file };
}

function rails(input: Words): Entrypoint {
  const [verb = "", ...rest] = input.args;
  const short: Readonly<Record<string, string>> = {
    s: "server",
    c: "console",
    r: "runner",
    g: "generate",
    t: "test",
    d: "destroy",
  };
  const command = short[verb] ?? verb;
  const target = rest.find((word) => !word.startsWith("-"));
  if (command === "server") return { text: "rails server", file: existing(input, "config.ru") };
  if (command === "runner" && target !== undefined) {
    const file = existing(input, target);
    return { text: file ?? `rails runner ${target}`, file };
  }
  return { text: `rails ${command}`.trim(), file: null };
}

const rake = ({ args, program }: Words): Entrypoint => {
  const tasks = args.filter((word) => !word.startsWith("-") && !word.includes("="));
  return { text: [program, ...tasks].join(" "), file: null };
};

const rack = (input: Words): Entrypoint => {
  const named = input.args.find((word) => word.endsWith(".ru"));
  return { text: input.program, file: existing(input, named ?? "config.ru") };
};

const target = (input: Words): Entrypoint => {
  const word = input.args.find((argument) => !argument.startsWith("-"));
  const file = word === undefined ? null : existing(input, word);
  return { text: word === undefined ? input.program : `${input.program} ${file ?? word}`, file };
};

function sidekiq(input: Words): Entrypoint {
  const required = optionValue(input.args, ["-r", "--require"]);
  return { text: input.program, file: required === null ? null : existing(input, required) };
}

const bundle = (input: Words): Entrypoint => ({ text: ["bundle", ...input.args.slice(0, 1)].join(" "), file: null });

function existing({ repo, folder }: Words, path: string): string | null {
  const found = joinPath(folder, path);
  return repo.has(found) ? found : null;
}

/** Value of `-A x`, `--app x` or `--app=x`. */
export function optionValue(args: readonly string[], names: readonly string[]): string | null {
  for (const [index, word] of args.entries()) {
    if (names.includes(word)) return args[index + 1] ?? null;
    const at = word.indexOf("=");
    if (at > 0 && names.includes(word.slice(0, at))) return word.slice(at + 1);
  }
  return null;
}

const describers: Readonly<Record<string, (input: Words) => Entrypoint>> = {
  node,
  nodejs: node,
  nodemon: node,
  "ts-node": node,
  "ts-node-dev": node,
  tsx: node,
  "babel-node": node,
  "pm2-runtime": (input) => node({ ...input, args: input.args[0] === "start" ? input.args.slice(1) : input.args }),
  forever: node,
  bun: node,
  coffee: script(NODE_VALUED, [".coffee", ".js"]),
  ruby: script(["-r", "-I", "-C"], [".rb"]),
  python: script(["-W", "-X"], [".py"], ["-m"]),
  "manage.py": (input) => ({ text: `manage.py ${input.args[0] ?? ""}`.trim(), file: existing(input, "manage.py") }),
  php: script(["-d", "-c", "-S", "-t"], [".php"]),
  gunicorn: pythonServer(GUNICORN_VALUED, ["--chdir", "--pythonpath"]),
  uvicorn: pythonServer(UVICORN_VALUED, ["--app-dir"]),
  hypercorn: pythonServer(UVICORN_VALUED, []),
  daphne: pythonServer(UVICORN_VALUED, []),
  waitress_serve: pythonServer([], []),
  celery,
  rails,
  rake,
  puma: rack,
  unicorn: rack,
  thin: rack,
  rackup: rack,
  falcon: rack,
  passenger: rack,
  sidekiq,
  clockwork: target,
  supercronic: target,
  bundle,
};
