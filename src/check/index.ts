/** Runs rules over calls, literals and app facts, and returns findings. */
import type { FileFacts } from "../model/file-facts.js";
import type { Finding } from "../model/finding.js";
import { byKeys } from "../text/order.js";
import type { CheckInput, Match } from "./input.js";
import { judgements } from "./judgements/index.js";
import { loadRules } from "./load-rules.js";
import { matchFiles, matchProcesses } from "./match-app.js";
import { matchFacts } from "./match-file.js";
import type { FragmentTest, Rule, Test, When } from "./rule.js";

export type { CheckInput } from "./input.js";

/** Places that one finding lists; the message says how many more there are. */
const MOST = 20;

/** `ruleTexts`: text of every rules/<category>/<id>/{rule.yaml, example.*}, by path. */
export function checkRules(ruleTexts: ReadonlyMap<string, string>, input: CheckInput): readonly Finding[] {
  return loadRules(ruleTexts).flatMap((rule) => applyRule(rule, input));
}

export function applyRule(rule: Rule, input: CheckInput): readonly Finding[] {
  const files = sourceFiles(input).filter(({ path }) => isInScope(rule, path));
  const matches = rule.match
    .flatMap((test) => matchTest(test, files, input))
    .filter(({ path }) => isInScope(rule, path));
  if (matches.length === 0 || !holdsWhen(rule.when, input)) return [];
  const subjects = new Map<string, Match[]>();
  for (const match of matches) {
    const subject = rule.group === "app" ? "app" : match.subject;
    subjects.set(subject, [...(subjects.get(subject) ?? []), match]);
  }
  return [...subjects].sort(byKeys(([subject]) => subject)).map(([subject, found]) => toFinding(rule, subject, found));
}

const LEFT_OUT = new Set(["test", "fixture", "vendored", "generated", "frontend"]);

/** Rules speak of the app that runs on dynos: tests and browser code are not it. */
function sourceFiles({ app, facts }: CheckInput): readonly FileFacts[] {
  const roles = new Map(app.roles.map(({ path, role }) => [path, role]));
  return facts.filter(
    ({ path, marks }) => !LEFT_OUT.has(roles.get(path) ?? "") && !marks.some((mark) => LEFT_OUT.has(mark)),
  );
}

const isInScope = (rule: Rule, path: string): boolean => (rule.only?.test(path) ?? true) && !rule.except?.test(path);

function matchTest(test: Test, files: readonly FileFacts[], input: CheckInput): readonly Match[] {
  if (test.kind === "process") return matchProcesses(test, input);
  if (test.kind === "file") return matchFiles(test, input);
  if (test.kind === "judgement") return judgements[test.name]!(input);
  const loaded = test.kind === "fragment" ? loadedFiles(test, files, input) : files;
  return loaded.flatMap((file) => matchFacts(test, file));
}

/** Where no process is known to load anything, nothing can be left out. */
function loadedFiles(
  test: FragmentTest,
  files: readonly FileFacts[],
  { app, graph }: CheckInput,
): readonly FileFacts[] {
  const types = app.heroku.processes.filter(({ role }) => role === test.loadedBy).map(({ type }) => type);
  const known = graph.processes.filter(({ reaches }) => reaches.length > 0);
  if (test.loadedBy === undefined || !known.some(({ type }) => types.includes(type))) return files;
  const paths = new Set(
    known
      .filter(({ type }) => types.includes(type))
      .flatMap(({ entry, reaches }) => [entry, ...reaches].map((node) => graph.nodes[node]?.path)),
  );
  return files.filter(({ path }) => paths.has(path));
}

function holdsWhen(when: When, input: CheckInput): boolean {
  const read = new Set(input.app.configVars.filter(({ readAt }) => readAt.length > 0).map(({ name }) => name));
  if (!when.reads.every((name) => read.has(name)) || when.readsNone.some((name) => read.has(name))) return false;
  const files = sourceFiles(input);
  const found = (test: Test): boolean => matchTest(test, files, input).length > 0;
  return (when.some.length === 0 || when.some.some(found)) && !when.none.some(found);
}

function toFinding(rule: Rule, subject: string, matches: readonly Match[]): Finding {
  const inOrder = byKeys<Match>(
    ({ path }) => path,
    ({ line }) => line ?? 0,
  );
  const unique = [...new Map(matches.map((match) => [`${match.path}:${match.line}`, match])).values()].sort(inOrder);
  const names = [...new Set(unique.map(({ it }) => it))];
  const it = names.slice(0, 3).join(", ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");
  return {
    id: `${rule.id}:${subject}`,
    rule: rule.id,
    severity: rule.severity,
    ...(rule.elsewhere === undefined ? {} : { elsewhere: rule.elsewhere }),
    message: rule.message.replaceAll("{it}", it),
    why: rule.why,
    fix: rule.fix,
    evidence: unique
      .slice(0, MOST)
      .map(({ path, line, it: note }) => ({ path, ...(line === null ? {} : { line }), note })),
  };
}
