/** Collects transactions with the tables written inside, calls followed one file deep. */
import type { Transaction } from "../model/app-model.js";
import type { FileFacts, TransactionFact } from "../model/file-facts.js";
import { byKeys, byText } from "../text/order.js";
import { CallReach } from "./data/call-reach.js";
import { modelIndexOf } from "./data/model-index.js";
import { modelTablesOf } from "./data/model-tables.js";
import { ownFiles } from "./data/sources.js";
import { resolvedUses } from "./data/table-uses.js";
import type { DetectInput } from "./input.js";
import { detectRubyTransactions } from "./ruby/transactions.js";

export function detectTransactions(input: DetectInput): readonly Transaction[] {
  const reach = new CallReach(input, resolvedUses(input));
  const found = ownFiles(input.facts).flatMap((file) =>
    outermost(file.transactions).map((fact) => ({ file, fact, writes: writesOf(file, fact, reach, input) })),
  );
  const apart = nameApart(found.filter(({ writes }) => writes.length > 0));
  return [...apart, ...detectRubyTransactions(input.facts)].sort(byKeys((transaction) => transaction.id));
}

/** A transaction inside another is part of it; the same one told twice is one. */
function outermost(facts: readonly TransactionFact[]): readonly TransactionFact[] {
  return facts.filter(
    (one, index) =>
      !facts.some(
        (other, at) =>
          at !== index &&
          other.line <= one.line &&
          other.endLine >= one.endLine &&
          (other.line < one.line || other.endLine > one.endLine || at < index),
      ),
  );
}

function writesOf(file: FileFacts, fact: TransactionFact, reach: CallReach, input: DetectInput): readonly string[] {
  const writes = new Set<string>(reach.writesBetween(file.path, fact.line, fact.endLine));
  for (const { table, model } of fact.writes) {
    const entry = model === null ? null : modelIndexOf(input).find(file.path, model);
    const name = table ?? (entry === null ? null : modelTablesOf(input).tableOf(entry));
    if (name !== null) writes.add(name);
  }
  const inside = file.calls.filter((call) => call.line >= fact.line && call.line <= fact.endLine);
  const calls = [...inside.map((call) => call.callee), ...(fact.calls ?? []).map((call) => call.origin)];
  for (const origin of calls) for (const table of reach.writesBehind(file.path, origin)) writes.add(table);
  return [...writes].sort(byText);
}

interface Found {
  readonly file: FileFacts;
  readonly fact: TransactionFact;
  readonly writes: readonly string[];
}

/** "services/ledger.js#book", numbered where a function opens several. */
function nameApart(found: readonly Found[]): Transaction[] {
  const seen = new Map<string, number>();
  return found.map(({ file, fact, writes }) => {
    const base = fact.within === "" ? file.path : `${file.path}#${fact.within}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return { id: count === 1 ? base : `${base}:${count}`, writes, evidence: [{ path: file.path, line: fact.line }] };
  });
}
