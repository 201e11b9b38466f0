import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readHistory } from "../../src/io/git.js";
import { isFix } from "../../src/io/git-log.js";
import type { History } from "../../src/model/history.js";

let root = "";
let time = 1_600_000_000;

function git(dir: string, ...args: string[]): string {
  time += 60;
  const date = `${time} +0000`;
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, GIT_CONFIG_GLOBAL: "/dev/null" };
  return execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.test", ...args], {
    cwd: dir,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

function commit(dir: string, subject: string): void {
  git(dir, "add", "-A");
  git(dir, "commit", "-q", "-m", subject);
}

const lines = (count: number, word = "line"): string =>
  Array.from({ length: count }, (_, i) => `${word} ${i}\n`).join("");

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "valueline-git-"));
  const repo = join(root, "repo");
  mkdirSync(join(repo, "sub"), { recursive: true });
  git(repo, "init", "-q", "-b", "main");
  writeFileSync(join(repo, "a b.js"), lines(10));
  writeFileSync(join(repo, "sub", "é\t.js"), lines(20, "other"));
  commit(repo, "Start");
  writeFileSync(join(repo, "a b.js"), lines(12));
  commit(repo, "Fix the crash");
  git(repo, "mv", "a b.js", "sub/today.js");
  writeFileSync(join(repo, "sub", "today.js"), lines(13));
  commit(repo, "Move it");
  git(repo, "checkout", "-q", "-b", "side", "HEAD~1");
  writeFileSync(join(repo, "side.js"), lines(3));
  commit(repo, "Side");
  git(repo, "checkout", "-q", "main");
  git(repo, "merge", "-q", "--no-ff", "-m", "Merge side", "side");
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const touched = (history: History, path: string) =>
  history.commits.flatMap((one) => one.changes.filter((change) => change.path === path).map(({ added }) => added));

test("follows renames to today's paths, leaves merges out, keeps HEAD", async () => {
  const repo = join(root, "repo");
  const history = await readHistory(repo);
  expect(history.head).toBe(git(repo, "rev-parse", "HEAD").trim());
  expect(history.depth).toBe("full");
  expect(history.commits).toHaveLength(4);
  expect(touched(history, "sub/today.js")).toEqual([1, 2, 10]);
  expect(touched(history, "sub/é\t.js")).toEqual([20]);
  expect(touched(history, "side.js")).toEqual([3]);
  expect(history.commits.filter((one) => one.fix)).toHaveLength(1);
});

test("no name, address or subject is in the history", async () => {
  const text = JSON.stringify(await readHistory(join(root, "repo")));
  expect(text).not.toMatch(/ada|example\.test|crash|Start/i);
});

test("counts agree with git's own", async () => {
  const repo = join(root, "repo");
  const own = Number(git(repo, "rev-list", "--no-merges", "--count", "HEAD"));
  expect((await readHistory(repo)).commits).toHaveLength(own);
});

test("names only where contents are missing, exact renames still followed", async () => {
  const history = await readHistory(join(root, "repo"), { namesOnly: true });
  expect(history.depth).toBe("partial");
  expect(history.note).toContain("no old file contents");
  expect(touched(history, "sub/é\t.js")).toEqual([0]);
  expect(history.commits).toHaveLength(4);
});

test("a shallow clone says so and its last commit creates nothing", async () => {
  const clone = join(root, "shallow");
  git(root, "clone", "-q", "--depth", "2", pathToFileURL(join(root, "repo")).href, clone);
  const history = await readHistory(clone);
  expect(history.depth).toBe("shallow");
  expect(history.note).toContain("shallow");
  expect(touched(history, "sub/é\t.js")).toEqual([]);
});

test("a folder inside a repository, an empty repository and none each have no history", async () => {
  const inside = await readHistory(join(root, "repo", "sub"));
  expect([inside.head, inside.depth]).toEqual([null, "none"]);
  expect(inside.note).toContain("not the top level");
  const empty = mkdtempSync(join(root, "empty-"));
  git(empty, "init", "-q");
  expect((await readHistory(empty)).note).toContain("no commit");
  const bare = mkdtempSync(join(root, "bare-"));
  expect((await readHistory(bare)).note).toContain("No git repository");
});

test("the store is asked by HEAD and given what was read", async () => {
  const kept = new Map<string, History>();
  const store = {
    get: (head: string) => kept.get(head) ?? null,
    put: (head: string, history: History) => void kept.set(head, history),
  };
  const first = await readHistory(join(root, "repo"), { store });
  expect([...kept.keys()]).toEqual([first.head]);
  expect(await readHistory(join(root, "repo"), { store })).toBe(first);
});

test("what a fix is", () => {
  expect(["Fix login", "bugfix: x", "Fixes #12", "Crash on start"].map(isFix)).toEqual([true, true, true, true]);
  expect(["Add prefix", "Fix typo", "Fix rubocop", "Debug output"].map(isFix)).toEqual([false, false, false, false]);
});
