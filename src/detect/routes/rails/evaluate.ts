/** Runs a route program: literals, variables, loops and conditions here, mapper methods through their tables. */
import type { DslNode } from "../../../model/dsl-program.js";
import { BLOCK, bindParameters, find } from "./bindings.js";
import { callBuiltin, mergeHashes, rangeOf, type Yield } from "./builtins.js";
import { decideCondition } from "./conditions.js";
import type { CallNode, EvaluatorWorld } from "./evaluator-world.js";
import { extendRoutes } from "./extend-routes.js";
import type { Mapper } from "./mapper.js";
import { Options } from "./options.js";
import { drawsRoutes, mountsParameter } from "./program-shape.js";
import { redirectLabel } from "./redirects.js";
import {
  Closure,
  Constant,
  Endpoint,
  EngineSet,
  entryOf,
  Hash,
  isTruthy,
  MapperRef,
  Regex,
  Sym,
  textOf,
  Unknown,
  type Value,
  type Variables,
} from "./values.js";

/** A program that loops for ever is cut off: routes files do not need this many steps. */
const MAX_STEPS = 500_000;

export class Evaluator {
  /** Methods added by `extend`. */
  private readonly extended = new Map<string, Value>();
  private steps = 0;
  private depth = 0;

  constructor(
    private readonly mapper: Mapper,
    private readonly world: EvaluatorWorld,
  ) {}

  topScope(): Variables {
    return { values: new Map(), parent: null, file: this.mapper.file, self: new MapperRef() };
  }

  runAll(nodes: readonly DslNode[], scope: Variables): Value {
    let last: Value = null;
    for (const node of nodes) last = this.run(node, scope);
    return last;
  }

  run(node: DslNode, scope: Variables): Value {
    this.steps += 1;
    if (this.steps > MAX_STEPS || this.depth > 200) return new Unknown("too long");
    this.depth += 1;
    try {
      return this.step(node, scope);
    } finally {
      this.depth -= 1;
    }
  }

  private step(node: DslNode, scope: Variables): Value {
    switch (node.k) {
      case "string":
      case "number":
      case "boolean":
        return node.value;
      case "symbol":
        return new Sym(node.value);
      case "nil":
        return null;
      case "regex":
        return new Regex(node.source, node.flags);
      case "self":
        return scope.self;
      case "array":
        return node.items.flatMap((item) => this.spread(item, scope));
      case "hash":
        return this.hash(node.entries, scope);
      case "text":
        return this.text(node, scope);
      default:
        return this.compound(node, scope);
    }
  }

  private compound(node: DslNode, scope: Variables): Value {
    switch (node.k) {
      case "splat":
        return this.run(node.value, scope);
      case "constant":
        return this.constant(node.name, node.nesting, scope);
      case "variable":
        return find(scope, node.name) ?? new Unknown(node.name);
      case "range":
        return rangeOf(this.run(node.from, scope), this.run(node.to, scope), node.exclusive);
      case "lambda":
        return new Closure(node.block, scope, node.source);
      case "assign":
        return this.assign(node.name, this.run(node.value, scope), scope);
      case "define":
        return this.assign(`${node.name}()`, new Closure(node.block, scope, node.name), scope);
      default:
        return this.control(node, scope);
    }
  }

  private control(node: DslNode, scope: Variables): Value {
    switch (node.k) {
      case "sequence":
        return this.runAll(node.body, scope);
      case "and": {
        const left = this.run(node.left, scope);
        return isTruthy(left) && !(left instanceof Unknown) ? this.run(node.right, scope) : left;
      }
      case "or": {
        const left = this.run(node.left, scope);
        return isTruthy(left) ? left : this.run(node.right, scope);
      }
      case "not": {
        const value = this.run(node.value, scope);
        return value instanceof Unknown ? value : !isTruthy(value);
      }
      case "if":
        return this.branch(node, scope);
      case "call":
        return this.call(node, scope);
      case "unknown":
        this.mapper.note("route-not-understood", node.line, `Not understood: ${node.source}`);
        return new Unknown(node.source);
      default:
        return null;
    }
  }

