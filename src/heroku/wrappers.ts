/** Names the programs that only start another program, and turns their words into the words of that other one. */

interface Wrapper {
  /** Leading words; the first is compared by base name. */
  readonly words: readonly string[];
  /** Options that take the next word as their value. */
  readonly valued?: readonly string[];
  /** Plain words of its own before the command (`timeout 30 cmd`). */
  readonly skip?: number;
}

const wrapper = (words: string, valued: readonly string[] = [], skip = 0): Wrapper => ({
  words: words.split(" "),
  valued,
  skip,
});

const WRAPPERS: readonly Wrapper[] = [
  wrapper("exec", ["-a"]),
  wrapper("command"),
  wrapper("nohup"),
  wrapper("setsid"),
  wrapper("time"),
  wrapper("nice", ["-n"]),
  wrapper("ionice", ["-c", "-n"]),
  wrapper("stdbuf", ["-o", "-i", "-e"]),
  wrapper("timeout", ["-s", "--signal", "-k", "--kill-after"], 1),
  wrapper("sudo", ["-u", "-g"]),
  wrapper("xvfb-run", ["-s", "-n", "-e", "-f"]),
  wrapper("dumb-init"),
  wrapper("tini"),
  wrapper("env", ["-u", "-C", "--unset", "--chdir"]),
  wrapper("bundle exec"),
  wrapper("bundler exec"),
  wrapper("spring"),
  wrapper("rbenv exec"),
  wrapper("asdf exec"),
  wrapper("mise exec"),
  wrapper("dotenv", ["-f", "-e", "-c", "-v"]),
  wrapper("env-cmd", ["-f", "-e", "-r"]),
  wrapper("cross-env"),
  wrapper("cross-env-shell"),
  wrapper("foreman run", ["-e", "-p"]),
  wrapper("honcho run", ["-e"]),
  wrapper("poetry run"),
  wrapper("pipenv run"),
  wrapper("pdm run"),
  wrapper("uv run", ["--with", "--extra", "--group", "--env-file"]),
  wrapper("npx", ["-p", "--package", "-c"]),
  wrapper("bunx"),
  wrapper("npm exec", ["--package"]),
  wrapper("yarn exec"),
  wrapper("yarn dlx"),
  wrapper("pnpm exec"),
  wrapper("pnpm dlx"),
  wrapper("doppler run", ["-p", "-c", "-t", "--project", "--config", "--token"]),
  wrapper("chamber exec", [], 1),
  wrapper("infisical run", ["--env", "--path"]),
  wrapper("op run", ["--env-file"]),
  wrapper("aws-vault exec", [], 1),
  wrapper("newrelic-admin run-program"),
  wrapper("newrelic-admin run-python"),
  wrapper("ddtrace-run"),
  wrapper("ddprof"),
  wrapper("opentelemetry-instrument"),
  wrapper("scout_apm_python"),
  wrapper("jemalloc.sh"),
  wrapper("with_jemalloc"),
  wrapper("qgtunnel"),
  wrapper("qgsocksify"),
  wrapper("proximo"),
  wrapper("fixie-wrench", [], 1),
  wrapper("start-nginx"),
  wrapper("start-nginx-solo"),
  wrapper("start-nginx-debug"),
  wrapper("start-pgbouncer"),
  wrapper("start-pgbouncer-stunnel"),
  wrapper("start-stunnel"),
  wrapper("start-redis-stunnel"),
  wrapper("start-cloudsql"),
  wrapper("start-dockerd"),
  wrapper("with-contenv"),
];

const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)\+?=/;

export const baseName = (word: string): string => word.slice(word.lastIndexOf("/") + 1);

/** The name set by `NAME=value`, or null. */
export const assignedName = (word: string): string | null => ASSIGNMENT.exec(word)?.[1] ?? null;

export interface Unwrapped {
  readonly words: readonly string[];
  /** Names set on the way, in the order written. */
  readonly env: readonly string[];
}

/** Takes off assignments and wrappers until a word is left that does the work. */
export function unwrapWords(words: readonly string[], isRepoFile: (path: string) => boolean): Unwrapped {
  const env: string[] = [];
  let rest = words;
  for (;;) {
    const name = rest[0] === undefined ? null : assignedName(rest[0]);
    if (name !== null) {
      env.push(name);
      rest = rest.slice(1);
      continue;
    }
    const next = isRepoFile(rest[0] ?? "") && !isBinstub(rest) ? null : stripWrapper(rest);
    if (next === null || next.length === 0) return { words: rest, env };
    rest = next;
  }
}

/** `bin/bundle exec …` stands in the repo and still is only Bundler. */
const isBinstub = (words: readonly string[]): boolean => baseName(words[0]!) === "bundle";

function stripWrapper(words: readonly string[]): readonly string[] | null {
  const found = WRAPPERS.find(({ words: own }) =>
    own.every((word, index) => (index === 0 ? baseName(words[0] ?? "") : words[index]) === word),
  );
  if (found) return skipOptions(words.slice(found.words.length), found);
  // A program that a buildpack puts into bin/ and that takes a command: `bin/start-something node x.js`.
  const starter = words.length > 1 && /^(\.\/|\/app\/)?(\.heroku\/)?bin\/(start|with|run)-/.test(words[0]!);
  return starter ? words.slice(1) : null;
}

function skipOptions(words: readonly string[], { valued = [], skip = 0 }: Wrapper): readonly string[] {
  let at = 0;
  while (at < words.length && words[at]!.startsWith("-")) {
    if (words[at] === "--") {
      at += 1;
      break;
    }
    at += valued.includes(words[at]!) ? 2 : 1;
  }
  at += skip;
  return words[at] === "--" ? words.slice(at + 1) : words.slice(at);
}
