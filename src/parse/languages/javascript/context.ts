/** Answers what framework readers ask about the node being visited, and gathers what they find. */
import type { FileFacts, Literal, Origin, TableUse, TransactionFact } from "../../../model/file-facts.js";
import type { Fragment } from "../../../model/fragments.js";
import type { FunctionNode, Node } from "./ast.js";
import { declaredOrigin } from "./fields.js";
import { followNode } from "./follow.js";
import type { FrameworkContext, Parts } from "./framework.js";
import { literalOf } from "./literals.js";
import { loadPattern } from "./loads.js";
import { functionKey, originOf } from "./origins.js";
import { partsOf, partsReturned } from "./parts.js";
import { type Binding, lookup, type Scope } from "./scopes.js";

/** Members of an import with its name in front: `import { Router }` and `express.Router` are one path. */
export function importPath(origin: Origin): readonly string[] {
  if (origin.kind !== "import") return [];
  const named = origin.name === "default" || origin.name === "*" ? [] : [origin.name];
  const members = [...named, ...(origin.members ?? [])];
  return members[0] === "default" ? members.slice(1) : members;
}

const LISTS = new Map<string, readonly string[]>();

/** "a|b" as a list, split once. */
function listOf(packages: string): readonly string[] {
  const known = LISTS.get(packages);
  if (known !== undefined) return known;
  const list = packages.split("|");
  LISTS.set(packages, list);
  return list;
}

export class FileContext implements FrameworkContext {
  readonly ancestors: Node[] = [];
  readonly fragments: Fragment[] = [];
  readonly tables: TableUse[] = [];
  readonly transactions: TransactionFact[] = [];
  readonly diagnostics: FileFacts["diagnostics"][number][] = [];
  readonly sources = new Set<string>();
  readonly exported: string[] = [];
  within = "";
  className = "";
  /** Answers given about the node being visited: every reader asks the same of it. */
  readonly #values = new Map<Node, Origin>();
  readonly #imports = new Map<string, boolean>();
  #sourceCount = 0;
  /** True while a loop body is read again for a further element: only fragments are new then. */
  replaying = false;
  /** Questions put off while elements of lists were open: what they give is not among the fragments yet. */
  asked = 0;
  /** True while a loop body is read for one element of a literal list. */
  inElement = false;

  constructor(
    readonly path: string,
    readonly text: string,
    public scope: Scope,
  ) {}

  get owner(): string {
    return this.scope.owner;
  }

  origin(node: Node): Origin {
    return originOf(node, this.scope, { follow: "entity", className: this.className });
  }

  value(node: Node): Origin {
    const known = this.#values.get(node);
    if (known !== undefined) return known;
    const origin = originOf(node, this.scope, { follow: "value", className: this.className });
    this.#values.set(node, origin);
    return origin;
  }

  later<T>(answer: () => T): () => T {
    if (this.inElement) {
      this.asked++;
      const now = answer();
      return () => now;
    }
    const { scope, className, within } = this;
    const ancestors = [...this.ancestors];
    return () => {
      const here = { scope: this.scope, className: this.className, within: this.within };
      this.forget();
      Object.assign(this, { scope, className, within });
      const around = this.ancestors.splice(0, this.ancestors.length, ...ancestors);
      const found = answer();
      this.ancestors.splice(0, this.ancestors.length, ...around);
      Object.assign(this, here);
      this.forget();
      return found;
    };
  }

  /** Another node is visited, or another scope holds: what was answered may be answered differently now. */
  forget(): void {
    if (this.#values.size > 0) this.#values.clear();
  }

  declared(node: Node): Origin | null {
    return this.className === "" ? null : declaredOrigin(this.value(node), this.ancestors, this.scope);
  }

  isFrom(node: Node, packages: string, ...members: string[]): boolean {
    const origin = this.value(node);
    if (origin.kind !== "import" || !listOf(packages).includes(origin.source)) return false;
    const path = importPath(origin);
    return path.length === members.length && path.every((step, index) => step === members[index]);
  }

  literal(node: Node | null | undefined): Literal | undefined {
    return node ? literalOf(node, this.scope) : undefined;
  }

  string(node: Node | null | undefined): string | null {
    const value = this.literal(node);
    return typeof value === "string" ? value : null;
  }

  parts(node: Node): Parts | null {
    return partsOf(node, this.scope, { follow: "entity", className: this.className });
  }

  returnedParts(node: FunctionNode): Parts | null {
    return partsReturned(node, this.scope, { follow: "entity", className: this.className });
  }

  folder(node: Node): string | null {
    return loadPattern(node, this.scope);
  }

  get found(): readonly Fragment[] {
    return this.fragments;
  }

  follow(node: Node): Node {
    return followNode(node, this.scope).node;
  }

  binding(name: string): Binding | null {
    return lookup(this.scope, name);
  }

  keyOf(node: Node): string {
    return functionKey(node, this.scope);
  }

  imports(packages: string): boolean {
    if (this.#sourceCount !== this.sources.size) {
      this.#sourceCount = this.sources.size;
      this.#imports.clear();
    }
    const known = this.#imports.get(packages);
    if (known !== undefined) return known;
    const found = listOf(packages).some((name) => {
      for (const source of this.sources) if (source === name || source.startsWith(`${name}/`)) return true;
      return false;
    });
    this.#imports.set(packages, found);
    return found;
  }

  emit(fragment: Fragment): void {
    this.fragments.push(fragment);
  }

  table(use: TableUse): void {
    if (!this.replaying) this.tables.push(use);
  }

  transaction(fact: TransactionFact): void {
    if (!this.replaying) this.transactions.push(fact);
  }

  diagnose(code: string, message: string, node: Node): void {
    if (!this.replaying) this.diagnostics.push({ code, message, line: node.loc?.start.line ?? null });
  }
}