  private branch(node: Extract<DslNode, { k: "if" }>, scope: Variables): Value {
    const decided = decideCondition(node.test, (inner) => this.run(inner, scope));
    if (decided.assumed !== null) this.mapper.note("route-condition-assumed", node.line, decided.assumed);
    if (decided.value === true) return this.runAll(node.yes, scope);
    if (decided.value === false) return this.runAll(node.no, scope);
    const yes = this.runAll(node.yes, scope);
    if (node.no.length === 0) return yes;
    this.runAll(node.no, scope);
    return new Unknown("if");
  }

  private constant(name: string, nesting: readonly string[], scope: Variables): Value {
    const own = find(scope, name);
    if (own !== undefined) return own;
    return this.world.constantValue(this.mapper.file, name, nesting) ?? new Constant(name.replace(/^::/, ""), nesting);
  }

  private assign(name: string, value: Value, scope: Variables): Value {
    for (let at: Variables | null = scope; at !== null; at = at.parent) {
      if (at.values.has(name)) {
        at.values.set(name, value);
        return value;
      }
    }
    scope.values.set(name, value);
    return value;
  }

  private text(node: Extract<DslNode, { k: "text" }>, scope: Variables): Value {
    let text = "";
    for (const part of node.parts) {
      const piece = textOf(this.run(part, scope));
      if (piece === null) return new Unknown("interpolation");
      text += piece;
    }
    return node.symbol ? new Sym(text) : text;
  }

  private spread(node: DslNode, scope: Variables): readonly Value[] {
    const value = this.run(node, scope);
    return node.k === "splat" && Array.isArray(value) ? value : [value];
  }

  private hash(entries: readonly (readonly [DslNode, DslNode])[], scope: Variables): Hash {
    const parts: Hash[] = [];
    for (const [key, value] of entries) {
      const item = this.run(value, scope);
      if (key.k !== "splat") parts.push(new Hash([[this.run(key, scope), item]]));
      else if (item instanceof Hash) parts.push(item);
    }
    return mergeHashes(parts);
  }

  callValue(value: Value, args: readonly Value[]): void {
    if (value instanceof Closure) this.callClosure(value, args, null);
    else this.mapper.note("route-not-understood", 0, "A concern that is an object cannot be followed");
  }

  /** Extra values are dropped, an array is spread over several parameters, as blocks do. */
  callClosure(closure: Closure, args: readonly Value[], self: MapperRef | null, block: Closure | null = null): Value {
    const { body } = closure.block;
    const values = bindParameters(closure, args, block, (node) => this.run(node, closure.scope));
    const { file } = closure.scope;
    return this.mapper.insideFile(file, () =>
      this.runAll(body, { values, parent: closure.scope, file, self: self ?? closure.scope.self }),
    );
  }

  private call(node: CallNode, scope: Variables): Value {
    const receiver = node.receiver === null ? scope.self : this.run(node.receiver, scope);
    if (receiver instanceof MapperRef) return this.callMapper(node, receiver, scope);
    const args = node.args.flatMap((argument) => this.spread(argument, scope));
    if (receiver instanceof Closure && ["call", "()", "yield", "[]"].includes(node.name)) {
      return this.callClosure(receiver, args, null);
    }
    const run = this.yielder(node, scope);
    const result = callBuiltin(receiver, node.name, args, run, this.mapper.world.inflector);
    if (result !== undefined) return result;
    return this.callOutside(node, receiver, scope);
  }

  private yielder(node: CallNode, scope: Variables): Yield | null {
    const { block, blockArg } = node;
    if (block !== undefined) {
      const closure = new Closure(block, scope, node.source);
      return (values) => this.callClosure(closure, values, null);
    }
    if (blockArg === undefined) return null;
    const value = this.run(blockArg, scope);
    if (value instanceof Closure) return (values) => this.callClosure(value, values, null);
    if (!(value instanceof Sym)) return null;
    return ([item = null]) =>
      callBuiltin(item, value.name, [], null, this.mapper.world.inflector) ?? new Unknown(value.name);
  }

  /** A call on something of the app: a condition, a model, a gem. A block on it would draw routes nobody can count. */
  private callOutside(node: CallNode, receiver: Value, scope: Variables): Value {
    if (receiver instanceof Constant) {
      const result = this.callConstant(node, receiver, scope);
      if (result !== undefined) return result;
    }
    if (node.name === "each" && node.block !== undefined && mountsParameter(node.block)) {
      return this.callClosure(new Closure(node.block, scope, node.source), [new EngineSet(node.source)], null);
    }
    if (node.block !== undefined && drawsRoutes(node.block, this.mapper.methods)) {
      this.mapper.note(
        "route-not-understood",
        node.line,
        `Routes drawn in a loop that only runs with the app: ${node.source}`,
      );
    }
    return new Unknown(node.source);
  }

