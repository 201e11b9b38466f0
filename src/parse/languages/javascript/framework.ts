/** The contract of a framework reader: nodes of one file become fragments, table uses and transactions. */
import type * as t from "@babel/types";
import type { Literal, Origin, TableUse, TransactionFact } from "../../../model/file-facts.js";
import type { Fragment } from "../../../model/fragments.js";
import type { FunctionNode, Node } from "./ast.js";
import type { Binding } from "./scopes.js";

/** A text put together from fixed pieces and symbols whose value other files know. */
export type Parts = readonly (string | Origin)[];

/**
 * What a reader may ask while the one walk over a file goes on. All questions are answered in the scope of the
 * node being visited.
 *
 * Origins: `import x from "p"` -> {import p default}; `require("p")` and `import * as` -> {import p "*"}; a call or
 * `new` adds the member "()": `express.Router()` -> {import express "*" ["Router","()"]}; `this` inside class X is an
 * instance, {local X ["()"]}. A local inside a function is named "outer/name". Functions without a name are "fn@line:column".
 */
export interface FrameworkContext {
  readonly path: string;
  readonly text: string;
  /** What the expression stands for. Stops at a variable that holds the result of a call or `new`: {local "app"}. */
  origin(node: Node): Origin;
  /** Like `origin`, but follows such variables into the call: `const app = express()` -> {import express default ["()"]}. */
  value(node: Node): Origin;
  /** What the expression stands for by the declared type of a field: `this.users.find` with `constructor(private users: Users)`
   * -> {import ./users Users ["()", "find"]}; null where no field's type tells. */
  declared(node: Node): Origin | null;
  /** Is the value one of the package's exports at this member path? Default, namespace and named imports are one:
   * `isFrom(node, "express", "Router", "()")`. Several packages separated by "|". */
  isFrom(node: Node, packages: string, ...members: string[]): boolean;
  /** Value of a literal, constant, template, concatenation, enum member, array or object; undefined where not fixed. */
  literal(node: Node | null | undefined): Literal | undefined;
  /** `literal` where it is a string, else null. */
  string(node: Node | null | undefined): string | null;
  /** A text of fixed pieces and origins; null where some piece is neither. */
  parts(node: Node): Parts | null;
  /** The text that a function gives back, in which its parameters stay open: `(name) => "acme_" + name`. */
  returnedParts(node: FunctionNode): Parts | null;
  /** A folder or file built with __dirname or the working directory: "./routes", "/src/routes"; "*" for what is open. */
  folder(node: Node): string | null;
  /** The node a name or member finally stands for inside this file (object literal, function, class); the node itself otherwise. */
  follow(node: Node): Node;
  binding(name: string): Binding | null;
  /** Puts a question off until it is known to matter: it is answered as from here, or now where a loop's element is open. */
  later<T>(answer: () => T): () => T;
  /** Enclosing nodes, outermost first; the visited node is not among them. */
  readonly ancestors: readonly Node[];
  /** Name of the enclosing definition ("Invoice#total", "listInvoices"), "" at the top. */
  readonly within: string;
  /** Key of the enclosing function, as in {param function}; "" at the top. */
  readonly owner: string;
  /** Enclosing class, "" where none. */
  readonly className: string;
  /** Key of a function or class node: what {local name} calls it. */
  keyOf(node: FunctionNode | t.ClassDeclaration | t.ClassExpression): string;
  /** Does the file import one of the packages (or a path below it)? Several separated by "|". */
  imports(packages: string): boolean;
  /** Names exported so far; all of them in `finish`. */
  readonly exported: readonly string[];
  /** Fragments found in this file so far. */
  readonly found: readonly Fragment[];
  emit(fragment: Fragment): void;
  table(use: TableUse): void;
  transaction(fact: TransactionFact): void;
  diagnose(code: string, message: string, node: Node): void;
}

type Visit = { readonly [K in Node["type"]]?: (node: Extract<Node, { type: K }>, context: FrameworkContext) => void };

/** A reader keeps no state between files: state for one file goes into a WeakMap keyed by `context`. */
export interface Framework {
  readonly id: string;
  /** Called before a node's children, by node type; OptionalCallExpression comes as CallExpression too. */
  readonly visit: Visit;
  /** Called after a node's children. */
  readonly leave?: Visit;
  /** Called once at the end of the file. */
  readonly finish?: (context: FrameworkContext) => void;
}

export const defineFramework = (framework: Framework): Framework => framework;
