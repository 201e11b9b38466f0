/** Turns the git repository at a folder into a History, through one child process of git. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import type { History } from "../model/history.js";
import { composeHistory } from "./git-history.js";
import { type LogEntry, LogParser } from "./git-log.js";

/** Keeps a history between runs, keyed by HEAD; whatever it gives back is used as it is. */
export interface HistoryStore {
  get(head: string): History | null;
  put(head: string, history: History): void;
}

export interface GitOptions {
  readonly store?: HistoryStore;
  /** A revision other than HEAD (the bench looks at the repo as it was). */
  readonly revision?: string;
  /** For tests: pretend numstat cannot be had. */
  readonly namesOnly?: boolean;
}

const NONE: History = { head: null, now: 0, commits: [], depth: "none", note: null };
const none = (note: string): History => ({ ...NONE, note });

// The repository is not ours: nothing that its config names may run.
const SAFE = [
  "core.fsmonitor=false",
  "log.showSignature=false",
  "core.pager=cat",
  "diff.external=",
  "core.quotePath=false",
];
// Diffing these costs more than all code together (half of the time on an app with translations), and none is source.
const NO_SOURCE = ["json", "lock", "svg", "snap", "map", "md", "po", "pot", "min.js", "min.css"];
const PATHS = ["--", ".", ...NO_SOURCE.map((extension) => `:(exclude)*.${extension}`)];

// Every use of history fades with age: older commits would weigh under 2% and cost as much to read.
const WINDOW_SECONDS = 6 * 365 * 86_400;

const FORMAT = "%x01%H%x02%P%x02%ct%x02%aE%x02%s";

export async function readHistory(root: string, options: GitOptions = {}): Promise<History> {
  const state = await readState(root, options.revision ?? "HEAD");
  if (typeof state === "string") return none(state);
  const cached = options.store?.get(state.head) ?? null;
  if (cached !== null) return cached;
  const history = await readCommits(root, state, options);
  if (history.depth !== "none") options.store?.put(state.head, history);
  return history;
}

interface State {
  readonly head: string;
  /** HEAD's committer time, seconds. */
  readonly now: number;
  readonly shallow: boolean;
  readonly partial: boolean;
}

async function readState(root: string, revision: string): Promise<State | string> {
  const chunks: string[] = [];
  // `rev-parse` prints what it knows before it fails, so a repository without a commit is told apart from no repository.
  const args = ["rev-parse", "--show-toplevel", "--is-shallow-repository", "--verify", `${revision}^{commit}`];
  await runGit(root, args, (chunk) => chunks.push(chunk));
  const [top, shallow, head] = chunks.join("").split("\n");
  if (!top) return "No git repository here: the history view is missing.";
  if (real(top) !== real(root))
    return "The folder is not the top level of its git repository: the history view is missing.";
  if (!head) return "The git repository has no commit yet: the history view is missing.";
  return { head, now: await readTime(root, head), shallow: shallow === "true", partial: await isPartial(root) };
}

const real = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};

async function readTime(root: string, head: string): Promise<number> {
  let text = "";
  await runGit(root, ["show", "-s", "--no-color", "--format=%ct", head], (chunk) => {
    text += chunk;
  });
  return Number(text.trim());
}

async function isPartial(root: string): Promise<boolean> {
  let found = "";
  await runGit(root, ["config", "--get-regexp", "^remote\\..*\\.(promisor|partialclonefilter)$"], (chunk) => {
    found += chunk;
  });
  return found !== "";
}

async function readCommits(root: string, state: State, options: GitOptions): Promise<History> {
  const namesFirst = state.partial || options.namesOnly === true;
  const full = namesFirst ? null : await readLog(root, state, ["--numstat", "-M"]);
  // Blobs are missing: only exact renames can be followed, and those need no blob.
  const entries = full ?? (await readLog(root, state, ["--name-status", "-M100%"]));
  if (entries === null) return none("git log failed: the history view is missing.");
  const depth = full === null ? "partial" : state.shallow ? "shallow" : "full";
  return composeHistory(entries, depth, state.shallow);
}

async function readLog(root: string, state: State, how: readonly string[]): Promise<readonly LogEntry[] | null> {
  const parser = new LogParser(hashAuthor);
  // --sparse lists every commit, also one that touches nothing listed: HEAD and merges keep their place.
  const walk = ["--full-history", "--sparse", `--since=@${state.now - WINDOW_SECONDS}`];
  const print = ["-z", "-l2000", "--no-ext-diff", "--no-textconv", "--no-color", `--format=${FORMAT}`];
  const code = await runGit(root, ["log", ...walk, ...print, ...how, state.head, ...PATHS], (chunk) =>
    parser.push(chunk),
  );
  const entries = parser.finish();
  return code === 0 && entries.length > 0 ? entries : null;
}

const hashAuthor = (address: string): string =>
  createHash("sha256").update(address.toLowerCase()).digest("hex").slice(0, 12);

function runGit(root: string, args: readonly string[], onText: (chunk: string) => void): Promise<number> {
  const settings = SAFE.flatMap((setting) => ["-c", setting]);
  const env = {
    ...process.env,
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_OPTIONAL_LOCKS: "0",
    LC_ALL: "C",
  };
  return new Promise((resolve) => {
    const child = spawn("git", [...settings, ...args], { cwd: root, env, stdio: ["ignore", "pipe", "ignore"] });
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", onText);
    child.on("error", () => resolve(-1));
    child.on("close", (code) => resolve(code ?? -1));
  });
}