  private callConstant(node: CallNode, receiver: Constant, scope: Variables): Value | undefined {
    const drawn = this.world.callConstant(this.mapper, receiver.name, node.name, node.line);
    if (drawn !== undefined) return drawn;
    if (receiver.name === "Array" || node.name === "freeze") return receiver;
    if (receiver.name === "Regexp" && node.name === "new")
      return new Regex(textOf(this.run(node.args[0] ?? { k: "nil" }, scope)) ?? "");
    if (node.name === "new" && node.block === undefined) return receiver;
    if (node.name === "to_prepare" && node.block !== undefined) return this.runAll(node.block.body, scope);
    return undefined;
  }

  private callMapper(node: CallNode, receiver: MapperRef, scope: Variables): Value {
    const defined = find(scope, `${node.name}()`) ?? this.extended.get(`${node.name}()`);
    const args = node.args.flatMap((argument) => this.spread(argument, scope));
    if (defined instanceof Closure && node.receiver === null) {
      const block =
        node.block === undefined ? this.closureOf(node, scope) : new Closure(node.block, scope, node.source);
      return this.callClosure(defined, args, receiver, block);
    }
    if (node.name === "block_given?") return find(scope, BLOCK) instanceof Closure;
    if (node.name === "yield") {
      const block = find(scope, BLOCK);
      return block instanceof Closure ? this.callClosure(block, args, null) : null;
    }
    if (node.name === "redirect") return new Endpoint(redirectLabel(args, node.block !== undefined));
    if (node.name === "lambda" || node.name === "proc") {
      return node.block === undefined ? new Unknown(node.source) : new Closure(node.block, scope, node.source);
    }
    if (node.name === "instance_eval" || node.name === "instance_exec") return this.evalWith(node, scope);
    if (node.name === "extend") {
      extendRoutes(
        { mapper: this.mapper, world: this.world, evaluator: this, into: this.extended },
        args,
        receiver,
        node,
      );
      return null;
    }
    const method = entryOf(this.mapper.methods, node.name);
    if (method === undefined) return this.unknownMethod(node, args);
    const last = args.at(-1);
    const given = last instanceof Hash ? last : null;
    const merged = mergeHashes([receiver.options, given].filter((hash): hash is Hash => hash !== null));
    method(this.mapper, {
      name: node.name,
      args: given === null ? args : args.slice(0, -1),
      options: Options.of(merged),
      block: this.mapperBlock(node, scope, node.name === "with_options" ? new MapperRef(merged) : receiver),
      closure: node.block === undefined ? this.closureOf(node, scope) : new Closure(node.block, scope, node.source),
      line: node.line,
      source: node.source,
    });
    return null;
  }

  private evalWith(node: CallNode, scope: Variables): Value {
    return node.block === undefined ? this.unknownMethod(node, []) : this.runAll(node.block.body, scope);
  }

  private closureOf(node: CallNode, scope: Variables): Closure | null {
    const value = node.blockArg === undefined ? null : this.run(node.blockArg, scope);
    return value instanceof Closure ? value : null;
  }

  private mapperBlock(node: CallNode, scope: Variables, self: MapperRef): ((values: readonly Value[]) => void) | null {
    const closure =
      node.block === undefined ? this.closureOf(node, scope) : new Closure(node.block, scope, node.source);
    if (closure === null) return null;
    // `with_options … do |each|` hands the merging receiver over; without a parameter it becomes self.
    const receiver = closure.block.params.length > 0 ? closure.scope.self : self;
    return (values) => void this.callClosure(closure, values.length === 0 ? [self] : values, receiver);
  }

  private unknownMethod(node: CallNode, args: readonly Value[]): Value {
    if (node.name === "defined?") return true;
    if (["require", "require_relative", "require_dependency", "puts", "raise"].includes(node.name)) return null;
    if (args.length > 0 || node.block !== undefined) {
      this.mapper.note("route-not-understood", node.line, `No such routing method is known: ${node.source}`);
    }
    return new Unknown(node.source);
  }
}
