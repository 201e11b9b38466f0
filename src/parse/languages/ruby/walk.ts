/** Walks one file's tree once, keeping scope, method and blocks, and tells collectors and frameworks what it enters. */
import type { Definition, Origin } from "../../../model/file-facts.js";
import { recordCall } from "./calls.js";
import { type ComplexityCounter, countComplexity } from "./complexity.js";
import type { FileContext } from "./context.js";
import { defineConstant, defineMethod, defineScope, methodName, mixinsOf } from "./definitions.js";
import { readEnv, readEnvOrWrite } from "./env.js";
import type { RubyScope } from "./framework.js";
import type { FrameworkIndex } from "./framework-index.js";
import { readImport } from "./imports.js";
import { nameIn } from "./node-names.js";
import {
  CallNode,
  CallOperatorWriteNode,
  CallOrWriteNode,
  ClassNode,
  ConstantPathNode,
  ConstantPathWriteNode,
  ConstantReadNode,
  ConstantWriteNode,
  childrenOf,
  DefNode,
  IndexOrWriteNode,
  InterpolatedStringNode,
  ModuleNode,
  type Node,
  SingletonClassNode,
  StringNode,
} from "./nodes.js";
import { recordConstant, recordStringNames } from "./references.js";
import { factoryScope, scopeOf } from "./scopes.js";
import { countWords } from "./words.js";

type ClassLike = ClassNode | ModuleNode | SingletonClassNode;

export class Walk {
  private readonly ancestors: Node[] = [];
  private readonly mixins = new Map<RubyScope, Definition["bases"][number][]>();
  private counter: ComplexityCounter | null = null;

  constructor(
    private readonly context: FileContext,
    private readonly frameworks: FrameworkIndex,
  ) {}

  visit(node: Node): void {
    if (node instanceof CallNode) this.visitCall(node);
    else if (node instanceof ConstantReadNode || node instanceof ConstantPathNode) this.visitConstant(node);
    else if (node instanceof ClassNode || node instanceof ModuleNode || node instanceof SingletonClassNode) {
      this.visitClass(node);
    } else if (node instanceof DefNode) this.visitMethod(node);
    else if (node instanceof ConstantWriteNode) this.visitConstantWrite(node);
    else if (node instanceof ConstantPathWriteNode) this.visitAll(node, [node.value]);
    else this.visitOther(node);
  }

  private visitAll(node: Node, children: readonly (Node | null)[]): void {
    this.ancestors.push(node);
    for (const child of children) if (child !== null) this.visit(child);
    this.ancestors.pop();
  }

  /** Runs the body under another scope and method with no enclosing blocks, and restores what was. */
  private inside(scope: RubyScope, within: string, counter: ComplexityCounter | null, body: () => void): void {
    const { context } = this;
    const saved = { scope: context.scope, within: context.within, inMethod: context.inMethod, blocks: context.blocks };
    const outer = this.counter;
    Object.assign(context, { scope, within, inMethod: counter !== null, blocks: [] });
    this.counter = counter;
    body();
    Object.assign(context, saved);
    this.counter = outer;
  }

  private visitScope(node: Node, scope: RubyScope, body: Node | null): void {
    this.inside(scope, scope.name, null, () => {
      for (const framework of this.frameworks.all) framework.enterScope?.(scope, this.context);
      this.visitAll(node, [body]);
      for (const framework of this.frameworks.all) framework.leaveScope?.(scope, this.context);
    });
    if (scope.kind !== "singleton") defineScope(this.context, scope, node, this.mixins.get(scope) ?? []);
  }

  private visitClass(node: ClassLike): void {
    const { context } = this;
    const scope = scopeOf(node, context.scope, context.line(node));
    if (scope === null) {
      this.visitAll(node, childrenOf(node));
      return;
    }
    if (node instanceof ClassNode) this.visitSuperclass(node, scope.superclass);
    countWords(context.facts.words, scope.name.slice(scope.name.lastIndexOf(":") + 1));
    this.visitScope(node, scope, node.body);
  }

