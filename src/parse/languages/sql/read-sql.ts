/** Turns SQL text (a file's, or a string's inside code) into table uses, schema steps and transaction marks. */
import type { TableFragment } from "../../../model/fragments.js";
import { Cursor } from "./cursor.js";
import { readTableChanges } from "./table-changes.js";
import { readTableUses, type SqlUse } from "./table-uses.js";
import { HOLE, splitStatements, type Token, tokenizeSql } from "./tokens.js";

export type { SqlUse } from "./table-uses.js";
export { HOLE };

export interface SqlReading {
  /** Lines count from 1 at the text's first line. */
  readonly uses: readonly SqlUse[];
  readonly changes: readonly TableFragment[];
  /** BEGIN / COMMIT / ROLLBACK in order, each with its line. */
  readonly marks: readonly { readonly mark: "begin" | "commit" | "rollback"; readonly line: number }[];
}

const VERBS = new Set(
  "select with insert update delete replace merge truncate lock copy refresh explain create alter drop rename begin start commit rollback set".split(
    " ",
  ),
);

/** Second words that plain English does not put behind a verb: told apart cheaply before anything is read. */
const SHAPES: Readonly<Record<string, (second: Token | undefined, tokens: readonly Token[]) => boolean>> = {
  select: (_second, tokens) => tokens.some((token) => isWord(token, "from")) || tokens.length > 1,
  with: (_second, tokens) => tokens.some((token) => isWord(token, "as")) && tokens.some((token) => token.text === "("),
  insert: (second) => isWord(second, "into") || isWord(second, "ignore") || isWord(second, "or"),
  replace: (second) => isWord(second, "into"),
  update: (_second, tokens) => tokens.some((token) => isWord(token, "set")),
  delete: (_second, tokens) => tokens.some((token) => isWord(token, "from")),
  merge: (second) => isWord(second, "into"),
  truncate: (_second, tokens) => tokens.length > 1,
  lock: (second) => isWord(second, "table") || isWord(second, "tables"),
  create: (_second, tokens) => tokens.length > 2,
  alter: (_second, tokens) => tokens.length > 2,
  drop: (_second, tokens) => tokens.length > 2,
};

const isWord = (token: Token | undefined, word: string): boolean => token?.kind === "word" && token.text === word;

/** Does the text read as SQL? For strings in code whose callee does not already say so. */
export function looksLikeSql(text: string): boolean {
  const tokens = splitStatements(tokenizeSql(text))[0] ?? [];
  const first = tokens.find((token) => token.text !== "(");
  if (first?.kind !== "word" || !VERBS.has(first.text)) return false;
  const from = tokens.indexOf(first);
  const shape = SHAPES[first.text];
  return shape?.(tokens[from + 1], tokens) ?? false;
}

function markOf(tokens: readonly Token[]): "begin" | "commit" | "rollback" | null {
  const [first, second] = tokens;
  if (isWord(first, "begin") || (isWord(first, "start") && isWord(second, "transaction"))) return "begin";
  if (isWord(first, "commit") || (isWord(first, "end") && tokens.length < 3)) return "commit";
  return isWord(first, "rollback") && !isWord(second, "to") ? "rollback" : null;
}

/** `from` says whether the text states the end result or one step of a history. */
export function readSql(text: string, from: TableFragment["from"] = "migration"): SqlReading {
  const uses: SqlUse[] = [];
  const changes: TableFragment[] = [];
  const marks: { mark: "begin" | "commit" | "rollback"; line: number }[] = [];
  for (const statement of splitStatements(tokenizeSql(text))) {
    const mark = markOf(statement);
    if (mark !== null) marks.push({ mark, line: statement[0]!.line });
    uses.push(...readTableUses(new Cursor(statement)));
    changes.push(...readTableChanges(new Cursor(statement), from));
  }
  return { uses, changes, marks };
}
