/** Collects what Ruby transactions write together, followed into the methods they call. */
import type { Transaction } from "../../model/app-model.js";
import type { CallFact, FileFacts, TransactionFact } from "../../model/file-facts.js";
import { byKeys, byText } from "../../text/order.js";
import { type RubyAccess, resolveRubyAccess } from "./access.js";
import { type ClassIndex, isAppRuby } from "./class-index.js";
import { ancestry } from "./job-classes.js";
import { rubyModelFacts } from "./models.js";

/** How deep calls are followed: further away, one rarely means the same transaction. */
const DEPTH = 5;

interface OwnCall {
  readonly name: string;
  readonly line: number;
}

interface Code {
  readonly classes: ClassIndex;
  /** By method name. */
  readonly writes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly ownCalls: ReadonlyMap<string, readonly OwnCall[]>;
  readonly calls: ReadonlyMap<string, readonly CallFact[]>;
  readonly methods: ReadonlySet<string>;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function ownCallsIn(files: readonly FileFacts[]): ReadonlyMap<string, readonly OwnCall[]> {
  const found = new Map<string, readonly OwnCall[]>();
  for (const file of files) {
    for (const fragment of file.fragments) {
      if (fragment.kind === "setting" && fragment.framework === "ruby-calls") {
        found.set(fragment.name, fragment.value as unknown as readonly OwnCall[]);
      }
    }
  }
  return found;
}

function readCode(files: readonly FileFacts[], accesses: readonly RubyAccess[], classes: ClassIndex): Code {
  const written = accesses.filter((access) => access.mode === "write");
  const writes = [...groupBy(written, (access) => access.within)].map(
    ([within, list]) => [within, new Set(list.map((access) => access.table))] as const,
  );
  const calls = files.flatMap((file) => file.calls).filter((call) => call.callee.kind === "constant");
  const methods = files.flatMap((file) => file.definitions).filter((one) => one.kind === "method");
  return {
    classes,
    writes: new Map(writes),
    ownCalls: ownCallsIn(files),
    calls: groupBy(calls, (call) => call.within),
    methods: new Set(methods.map((method) => method.name)),
  };
}

/** Methods that `Ledger::Post.call(…)` or `Ledger::Post.new(…).call` may run: the class's own, else an ancestor's. */
function calledMethods(call: CallFact, code: Code): readonly string[] {
  const target = code.classes.find(call.callee);
  if (target === null) return [];
  const method = call.text.slice(call.text.lastIndexOf(".") + 1);
  const made = /\.new\.[\w!?]+$/.test(call.text);
  for (const { name } of ancestry(target, code.classes)) {
    const candidates = made
      ? [`${name}#${method}`]
      : [`${name}.${method}`, ...(method === "new" ? [`${name}#initialize`] : [])];
    const found = candidates.filter((candidate) => code.methods.has(candidate));
    if (found.length > 0) return found;
  }
  return [];
}

function tablesFrom(methods: readonly string[], code: Code, depth: number, seen: Set<string>): readonly string[] {
  return methods.flatMap((method) => {
    if (depth === 0 || seen.has(method)) return [];
    seen.add(method);
    const further = [
      ...(code.ownCalls.get(method) ?? []).map((call) => call.name),
      ...(code.calls.get(method) ?? []).flatMap((call) => calledMethods(call, code)),
    ];
    return [...(code.writes.get(method) ?? []), ...tablesFrom(further, code, depth - 1, seen)];
  });
}

const inside = (line: number, transaction: TransactionFact): boolean =>
  line >= transaction.line && line <= transaction.endLine;

function writesOf(
  file: FileFacts,
  transaction: TransactionFact,
  own: readonly RubyAccess[],
  code: Code,
): readonly string[] {
  const here = own.filter((access) => access.mode === "write" && inside(access.line, transaction));
  const calls = (code.calls.get(transaction.within) ?? []).filter((call) => file.calls.includes(call));
  const followed = [
    ...(code.ownCalls.get(transaction.within) ?? [])
      .filter((call) => inside(call.line, transaction))
      .map((call) => call.name),
    ...calls.filter((call) => inside(call.line, transaction)).flatMap((call) => calledMethods(call, code)),
  ];
  const seen = new Set<string>();
  return [...here.map((access) => access.table), ...tablesFrom(followed, code, DEPTH, seen)];
}

export function detectRubyTransactions(facts: readonly FileFacts[]): readonly Transaction[] {
  const files = facts.filter(isAppRuby);
  const accesses = resolveRubyAccess(facts);
  const byPath = groupBy(accesses, (access) => access.path);
  const code = readCode(files, accesses, rubyModelFacts(facts).ruby.classes);
  const used = new Map<string, number>();
  return files
    .flatMap((file) =>
      file.transactions.map((transaction): Transaction => {
        const base = `${file.path}#${transaction.within === "" ? "top" : transaction.within}`;
        const count = (used.get(base) ?? 0) + 1;
        used.set(base, count);
        const writes = writesOf(file, transaction, byPath.get(file.path) ?? [], code);
        return {
          id: count === 1 ? base : `${base}:${count}`,
          writes: [...new Set(writes)].sort(byText),
          evidence: [{ path: file.path, line: transaction.line }],
        };
      }),
    )
    .filter(({ writes }) => writes.length > 0)
    .sort(byKeys((transaction) => transaction.id));
}