  private visitSuperclass(node: ClassNode, superclass: Origin | null): void {
    if (node.superclass === null) return;
    if (superclass !== null) this.context.addReference(superclass, "extends", this.context.line(node.superclass));
    if (node.superclass instanceof CallNode) this.visitAll(node, [node.superclass]);
  }

  private visitMethod(node: DefNode): void {
    const { context } = this;
    const name = methodName(node, context.scope);
    countWords(context.facts.words, node.name);
    const counter: ComplexityCounter = { total: 0, depth: 0 };
    this.inside(context.scope, name, counter, () => {
      for (const framework of this.frameworks.all) framework.enterMethod?.(node, name, context);
      this.visitAll(node, childrenOf(node));
    });
    defineMethod(context, node, name, counter.total);
  }

  private visitCall(call: CallNode): void {
    const { context } = this;
    countWords(context.facts.words, call.name);
    for (const listener of this.frameworks.calls.get(call.name) ?? []) listener(call, context);
    if (call.receiver === null) {
      this.noteMixins(call);
      readImport(context, call);
    }
    readEnv(context, call, this.ancestors);
    recordCall(context, call);
    recordStringNames(context, call);
    this.visitAll(call, [call.receiver, call.arguments_]);
    if (call.block === null) return;
    context.blocks.push(call);
    this.visitAll(call, [call.block]);
    context.blocks.pop();
  }

  private noteMixins(call: CallNode): void {
    const { context } = this;
    if (context.inMethod || context.scope.kind === "top") return;
    const owner = context.scope;
    for (const base of mixinsOf(context, call)) {
      const known = this.mixins.get(owner);
      if (known === undefined) this.mixins.set(owner, [base]);
      else known.push(base);
      if (base.how !== "extend") (owner.includes as Origin[]).push(base.origin);
      context.addReference(base.origin, "extends", context.line(call));
    }
  }

  private visitConstant(node: ConstantReadNode | ConstantPathNode): void {
    countWords(this.context.facts.words, node.name ?? "");
    recordConstant(this.context, node, this.ancestors.at(-1) ?? null);
    if (node instanceof ConstantPathNode && node.parent instanceof CallNode) this.visitAll(node, [node.parent]);
  }

  private visitConstantWrite(node: ConstantWriteNode): void {
    const { context } = this;
    const scope = factoryScope(node.name, node.value, context.scope, context.line(node));
    if (scope === null || !(node.value instanceof CallNode)) {
      defineConstant(context, node);
      this.visitAll(node, [node.value]);
      return;
    }
    if (scope.superclass !== null) context.addReference(scope.superclass, "extends", context.line(node));
    this.visitAll(node, [node.value.arguments_]);
    this.visitScope(node, scope, node.value.block);
  }

  private tellString(node: StringNode | InterpolatedStringNode): void {
    if (this.frameworks.strings.length === 0 || this.ancestors.at(-1) instanceof InterpolatedStringNode) return;
    for (const listener of this.frameworks.strings) listener(node, this.context);
  }

  private visitOther(node: Node): void {
    const name = nameIn(node);
    if (name !== null) countWords(this.context.facts.words, name);
    if (node instanceof StringNode || node instanceof InterpolatedStringNode) this.tellString(node);
    if (node instanceof IndexOrWriteNode) readEnvOrWrite(this.context, node);
    if (node instanceof CallOperatorWriteNode || node instanceof CallOrWriteNode) {
      for (const listener of this.frameworks.writes.get(node.readName) ?? []) listener(node, this.context);
    }
    const { counter } = this;
    const deeper = counter === null ? 0 : countComplexity(counter, node, this.ancestors.at(-1) ?? null);
    if (counter !== null) counter.depth += deeper;
    this.visitAll(node, childrenOf(node));
    if (counter !== null) counter.depth -= deeper;
  }
}
