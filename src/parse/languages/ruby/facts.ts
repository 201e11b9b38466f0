/** Collects what the walk finds in one file and hands it over as sorted FileFacts. */
import type {
  CallFact,
  Definition,
  EnvRead,
  FileFacts,
  ImportFact,
  Origin,
  Reference,
  TableUse,
  TransactionFact,
} from "../../../model/file-facts.js";
import type { Fragment } from "../../../model/fragments.js";
import { byKeys, byText } from "../../../text/order.js";
import { termsOf } from "./words.js";

export interface FactsCollector {
  readonly imports: ImportFact[];
  readonly definitions: Definition[];
  readonly calls: CallFact[];
  readonly env: EnvRead[];
  readonly tables: TableUse[];
  readonly transactions: TransactionFact[];
  readonly fragments: Fragment[];
  readonly marks: Set<string>;
  readonly words: Map<string, number>;
  readonly diagnostics: { code: string; line: number | null; message: string }[];
  addReference(origin: Origin, kind: Reference["kind"], line: number): void;
  finish(path: string, language: string, lines: number): FileFacts;
}

const originKey = (origin: Origin): string =>
  [
    origin.kind,
    "source" in origin ? origin.source : "",
    "name" in origin ? origin.name : "",
    "nesting" in origin ? (origin.nesting ?? []).join(",") : "",
  ].join("\u0000");

export function collectFacts(): FactsCollector {
  const references = new Map<string, { origin: Origin; kind: Reference["kind"]; count: number; line: number }>();
  const collected = {
    imports: [] as ImportFact[],
    definitions: [] as Definition[],
    calls: [] as CallFact[],
    env: [] as EnvRead[],
    tables: [] as TableUse[],
    transactions: [] as TransactionFact[],
    fragments: [] as Fragment[],
    marks: new Set<string>(),
    words: new Map<string, number>(),
    diagnostics: [] as { code: string; line: number | null; message: string }[],
  };
  return {
    ...collected,
    addReference(origin, kind, line) {
      const key = `${kind}\u0000${originKey(origin)}`;
      const known = references.get(key);
      if (known === undefined) references.set(key, { origin, kind, count: 1, line });
      else {
        known.count += 1;
        known.line = Math.min(known.line, line);
      }
    },
    finish(path, language, lines) {
      const { marks, words, ...lists } = collected;
      return {
        path,
        language,
        lines,
        parsed: true,
        marks: [...marks].sort(byText),
        exports: [],
        ...lists,
        env: lists.env.sort(
          byKeys(
            (read) => read.line,
            (read) => read.name,
          ),
        ),
        references: [...references.values()].sort(
          byKeys(
            (reference) => reference.line,
            (reference) => originKey(reference.origin),
            (reference) => reference.kind,
          ),
        ),
        words: termsOf(words),
      };
    },
  };
}
