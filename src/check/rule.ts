/** A rule: what it looks for, where, and what it says; the content of a rule.yaml, checked. */
import type { Literal } from "../model/file-facts.js";
import type { Severity } from "../model/finding.js";

/** A condition on a call's literal arguments. Every field given must hold. */
export interface ArgumentTest {
  /** Position from 0; absent: any. */
  readonly at?: number;
  /** Path into an object argument: "tls.rejectUnauthorized". */
  readonly key?: string;
  readonly is?: Literal;
  readonly matches?: RegExp;
  readonly not?: RegExp;
  /** A number above this. */
  readonly over?: number;
  readonly type?: "string" | "number" | "object" | "null";
}

export interface CallTest {
  readonly kind: "call";
  /** Packages, globals or constants that the callee hangs on; a trailing * is a prefix. */
  readonly from: readonly string[];
  /** Exported members called ("writeFile", "promises.writeFile"); "" is the package itself. Empty: any. */
  readonly member: readonly string[];
  /** Callee as written, for Ruby chains: "config.cache_store=". Empty: any. */
  readonly text: readonly string[];
  readonly args: readonly ArgumentTest[];
  /** None of these may hold. */
  readonly unless: readonly ArgumentTest[];
  /** A call as written on the same line that must be there. */
  readonly beside: readonly string[];
}

export interface LiteralTest {
  readonly kind: "literal";
  readonly secret: boolean;
  readonly matches?: RegExp;
  readonly not?: RegExp;
}

/** A switch in any object literal of a file that imports one of these packages. */
export interface OptionTest {
  readonly kind: "option";
  readonly name: string;
  readonly is: boolean;
  readonly imports: readonly string[];
}

export interface EnvTest {
  readonly kind: "env";
  readonly names: readonly string[];
  readonly except: readonly string[];
}

/** A constant used, by its full name. */
export interface ReferenceTest {
  readonly kind: "reference";
  readonly names: readonly string[];
  /** Only in files that use one of these constants too. */
  readonly beside: readonly string[];
}

export interface FragmentTest {
  readonly kind: "fragment";
  readonly fragment: string;
  readonly inProcess?: boolean;
  /** Leaves out what runs at such times ("every 5000 ms"). */
  readonly notWhen?: RegExp;
  /** Only in files that a process of this role loads, where that is known. */
  readonly loadedBy?: string;
}

export interface ProcessTest {
  readonly kind: "process";
  /** By the name it has in the Procfile. */
  readonly types: readonly string[];
  readonly roles: readonly string[];
  readonly exceptRoles: readonly string[];
  readonly singleton?: boolean;
  readonly quantityOver?: number;
  readonly command?: RegExp;
  readonly notCommand?: RegExp;
  readonly steps?: RegExp;
}

/** A file of the repo that is there, or a line in it. */
export interface FileTest {
  readonly kind: "file";
  readonly path: RegExp;
  readonly notPath?: RegExp;
  readonly secret: boolean;
  readonly line?: RegExp;
}

/** A judgement that needs arithmetic over several facts, by its name in `judgements/`. */
export interface JudgementTest {
  readonly kind: "judgement";
  readonly name: string;
}

export type Test =
  | CallTest
  | LiteralTest
  | OptionTest
  | EnvTest
  | ReferenceTest
  | FragmentTest
  | ProcessTest
  | FileTest
  | JudgementTest;

/** What must hold of the app as a whole before a match counts. */
export interface When {
  /** Variables that code of the app reads. */
  readonly reads: readonly string[];
  readonly readsNone: readonly string[];
  /** Tests of which one must match somewhere, or none may. */
  readonly some: readonly Test[];
  readonly none: readonly Test[];
}

export interface Rule {
  /** "heroku/local-disk" */
  readonly id: string;
  readonly severity: Severity;
  /** Its severity once the app is to leave Heroku. */
  readonly elsewhere?: Severity;
  readonly message: string;
  readonly why: string;
  readonly fix: string;
  readonly match: readonly Test[];
  readonly when: When;
  readonly only?: RegExp;
  readonly except?: RegExp;
  /** app: all matches make one finding; else one a file or process. */
  readonly group?: "app";
}
