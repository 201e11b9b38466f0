/** Tests one source file's facts against a rule. */
import type { CallFact, FileFacts } from "../model/file-facts.js";
import type { Match } from "./input.js";
import { matchesCall, matchesName } from "./match-call.js";
import type { CallTest, EnvTest, FragmentTest, LiteralTest, OptionTest, ReferenceTest } from "./rule.js";

export type FactTest = CallTest | LiteralTest | OptionTest | EnvTest | ReferenceTest | FragmentTest;

export function matchFacts(test: FactTest, file: FileFacts): readonly Match[] {
  switch (test.kind) {
    case "call":
      return matchCalls(test, file);
    case "literal":
      return matchLiterals(test, file);
    case "option":
      return matchOptions(test, file);
    case "env":
      return file.env
        .filter(({ name }) => test.names.some((own) => matchesName(own, name)))
        .filter(({ name }) => !test.except.some((own) => matchesName(own, name)))
        .map(({ name, line }) => at(file, line, name));
    case "reference":
      return matchReferences(test, file);
    case "fragment":
      return file.fragments
        .filter(({ kind }) => kind === test.fragment)
        .filter(
          (fragment) =>
            test.inProcess === undefined || ("inProcess" in fragment && fragment.inProcess === test.inProcess),
        )
        .filter((fragment) => !("when" in fragment && fragment.when !== null && test.notWhen?.test(fragment.when)))
        .flatMap((fragment) => ("line" in fragment ? [at(file, fragment.line, nameOf(fragment))] : []));
  }
}

/** Ruby's own `OpenSSL::SSL::VERIFY_NONE` stands in any client; what else the file uses tells which. */
function matchReferences(test: ReferenceTest, file: FileFacts): readonly Match[] {
  const names = file.references.flatMap(({ origin, line }) =>
    "name" in origin ? [{ name: origin.name.replace(/^::/, ""), line }] : [],
  );
  const used = names.map(({ name }) => name.split("::")[0] ?? "");
  if (test.beside.length > 0 && !test.beside.some((name) => used.includes(name))) return [];
  return names.filter(({ name }) => test.names.includes(name)).map(({ name, line }) => at(file, line, name));
}

const at = ({ path }: FileFacts, line: number, it: string): Match => ({ path, line, it, subject: path });

const nameOf = (fragment: object): string => ("system" in fragment ? String(fragment.system) : "");

function matchCalls(test: CallTest, file: FileFacts): readonly Match[] {
  return file.calls
    .filter((call) => {
      const onLine =
        test.beside.length === 0 ? [] : file.calls.filter(({ line }) => line === call.line).map(({ text }) => text);
      return matchesCall(test, call, onLine);
    })
    .map((call) => at(file, call.line, shownCallee(call)));
}

/** `require("socket.io")(server)` is better called by its package. */
const shownCallee = ({ callee, text }: CallFact): string =>
  callee.kind === "import" && /^(new )?(require\(\)|…)/.test(text) ? callee.source : text;

const matchLiterals = (test: LiteralTest, file: FileFacts): readonly Match[] =>
  file.fragments.flatMap((fragment) => {
    if (fragment.kind !== "literal") return [];
    if (test.secret) return fragment.secret === null ? [] : [at(file, fragment.line, fragment.secret)];
    const matches =
      fragment.secret === null && (test.matches?.test(fragment.text) ?? true) && !test.not?.test(fragment.text);
    return matches ? [at(file, fragment.line, shownLiteral(fragment.text, test.matches))] : [];
  });

/** An address without its path; of a sentence, the word that matches. */
function shownLiteral(text: string, matches: RegExp | undefined): string {
  const words = text.split(/[\s"'`()<>]+/).filter((word) => word !== "");
  const word = words.length > 1 ? (words.find((one) => matches?.test(one) === true) ?? text) : text;
  return word.replace(/^(\w+:\/\/[^/]*).*$/, "$1");
}

const matchOptions = (test: OptionTest, file: FileFacts): readonly Match[] =>
  file.imports.some(({ source }) => test.imports.includes(source))
    ? file.fragments.flatMap((fragment) =>
        fragment.kind === "option" && fragment.name === test.name && fragment.value === test.is
          ? [at(file, fragment.line, fragment.name)]
          : [],
      )
    : [];
