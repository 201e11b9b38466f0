/** Turns a parsed file into facts in one walk: scopes open and close, readers and frameworks see each node once. */
import type * as t from "@babel/types";
import type { CallFact, Definition, EnvRead, ExportFact, ImportFact } from "../../../model/file-facts.js";
import { lineOf, type Node } from "./ast.js";
import { type ComplexityFrame, enterComplexity } from "./complexity.js";
import { FileContext } from "./context.js";
import type { EnvAsk } from "./env.js";
import type { ExportAsk } from "./exports.js";
import type { ImportAsk } from "./imports.js";
import { loadPattern } from "./loads.js";
import type { Element } from "./loops.js";
import { nameChildren } from "./names.js";
import { type ReferenceKind, ReferenceTally } from "./references.js";
import { lookup, openModule, standsForExports } from "./scopes.js";
import { FINISH, type Plan, planOf } from "./walk/plans.js";
import type { Walker, WalkResult } from "./walk/walker.js";

export type { WalkResult } from "./walk/walker.js";

export function walkFile(path: string, text: string, program: t.Program): WalkResult {
  const walk = new FileWalk(path, text, program);
  walk.run(program);
  return walk;
}

class FileWalk implements Walker {
  readonly context: FileContext;
  readonly imports: ImportFact[] = [];
  readonly exports: ExportFact[] = [];
  readonly definitions: Definition[] = [];
  readonly references = new ReferenceTally();
  readonly calls: CallFact[] = [];
  readonly env: EnvRead[] = [];
  readonly names = new Map<string, number>();
  readonly elements = new Map<Node, readonly Element[]>();
  readonly over = new Map<Node, Node>();
  readonly envAsk: EnvAsk;
  readonly exportAsk: ExportAsk;
  readonly importAsk: ImportAsk;
  jsx = false;
  frame: ComplexityFrame = { total: 0, nesting: 0 };
  depth = 0;

  constructor(path: string, text: string, program: t.Program) {
    const context = new FileContext(path, text, openModule(program));
    this.context = context;
    this.envAsk = {
      origin: (node) => context.origin(node),
      value: (node) => context.value(node),
      add: (read) => void this.env.push(read),
    };
    this.exportAsk = {
      origin: (node) => context.origin(node),
      isExports: (name) => standsForExports(context.scope, name),
      add: (fact) => {
        context.exported.push(fact.name);
        this.exports.push(fact);
      },
    };
    this.importAsk = {
      literal: (node) => context.literal(node),
      pattern: (node) => loadPattern(node, context.scope),
      isLocal: (name) => lookup(context.scope, name) !== null,
      add: (fact) => {
        context.sources.add(fact.source);
        this.imports.push(fact);
      },
    };
  }

  run(program: t.Program): void {
    const { context } = this;
    for (const statement of program.body)
      if (statement.type === "ImportDeclaration") context.sources.add(statement.source.value);
    this.children(program);
    context.forget();
    for (const framework of FINISH) framework.finish?.(context);
  }

  walk(node: Node, kind: ReferenceKind = "use"): void {
    const { context } = this;
    const { ancestors } = context;
    const parent = ancestors[ancestors.length - 1];
    const plan = planOf(node.type);
    context.forget();
    if (plan.names) nameChildren(node, context.scope, context.className);
    if (plan.read !== null && !context.replaying) plan.read(node as never, this, parent);
    for (const visit of plan.enter) visit(node as never, context);
    const nested = plan.weighs && enterComplexity(this.frame, node, parent);
    if (plan.descend === null) this.#fields(node, plan);
    else plan.descend(node as never, this, kind);
    if (nested) this.frame.nesting--;
    if (plan.leave.length === 0) return;
    context.forget();
    for (const leave of plan.leave) leave(node as never, context);
  }

  walkAll(nodes: readonly (Node | null | undefined)[]): void {
    for (const node of nodes) if (node) this.walk(node);
  }

  children(node: Node): void {
    this.#fields(node, planOf(node.type));
  }

  #fields(node: Node, { keys }: Plan): void {
    if (keys.length === 0) return;
    const { ancestors } = this.context;
    ancestors.push(node);
    const fields = node as unknown as Record<string, Node | (Node | null)[] | null | undefined>;
    for (const key of keys) {
      const child = fields[key];
      if (!child) continue;
      if (Array.isArray(child)) this.walkAll(child);
      else this.walk(child);
    }
    ancestors.pop();
  }

  reference(name: string, members: readonly string[], kind: ReferenceKind, node: Node): void {
    const { context } = this;
    if (context.replaying) return;
    const binding = lookup(context.scope, name);
    if (binding === null || (binding.kind !== "import" && binding.kind !== "variable")) return;
    this.references.add(context.origin(node), members, kind, lineOf(node));
  }

  word(name: string): void {
    if (!this.context.replaying) this.names.set(name, (this.names.get(name) ?? 0) + 1);
  }
}
