/** The file being read, as collectors and frameworks see it: position, look-ups and where findings go. */
import type { EnvRead, Literal, Origin, Reference, TableUse, TransactionFact } from "../../../model/file-facts.js";
import type { Fragment } from "../../../model/fragments.js";
import type { FactsCollector } from "./facts.js";
import type { RubyFile, RubyScope } from "./framework.js";
import { literalOf, textOf } from "./literals.js";
import { constantName } from "./names.js";
import { type CallNode, ConstantReadNode, type Node } from "./nodes.js";
import { topScope } from "./scopes.js";
import type { OffsetMap } from "./source-text.js";

export class FileContext implements RubyFile {
  scope: RubyScope = topScope();
  within = "";
  inMethod = false;
  blocks: CallNode[] = [];
  /** Values of constants assigned so far, by bare name. */
  readonly constants = new Map<string, Node>();

  constructor(
    readonly path: string,
    readonly content: string,
    readonly offsets: OffsetMap,
    readonly facts: FactsCollector,
  ) {}

  line(node: Node): number {
    return this.offsets.lineAt(node.location.startOffset);
  }

  endLine(node: Node): number {
    return this.offsets.lineAt(node.location.startOffset + Math.max(0, node.location.length - 1));
  }

  source(node: Node): string {
    return this.offsets.slice(node.location.startOffset, node.location.length);
  }

  literal(node: Node | null | undefined, name = ""): Literal {
    return literalOf(this.valueOf(node), name);
  }

  text(node: Node | null | undefined): string | null {
    return textOf(this.valueOf(node));
  }

  /** A constant of this file stands for its value; anything else for itself. */
  valueOf(node: Node | null | undefined): Node | null {
    const held = node instanceof ConstantReadNode ? this.constants.get(node.name) : undefined;
    return held ?? node ?? null;
  }

  constant(node: Node | null | undefined): Origin | null {
    const name = constantName(node ?? null);
    return name === null ? null : { kind: "constant", name, nesting: this.scope.nesting };
  }

  named(name: string): Origin {
    return { kind: "string", name, nesting: this.scope.nesting };
  }

  add(fragment: Fragment): void {
    this.facts.fragments.push(fragment);
  }

  addTable(use: TableUse): void {
    this.facts.tables.push(use);
  }

  addTransaction(transaction: TransactionFact): void {
    this.facts.transactions.push(transaction);
  }

  addReference(origin: Origin, kind: Reference["kind"], line: number): void {
    this.facts.addReference(origin, kind, line);
  }

  addEnv(read: EnvRead): void {
    this.facts.env.push(read);
  }

  addDiagnostic(code: string, line: number | null, message: string): void {
    this.facts.diagnostics.push({ code, line, message });
  }

  get isTest(): boolean {
    return this.facts.marks.has("test");
  }

  addMark(mark: string): void {
    this.facts.marks.add(mark);
  }
}
