/** The contract of a Ruby framework: its DSL calls, classes and files become fragments and references. */

import type { EnvRead, Literal, Origin, Reference, TableUse, TransactionFact } from "../../../model/file-facts.js";
import type { Fragment } from "../../../model/fragments.js";
import type {
  CallNode,
  CallOperatorWriteNode,
  CallOrWriteNode,
  DefNode,
  InterpolatedStringNode,
  Node,
  ProgramNode,
  StringNode,
} from "./nodes.js";

/** A class, module or `class << self` body being read; the outermost is the file itself (`kind: "top"`). */
export interface RubyScope {
  readonly kind: "top" | "class" | "module" | "singleton";
  /** Full lexical name: "Billing::Invoice"; "" at the top. A singleton carries its class's name. */
  readonly name: string;
  /** Full names of the lexical modules around and including this one, outermost first (Ruby's cref). */
  readonly nesting: readonly string[];
  readonly superclass: Origin | null;
  /** Modules included so far, in order. */
  readonly includes: readonly Origin[];
  readonly line: number;
  readonly parent: RubyScope | null;
  /** Free to use by frameworks, under keys of their own, while this file is read. */
  readonly state: Map<string, unknown>;
}

/** What a framework sees of the file and where it writes its findings. Everything is about the node now being entered. */
export interface RubyFile {
  readonly path: string;
  /** The whole source. */
  readonly content: string;
  readonly scope: RubyScope;
  /** Enclosing definition as facts name it ("Billing::Invoice#total", "Invoice.find_due"); the class inside a class body; "" at the top. */
  readonly within: string;
  /** Inside a method body (else class body or top level). */
  readonly inMethod: boolean;
  /** Calls whose block encloses the node, outermost first, within the current method or class body. */
  readonly blocks: readonly CallNode[];
  line(node: Node): number;
  endLine(node: Node): number;
  source(node: Node): string;
  /** Literal value, redacted; constants of this file with literal values are followed. */
  literal(node: Node | null | undefined, name?: string): Literal;
  /** Text of a string or symbol literal or of a constant of this file that holds one. */
  text(node: Node | null | undefined): string | null;
  /** What a constant of this file holds; anything else stands for itself. */
  valueOf(node: Node | null | undefined): Node | null;
  /** Origin of a constant node; null for anything else. */
  constant(node: Node | null | undefined): Origin | null;
  /** Origin of a class named by a string, seen from here. */
  named(name: string): Origin;
  add(fragment: Fragment): void;
  addTable(use: TableUse): void;
  addTransaction(transaction: TransactionFact): void;
  addReference(origin: Origin, kind: Reference["kind"], line: number): void;
  addEnv(read: EnvRead): void;
  addDiagnostic(code: string, line: number | null, message: string): void;
  addMark(mark: string): void;
}

export interface RubyFramework {
  readonly id: string;
  /** Files it reads by name alone; absent: every Ruby file. */
  readonly reads?: (path: string) => boolean;
  /** By method name; called on entering the call, before its receiver, arguments and block are walked. */
  readonly calls?: Readonly<Record<string, (call: CallNode, file: RubyFile) => void>>;
  /** Every string, with or without interpolation, once. */
  readonly strings?: (node: StringNode | InterpolatedStringNode, file: RubyFile) => void;
  /** `config.autoload_paths += x`, `self.x ||= y`: by the attribute's name. */
  readonly writes?: Readonly<Record<string, (write: CallOperatorWriteNode | CallOrWriteNode, file: RubyFile) => void>>;
  /** On entering a class or module body; `leaveScope` after its whole body was walked. */
  readonly enterScope?: (scope: RubyScope, file: RubyFile) => void;
  readonly leaveScope?: (scope: RubyScope, file: RubyFile) => void;
  /** On entering a method; `file.scope` is its class. `name` is the fact name ("Invoice#total"). */
  readonly enterMethod?: (method: DefNode, name: string, file: RubyFile) => void;
  /** Once, before the walk: for files whose whole tree is a DSL (config/routes.rb). */
  readonly enterFile?: (program: ProgramNode, file: RubyFile) => void;
  readonly leaveFile?: (file: RubyFile) => void;
}

export const defineRubyFramework = (framework: RubyFramework): RubyFramework => framework;
