/** Turns a parsed file into facts in one walk: scopes open and close, readers and frameworks see each node once. */
import type * as t from "@babel/types";
import type { CallFact, Definition, EnvRead, ExportFact, ImportFact } from "../../../model/file-facts.js";
import {
  type ClassNode,
  endLineOf,
  type FunctionNode,
  isCall,
  isClass,
  isFunction,
  isMember,
  lineOf,
  type MemberNode,
  memberName,
  type Node,
  unwrap,
} from "./ast.js";
import { readCall } from "./calls.js";
import { type ComplexityFrame, enterComplexity } from "./complexity.js";
import { FileContext } from "./context.js";
import { readClass, readTopLevel } from "./definitions.js";
import { type EnvAsk, readCall as readEnvCall, readMember, readPattern, readProperty } from "./env.js";
import { type ExportAsk, readCommonJs, readExport } from "./exports.js";
import type { Framework } from "./framework.js";
import { frameworks } from "./frameworks/index.js";
import { type ImportAsk, readImport, readLoad } from "./imports.js";
import { CHILD_KEYS } from "./keys.js";
import { loadPattern } from "./loads.js";
import { callbackElements, type Element, elementsOf } from "./loops.js";
import { nameChildren } from "./names.js";
import { functionKey } from "./origins.js";
import { type ReferenceKind, ReferenceTally } from "./references.js";
import { lookup, openBlock, openFunction, openModule, type Scope, standsForExports } from "./scopes.js";

/** Methods that call back with each element of a list. */
const LOOP = /^(forEach|map|flatMap|each|filter)$/;

type Visitor = (node: never, context: FileContext) => void;

/** Visitors of all frameworks by node type. */
function tabulate(select: (framework: Framework) => object | undefined): ReadonlyMap<string, readonly Visitor[]> {
  const table = new Map<string, Visitor[]>();
  for (const framework of frameworks) {
    for (const [type, visitor] of Object.entries(select(framework) ?? {})) {
      const types = type === "CallExpression" ? [type, "OptionalCallExpression"] : [type];
      for (const one of types) table.set(one, [...(table.get(one) ?? []), visitor as Visitor]);
    }
  }
  return table;
}

const ENTER = tabulate((framework) => framework.visit);
const LEAVE = tabulate((framework) => framework.leave);
const FINISH = frameworks.filter((framework) => framework.finish !== undefined);

export interface WalkResult {
  readonly context: FileContext;
  readonly imports: ImportFact[];
  readonly exports: ExportFact[];
  readonly definitions: Definition[];
  readonly references: ReferenceTally;
  readonly calls: CallFact[];
  readonly env: EnvRead[];
  readonly names: Map<string, number>;
  readonly jsx: boolean;
}

export function walkFile(path: string, text: string, program: t.Program): WalkResult {
  const walk = new FileWalk(path, text, program);
  walk.run(program);
  return walk;
}

class FileWalk implements WalkResult {
  readonly context: FileContext;
  readonly imports: ImportFact[] = [];
  readonly exports: ExportFact[] = [];
  readonly definitions: Definition[] = [];
  readonly references = new ReferenceTally();
  readonly calls: CallFact[] = [];
  readonly env: EnvRead[] = [];
  readonly names = new Map<string, number>();
  jsx = false;
  readonly #elements = new Map<Node, readonly Element[]>();
  readonly #over = new Map<Node, Node>();
  readonly #env: EnvAsk;
  readonly #exports: ExportAsk;
  readonly #imports: ImportAsk;
  #frame: ComplexityFrame = { total: 0, nesting: 0 };
  #depth = 0;

