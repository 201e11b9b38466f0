/** Tests calls against a rule: where the callee comes from, how it is written, and its literal arguments. */
import type { CallFact, Literal, Origin } from "../model/file-facts.js";
import type { ArgumentTest, CallTest } from "./rule.js";

/** `onLine`: all calls on the same line of the file, as written. */
export function matchesCall(test: CallTest, call: CallFact, onLine: readonly string[]): boolean {
  if (test.from.length > 0 && !test.from.some((from) => matchesName(from, rootOf(call.callee)))) return false;
  if (test.member.length > 0 && !test.member.includes(memberOf(call.callee))) return false;
  if (test.text.length > 0 && !test.text.some((text) => matchesName(text, call.text))) return false;
  if (test.beside.length > 0 && !test.beside.some((text) => onLine.includes(text))) return false;
  const holds = (argument: ArgumentTest): boolean => matchesArgument(argument, call.args);
  return test.args.every(holds) && !test.unless.some(holds);
}

export const matchesName = (pattern: string, name: string): boolean =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

/** Package, global or constant that the callee hangs on. */
function rootOf(origin: Origin): string {
  if (origin.kind === "import") return origin.source.replace(/^node:/, "");
  if (origin.kind === "param") return "";
  return origin.kind === "constant" ? origin.name.replace(/^::/, "") : origin.name;
}

/** `fs.promises.writeFile` -> "promises.writeFile"; calls on the way fall away: `express().listen` -> "listen". */
function memberOf(origin: Origin): string {
  const members = ("members" in origin ? (origin.members ?? []) : []).filter((member) => member !== "()");
  const named = origin.kind === "import" && origin.name !== "*" && origin.name !== "default";
  return [...(named ? [origin.name] : []), ...members.filter((member) => member !== "default")].join(".");
}

function matchesArgument(test: ArgumentTest, args: readonly Literal[]): boolean {
  const candidates = test.at === undefined ? args : [args[test.at]];
  return candidates.some((argument) => {
    if (test.key === undefined) return holds(test, argument);
    const found = pick(argument, test.key.split("."));
    return found.present && holds(test, found.value);
  });
}

/** Any value under the key will do where the test asks for nothing else. */
function holds(test: ArgumentTest, value: Literal): boolean {
  if ("is" in test && value !== test.is) return false;
  if (test.type !== undefined && typeOf(value) !== test.type) return false;
  if (test.over !== undefined && !(typeof value === "number" && value > test.over)) return false;
  if (test.matches === undefined && test.not === undefined) return true;
  const texts = textsIn(value);
  if (test.matches !== undefined) return texts.some((text) => test.matches!.test(text) && !test.not?.test(text));
  return texts.length > 0 && texts.some((text) => !test.not!.test(text));
}

const textsIn = (value: Literal): readonly string[] =>
  typeof value === "string" ? [value] : Array.isArray(value) ? value.flatMap((item: Literal) => textsIn(item)) : [];

const typeOf = (value: Literal): string =>
  value === null || value === undefined ? "null" : typeof value === "object" ? "object" : typeof value;

function pick(value: Literal, path: readonly string[]): { readonly present: boolean; readonly value: Literal } {
  let at: Literal = value;
  for (const key of path) {
    if (at === null || typeof at !== "object" || Array.isArray(at) || !(key in at))
      return { present: false, value: undefined };
    at = (at as { readonly [name: string]: Literal })[key];
  }
  return { present: true, value: at };
}
