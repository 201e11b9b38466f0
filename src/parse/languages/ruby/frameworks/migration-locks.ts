/** Turns migration steps that lock a table that already serves into settings, with the databases on which they do. */
import { hashEntries, readArguments } from "../call-arguments.js";
import { defineRubyFramework, type RubyFile } from "../framework.js";
import { type CallNode, FalseNode, HashNode, type Node } from "../nodes.js";

export type Engine = "postgres" | "mysql";

type Keywords = ReadonlyMap<string, Node>;

const BOTH: readonly Engine[] = ["postgres", "mysql"];
const POSTGRES: readonly Engine[] = ["postgres"];

/** Said to be safe by strong_migrations' own word, or a step back. */
const isExcused = (file: RubyFile): boolean =>
  /[#.]down$/.test(file.within) ||
  file.blocks.some(({ name }) => name === "safety_assured" || name === "down" || name === "revert");

function add(file: RubyFile, call: CallNode, step: string, table: Node | undefined, engines: readonly Engine[]): void {
  const name = file.text(table);
  if (name === null || engines.length === 0 || isExcused(file)) return;
  const value = { step, table: name.replace(/^public\./, ""), engines: [...engines] };
  file.add({ kind: "setting", framework: "rails-migrations", name: "lock", value, line: file.line(call) });
}

/** MySQL builds an index online. https://dev.mysql.com/doc/refman/8.0/en/innodb-online-ddl-operations.html */
const indexLocks = (keywords: Keywords, file: RubyFile): readonly Engine[] =>
  file.text(keywords.get("algorithm")) === "concurrently" ? [] : POSTGRES;

/** Postgres checks all rows unless told not to; MySQL copies the table. */
const keyLocks = (keywords: Keywords): readonly Engine[] =>
  keywords.get("validate") instanceof FalseNode ? ["mysql"] : BOTH;

const checkLocks = (keywords: Keywords): readonly Engine[] =>
  keywords.get("validate") instanceof FalseNode ? [] : POSTGRES;

/** References are indexed unless told not to, and carry a key where told to. https://api.rubyonrails.org/classes/ActiveRecord/ConnectionAdapters/SchemaStatements.html#method-i-add_reference */
function referenceLocks(keywords: Keywords, file: RubyFile): readonly Engine[] {
  const index = keywords.get("index");
  const key = keywords.get("foreign_key");
  const indexed = index instanceof FalseNode ? [] : indexLocks(optionsOf(index), file);
  const keyed = key === undefined || key instanceof FalseNode ? [] : keyLocks(optionsOf(key));
  return BOTH.filter((engine) => indexed.includes(engine) || keyed.includes(engine));
}

const optionsOf = (node: Node | undefined): Keywords => (node instanceof HashNode ? hashEntries(node) : new Map());

/** Postgres only changes its catalogue for text without a limit; MySQL rewrites the table. https://www.postgresql.org/docs/current/sql-altertable.html */
function changeLocks(type: Node | undefined, keywords: Keywords, file: RubyFile): readonly Engine[] {
  const name = file.text(type);
  const widened = (name === "text" || name === "string") && !keywords.has("limit");
  return widened && !(keywords.get("null") instanceof FalseNode) ? ["mysql"] : BOTH;
}

type Step = (rest: readonly Node[], keywords: Keywords, file: RubyFile) => readonly Engine[];

const STEPS: Readonly<Record<string, Step>> = {
  add_index: (_rest, keywords, file) => indexLocks(keywords, file),
  add_foreign_key: (_rest, keywords) => keyLocks(keywords),
  add_check_constraint: (_rest, keywords) => checkLocks(keywords),
  add_reference: (_rest, keywords, file) => referenceLocks(keywords, file),
  add_belongs_to: (_rest, keywords, file) => referenceLocks(keywords, file),
  change_column: ([, type], keywords, file) => changeLocks(type, keywords, file),
  // MySQL rebuilds in place and lets others write meanwhile.
  change_column_null: ([, nullable]) => (nullable instanceof FalseNode ? POSTGRES : []),
};
/** Their names on the `t` of `change_table`. */
const INSIDE: Readonly<Record<string, string>> = {
  index: "add_index",
  foreign_key: "add_foreign_key",
  check_constraint: "add_check_constraint",
  references: "add_reference",
  belongs_to: "add_reference",
  change: "change_column",
  change_null: "change_column_null",
};

function readStep(call: CallNode, file: RubyFile): void {
  if (call.receiver !== null) return;
  const { positional, keywords } = readArguments(call);
  const [table, ...rest] = positional;
  add(file, call, call.name, table, STEPS[call.name]?.(rest, keywords, file) ?? []);
}

function readInside(call: CallNode, file: RubyFile): void {
  const outer = file.blocks.at(-1);
  const step = INSIDE[call.name];
  if (call.receiver === null || outer?.name !== "change_table" || step === undefined) return;
  const { positional, keywords } = readArguments(call);
  const engines = STEPS[step]?.(positional, keywords, file) ?? [];
  add(file, call, step, readArguments(outer).positional[0], engines);
}

export const migrationLocks = defineRubyFramework({
  id: "migration-locks",
  reads: (path) => /(^|\/)db\/(\w+_)?migrate\/[^/]+\.rb$/.test(path),
  calls: {
    ...Object.fromEntries(Object.keys(STEPS).map((name) => [name, readStep])),
    ...Object.fromEntries(Object.keys(INSIDE).map((name) => [name, readInside])),
  },
});