  constructor(path: string, text: string, program: t.Program) {
    const context = new FileContext(path, text, openModule(program));
    this.context = context;
    this.#env = {
      origin: (node) => context.origin(node),
      value: (node) => context.value(node),
      add: (read) => void this.env.push(read),
    };
    this.#exports = {
      origin: (node) => context.origin(node),
      isExports: (name) => standsForExports(context.scope, name),
      add: (fact) => {
        context.exported.push(fact.name);
        this.exports.push(fact);
      },
    };
    this.#imports = {
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
    this.#children(program);
    for (const framework of FINISH) framework.finish?.(context);
  }

  #children(node: Node): void {
    const keys = CHILD_KEYS.get(node.type);
    if (keys === undefined) return;
    this.context.ancestors.push(node);
    const fields = node as unknown as Record<string, Node | (Node | null)[] | null | undefined>;
    for (const key of keys) {
      const child = fields[key];
      if (!child) continue;
      if (Array.isArray(child)) {
        for (const one of child) if (one) this.#walk(one);
      } else this.#walk(child);
    }
    this.context.ancestors.pop();
  }

  #walk(node: Node, kind: ReferenceKind = "use"): void {
    const parent = this.context.ancestors.at(-1);
    this.#read(node, parent);
    const visitors = ENTER.get(node.type);
    if (visitors) for (const visit of visitors) visit(node as never, this.context);
    const nested = enterComplexity(this.#frame, node, parent);
    this.#descend(node, kind);
    if (nested) this.#frame.nesting--;
    const leavers = LEAVE.get(node.type);
    if (leavers) for (const leave of leavers) leave(node as never, this.context);
  }

  /** The readers that every file has. */
  #read(node: Node, parent: Node | undefined): void {
    const { context } = this;
    nameChildren(node, context.scope, context.className);
    if (context.replaying) return;
    switch (node.type) {
      case "CallExpression":
      case "OptionalCallExpression":
        readLoad(node, parent, this.#imports);
        readEnvCall(node, parent, this.#env);
        readCommonJs(node, this.#exports);
        this.#addCall(node);
        break;
      case "NewExpression":
        this.#addCall(node);
        break;
      case "ImportExpression":
        readLoad(node, parent, this.#imports);
        break;
      case "MemberExpression":
      case "OptionalMemberExpression":
        readMember(node, parent, this.#env);
        break;
      case "VariableDeclarator":
        readPattern(node.id, node.init, this.#env);
        break;
      case "AssignmentExpression":
        readPattern(node.left, node.right, this.#env);
        readCommonJs(node, this.#exports);
        break;
      case "ObjectProperty":
        readProperty(node, this.#env);
        break;
      case "JSXElement":
      case "JSXFragment":
        this.jsx = true;
        break;
      case "TSImportType":
      case "ImportDeclaration":
      case "TSImportEqualsDeclaration":
        readImport(node, this.#imports);
        break;
      case "ExportNamedDeclaration":
      case "ExportAllDeclaration":
      case "ExportDefaultDeclaration":
      case "TSExportAssignment":
        readImport(node, this.#imports);
        readExport(node, this.#exports);
        break;
    }
    if (parent?.type === "Program" || parent?.type.startsWith("Export")) readTopLevel(node, context, this.definitions);
  }

  #addCall(node: t.CallExpression | t.OptionalCallExpression | t.NewExpression): void {
    const call = readCall(node, this.context);
    if (call !== null) this.calls.push(call);
  }

  #descend(node: Node, kind: ReferenceKind): void {
    if (isFunction(node)) {
      this.#enterFunction(node);
      return;
    }
    if (isClass(node)) {
      this.#enterClass(node);
      return;
    }
    switch (node.type) {
      case "Identifier":
      case "JSXIdentifier":
        this.#word(node.name);
        this.#reference(node.name, [], kind, node);
        return;
      case "MemberExpression":
      case "OptionalMemberExpression":
        this.#chain(node, kind);
        return;
      case "CallExpression":
      case "OptionalCallExpression":
      case "NewExpression":
        this.#call(node);
        return;
      case "ImportDeclaration":
      case "ExportAllDeclaration":
      case "TSImportEqualsDeclaration":
        return;
      case "Decorator":
        this.#within(node, () => this.#walk(node.expression, "decorator"));
        return;
      case "TSQualifiedName":
        this.#word(node.right.name);
        this.#within(node, () => this.#walk(node.left, kind));
        return;
      default:
        this.#plain(node, kind);
        return;
    }
  }

  /** Nodes whose names are no uses: keys, labels, specifiers; and those that open a block. */
  #plain(node: Node, kind: ReferenceKind): void {
    switch (node.type) {
      case "ObjectProperty":
      case "ClassProperty":
      case "ClassAccessorProperty":
      case "TSPropertySignature":
      case "TSMethodSignature":
      case "ClassPrivateProperty":
        this.#keyed(node);
        return;
      case "ExportNamedDeclaration":
        if (node.source) return;
        this.#children(node);
        return;
      case "ExportSpecifier":
        this.#within(node, () => this.#walk(node.local));
        return;
      case "LabeledStatement":
        this.#within(node, () => this.#walk(node.body));
        return;
      case "BreakStatement":
      case "ContinueStatement":
      case "ImportAttribute":
        return;
      case "JSXAttribute":
        if (node.value) this.#within(node, () => this.#walk(node.value as Node));
        return;
      case "JSXOpeningElement":
        this.#jsxOpening(node);
        return;
      case "JSXClosingElement":
        return;
      case "TSTypeReference":
      case "TSExpressionWithTypeArguments":
      case "GenericTypeAnnotation":
      case "TSTypeQuery":
        this.#typeUse(node);
        return;
      case "BlockStatement":
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
      case "CatchClause":
      case "SwitchStatement":
      case "StaticBlock":
      case "TSModuleBlock":
        this.#block(node);
        return;
      case "ParenthesizedExpression":
      case "TSNonNullExpression":
        this.#within(node, () => this.#walk(node.expression, kind));
        return;
      default:
        this.#children(node);
        return;
    }
  }

  #within(node: Node, visit: () => void): void {
    this.context.ancestors.push(node);
    visit();
    this.context.ancestors.pop();
  }

  #keyed(node: Node & { key: Node; computed?: boolean | null }): void {
    const { key } = node;
    this.context.ancestors.push(node);
    if (key.type === "Identifier" && !node.computed) this.#word(key.name);
    else if (key.type !== "PrivateName") this.#walk(key);
    const keys = CHILD_KEYS.get(node.type) ?? [];
    const fields = node as unknown as Record<string, Node | Node[] | null | undefined>;
    for (const name of keys) {
      if (name === "key") continue;
      const child = fields[name];
      if (Array.isArray(child)) for (const one of child) this.#walk(one);
      else if (child) this.#walk(child);
    }
    this.context.ancestors.pop();
  }

  #jsxOpening(node: t.JSXOpeningElement): void {
    this.context.ancestors.push(node);
    const lower = node.name.type === "JSXIdentifier" && /^[a-z]/.test(node.name.name);
    if (!lower && node.name.type !== "JSXNamespacedName") {
      let root: Node = node.name;
      const members: string[] = [];
      while (root.type === "JSXMemberExpression") {
        members.unshift(root.property.name);
        root = root.object;
      }
      if (root.type === "JSXIdentifier") this.#reference(root.name, members, "jsx", root);
    }
    for (const attribute of node.attributes) this.#walk(attribute);
    this.context.ancestors.pop();
  }

  #typeUse(node: Node): void {
    this.context.ancestors.push(node);
    const keys = CHILD_KEYS.get(node.type) ?? [];
    const fields = node as unknown as Record<string, Node | null | undefined>;
    for (const key of keys) {
      const child = fields[key];
      if (child) this.#walk(child, "type");
    }
    this.context.ancestors.pop();
  }

  #call(node: t.CallExpression | t.OptionalCallExpression | t.NewExpression): void {
    if (node.type !== "NewExpression" && !this.context.replaying) {
      const elements = callbackElements(node, this.context.scope);
      const callback = node.arguments[0];
      if (isFunction(callback)) {
        if (elements !== null) this.#elements.set(callback, elements);
        else if (isMember(node.callee) && LOOP.test(memberName(node.callee) ?? ""))
          this.#over.set(callback, node.callee.object);
      }
    }
    this.context.ancestors.push(node);
    this.#walk(node.callee, node.type === "NewExpression" ? "new" : "call");
    for (const argument of node.arguments) this.#walk(argument);
    const types = node.typeParameters ?? null;
    if (types) this.#walk(types);
    this.context.ancestors.pop();
  }

  /** A chain like `a.b().c`: its root name counts as one use with the members read from it. */
  #chain(node: MemberNode, kind: ReferenceKind): void {
    const members: string[] = [];
    let root: Node = node;
    this.context.ancestors.push(node);
    while (isMember(root)) {
      const name = memberName(root);
      members.unshift(name ?? "[]");
      if (name !== null) this.#word(name);
      else this.#walk(root.property);
      root = unwrap(root.object);
      if (isMember(root) && !this.context.replaying) readMember(root, node, this.#env);
    }
    if (root.type === "Identifier") {
      this.#word(root.name);
      this.#reference(root.name, members, kind, root);
    } else this.#walk(root);
    this.context.ancestors.pop();
  }

  #reference(name: string, members: readonly string[], kind: ReferenceKind, node: Node): void {
    if (this.context.replaying) return;
    const binding = lookup(this.context.scope, name);
    if (binding === null || (binding.kind !== "import" && binding.kind !== "variable")) return;
    this.references.add(this.context.origin(node), members, kind, lineOf(node));
  }

  #word(name: string): void {
    if (!this.context.replaying) this.names.set(name, (this.names.get(name) ?? 0) + 1);
  }

  #block(node: Node): void {
    const outer = this.context.scope;
    const inner = openBlock(node, outer);
    const loop = node.type === "ForOfStatement" ? elementsOf(node.right, outer) : null;
    this.context.scope = inner;
    if (loop === null && inner !== outer && node.type === "ForOfStatement") {
      for (const binding of inner.bindings.values()) binding.over = node.right;
    }
    if (loop === null || inner === outer || this.context.replaying) this.#children(node);
    else
      this.#each(
        loop,
        () => this.#setAll(inner, node),
        inner,
        () => this.#children(node),
      );
    this.context.scope = outer;
  }

  #setAll(scope: Scope, _node: Node): (element: Element) => void {
    return (element) => {
      for (const binding of scope.bindings.values()) binding.current = element;
    };
  }

  /** Reads a body once for each element; again only where the first reading found fragments. */
  #each(elements: readonly Element[], setter: () => (element: Element) => void, scope: Scope, visit: () => void): void {
    const set = setter();
    const { context } = this;
    const before = context.fragments.length;
    elements.forEach((element, index) => {
      if (index > 0 && context.fragments.length === before) return;
      context.replaying = index > 0;
      set(element);
      visit();
    });
    context.replaying = false;
    for (const binding of scope.bindings.values()) binding.current = undefined;
  }

  #enterFunction(node: FunctionNode): void {
    const { context } = this;
    const outer = { scope: context.scope, within: context.within };
    const own = functionKey(node, outer.scope);
    this.context.ancestors.push(node);
    if ("decorators" in node && node.decorators) for (const one of node.decorators) this.#walk(one);
    const named = !own.startsWith("fn@");
    if (named && !(outer.scope.owner !== "" && own.includes("/"))) context.within = own;
    context.scope = openFunction(node, outer.scope, own);
    const over = this.#over.get(node);
    if (over !== undefined) {
      for (const binding of context.scope.bindings.values()) if (binding.index === 0) binding.over = over;
    }
    const elements = this.#elements.get(node);
    const visit = () => this.#functionBody(node, own, outer.scope.owner === "" || named);
    if (elements === undefined || context.replaying) visit();
    else this.#each(elements, () => this.#setParams(context.scope), context.scope, visit);
    context.scope = outer.scope;
    context.within = outer.within;
    this.context.ancestors.pop();
  }

  #setParams(scope: Scope): (element: Element) => void {
    return (element) => {
      for (const binding of scope.bindings.values()) {
        if (binding.kind === "param" && binding.index === 0) binding.current = element;
      }
    };
  }

  /** Walks a function; one that is a definition of its own is measured by itself. */
  #functionBody(node: FunctionNode, key: string, candidate: boolean): void {
    const outermost = this.#depth === 0;
    const frame = this.#frame;
    if (outermost) this.#frame = { total: 0, nesting: 0 };
    else frame.nesting++;
    this.#depth++;
    for (const param of node.params) this.#walk(param);
    if (node.returnType) this.#walk(node.returnType);
    if (node.typeParameters) this.#walk(node.typeParameters);
    if (node.body.type === "BlockStatement") {
      const { ancestors } = this.context;
      ancestors.push(node.body);
      for (const statement of node.body.body) this.#walk(statement);
      ancestors.pop();
    } else this.#walk(node.body);
    this.#depth--;
    if (outermost) {
      const { total } = this.#frame;
      this.#frame = frame;
      const named = !key.startsWith("fn@");
      if (candidate && !this.context.replaying && (named || total > 0)) this.#defineFunction(node, key, total);
    } else frame.nesting--;
  }

  #defineFunction(node: FunctionNode, name: string, complexity: number): void {
    const kind = node.type === "ClassMethod" || node.type === "ClassPrivateMethod" ? "method" : "function";
    const decorators = "decorators" in node ? this.#decorators(node.decorators) : {};
    this.definitions.push({
      name,
      kind,
      line: lineOf(node),
      endLine: endLineOf(node),
      bases: [],
      ...decorators,
      complexity,
    });
  }

  #decorators(decorators: readonly t.Decorator[] | null | undefined): Pick<Definition, "decorators"> {
    if (!decorators?.length) return {};
    return {
      decorators: decorators.map((decorator) => {
        const call = isCall(decorator.expression) ? decorator.expression : null;
        const origin = this.context.origin(call?.callee ?? decorator.expression);
        const args = (call?.arguments ?? []).map((argument) => this.context.literal(argument) ?? null);
        return { origin, args, line: lineOf(decorator) };
      }),
    };
  }

  #enterClass(node: ClassNode): void {
    const { context } = this;
    const outer = { className: context.className, within: context.within };
    const key = functionKey(node, context.scope);
    this.context.ancestors.push(node);
    for (const decorator of node.decorators ?? []) this.#walk(decorator);
    if (node.superClass) this.#walk(node.superClass, "extends");
    for (const one of [node.superTypeParameters, node.typeParameters]) if (one) this.#walk(one);
    for (const one of node.implements ?? []) this.#walk(one);
    if (!context.replaying)
      this.definitions.push({ ...readClass(node, key, context), ...this.#decorators(node.decorators) });
    context.className = key;
    context.within = key;
    const depth = this.#depth;
    this.#depth = 0;
    this.#classBody(node.body);
    this.#depth = depth;
    context.className = outer.className;
    context.within = outer.within;
    this.context.ancestors.pop();
  }

  #classBody(body: t.ClassBody): void {
    this.context.ancestors.push(body);
    for (const member of body.body) this.#walk(member);
    this.context.ancestors.pop();
  }
}
