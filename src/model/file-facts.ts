/** FileFacts: what one file says, read from that file alone, so that a cache keyed by content never lies. */
import type { Fragment } from "./fragments.js";
import type { Literal, Origin } from "./origin.js";

export type { Literal, Origin } from "./origin.js";

export interface ImportFact {
  /** Module specifier, or Ruby require path, as written. */
  readonly source: string;
  /** "glob": modules loaded by pattern or directory (source is the pattern, relative to the file where that is known). */
  readonly kind: "static" | "dynamic" | "require" | "reexport" | "glob";
  readonly names: readonly { readonly imported: string; readonly local: string }[];
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface ExportFact {
  /** Exported name; "default"; "*" for `export * from`; "=" for `module.exports = x`. */
  readonly name: string;
  /** What it stands for, where that can be said. */
  readonly origin: Origin | null;
  readonly line: number;
}

export interface Definition {
  /** Qualified in the file: "Invoice", "Invoice#total" (instance method), "Invoice.find_due" (class method). Ruby classes carry their full lexical name "Billing::Invoice". */
  readonly name: string;
  readonly kind: "class" | "module" | "function" | "method" | "constant" | "variable" | "type";
  readonly line: number;
  readonly endLine: number;
  /** Superclass, included modules, implemented interfaces, each with how. */
  readonly bases: readonly {
    readonly origin: Origin;
    readonly how: "extends" | "include" | "implements" | "prepend" | "extend";
  }[];
  /** Name as written, where the definition goes by another: `module.exports = class Import` is "=". */
  readonly label?: string;
  /** A class that says it is only a base for others. */
  readonly abstract?: boolean;
  /** Decorators with literal arguments, where the language has them. */
  readonly decorators?: readonly {
    readonly origin: Origin;
    readonly args: readonly Literal[];
    readonly line: number;
  }[];
  /** Cognitive complexity of a function or method; 0 for the rest. https://www.sonarsource.com/docs/CognitiveComplexity.pdf */
  readonly complexity: number;
}

/** Uses of one symbol in this file, merged: how often and first where. */
export interface Reference {
  readonly origin: Origin;
  readonly kind:
    | "call"
    | "new"
    | "extends"
    | "decorator"
    | "jsx"
    | "type"
    | "use"
    | "association"
    | "callback"
    | "view"
    | "string";
  readonly count: number;
  readonly line: number;
}

/** A call that a rule may ask about: callee known as import, global or constant, with its literal arguments. */
export interface CallFact {
  readonly callee: Origin;
  /** Callee as written, shortened: "fs.writeFileSync", "Rails.cache.write". */
  readonly text: string;
  readonly args: readonly Literal[];
  readonly line: number;
  /** Name of the enclosing definition, "" at the top level. */
  readonly within: string;
}

export interface EnvRead {
  readonly name: string;
  readonly line: number;
  /** A default follows the read, so the variable is not required there. */
  readonly hasDefault: boolean;
}

/** A table or model touched by this file. One of `table` or `model` is set. */
export interface TableUse {
  readonly table: string | null;
  readonly model: Origin | null;
  readonly mode: "read" | "write";
  /** "sql", "query-builder", "model", "association", "migration". */
  readonly via: string;
  readonly line: number;
  readonly within: string;
}

export interface TransactionFact {
  readonly line: number;
  readonly endLine: number;
  /** Enclosing definition. */
  readonly within: string;
  /** Writes seen lexically inside; calls that lead to more are in `calls`. */
  readonly writes: readonly { readonly table: string | null; readonly model: Origin | null; readonly line: number }[];
  /** Calls made inside whose callee is an import or a local: they may lead to more writes. */
  readonly calls?: readonly { readonly origin: Origin; readonly line: number }[];
}

export interface FileFacts {
  readonly path: string;
  /** Language id: "javascript", "typescript", "ruby", "erb", "prisma", "graphql", "sql"... */
  readonly language: string;
  /** Lines that are neither blank nor comment only. */
  readonly lines: number;
  /** False where the file could not be parsed; then only `lines` and `diagnostics` speak. */
  readonly parsed: boolean;
  /** Path roles seen from the text: "test", "generated", "minified", "config", "frontend", "declaration", "migration". */
  readonly marks: readonly string[];
  readonly imports: readonly ImportFact[];
  readonly exports: readonly ExportFact[];
  readonly definitions: readonly Definition[];
  readonly references: readonly Reference[];
  readonly calls: readonly CallFact[];
  readonly env: readonly EnvRead[];
  readonly tables: readonly TableUse[];
  readonly transactions: readonly TransactionFact[];
  readonly fragments: readonly Fragment[];
  /** Terms of identifiers and comments, split and lower case, with counts; language keywords left out. */
  readonly words: Readonly<Record<string, number>>;
  readonly diagnostics: readonly { readonly code: string; readonly line: number | null; readonly message: string }[];
}
