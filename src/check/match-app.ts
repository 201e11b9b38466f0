/** Tests the Heroku side and plain config files against a rule. */
import type { HerokuProcess } from "../model/heroku-app.js";
import { nameSecret } from "../text/secret-formats.js";
import type { CheckInput, Match } from "./input.js";
import type { FileTest, ProcessTest } from "./rule.js";

export const matchProcesses = (test: ProcessTest, { app }: CheckInput): readonly Match[] =>
  app.heroku.processes.filter((process) => matchesProcess(test, process)).map(toMatch);

function matchesProcess(test: ProcessTest, process: HerokuProcess): boolean {
  if (test.types.length > 0 && !test.types.includes(process.type)) return false;
  if (test.roles.length > 0 && !test.roles.includes(process.role)) return false;
  if (test.exceptRoles.includes(process.role)) return false;
  if (test.singleton !== undefined && process.singleton !== test.singleton) return false;
  if (test.quantityOver !== undefined && (process.quantity ?? 0) <= test.quantityOver) return false;
  if (test.command !== undefined && !test.command.test(process.command)) return false;
  if (test.notCommand?.test(process.command)) return false;
  return test.steps === undefined || (process.steps ?? []).some((step) => test.steps!.test(step));
}

/** The line that scales a process is the last of its evidence, where there is one. */
function toMatch(process: HerokuProcess): Match {
  const place = process.evidence.find(({ path }) => path !== "");
  return { path: place?.path ?? "", line: place?.line ?? null, it: process.type, subject: `process ${process.type}` };
}

/** Files that no person keeps secrets in: examples, tests, docs. */
const HARMLESS =
  /(^|\/)(test|tests|spec|specs|__tests__|fixtures?|examples?|docs?|node_modules|vendor|locales?)\/|(example|sample|template|\.dist|\.md|\.lock|-lock\.json|package-lock\.json)$/i;
const LARGEST = 200_000;

export function matchFiles(test: FileTest, { workspace, reader }: CheckInput): readonly Match[] {
  const files = workspace.files.filter(
    ({ path, size }) => test.path.test(path) && !test.notPath?.test(path) && size <= LARGEST,
  );
  if (test.line === undefined && !test.secret) {
    return files.map(({ path }) => ({ path, line: null, it: path, subject: path }));
  }
  return files
    .filter(({ path }) => !test.secret || !HARMLESS.test(path))
    .flatMap(({ path }) => {
      const lines = (reader.read(path) ?? "").split(/\r?\n/);
      return lines.flatMap((text, index) => {
        const it = test.secret
          ? nameSecret(withNextLine(text, lines[index + 1]))
          : test.line!.test(text)
            ? text.trim().slice(0, 80)
            : null;
        return it === null ? [] : [{ path, line: index + 1, it, subject: path }];
      });
    });
}

/** A private key begins on one line and goes on in the next. */
const withNextLine = (line: string, next = ""): string =>
  line.includes("-----BEGIN") ? `${line}\n${next.trim()}` : withoutComment(line);

const withoutComment = (line: string): string => (/^\s*(#|\/\/)/.test(line) ? "" : line);
