/** Follows flows from method to method and notes which models are read and written on the way. */
import type { RouteTouch } from "../../../model/app-model.js";
import { nestingOf } from "../model-names.js";
import type { Flow, FlowCode, Step } from "./code.js";
import { followModel, type Reach } from "./model-links.js";
import { isClass, isModel, nameOf, row, type Self, type Value } from "./values.js";

/** How many other classes are gone into one after another: further away, names say less and less. */
const HOPS = 3;
/** Methods behind which gems' class methods stand: `Place.run(…)` of ActiveInteraction. */
const BEHIND = ["execute", "perform", "call"];

interface Frame {
  readonly self: Self;
  readonly method: string;
  readonly path: string;
  readonly hops: number;
  readonly locals: Map<string, Value>;
  line: number;
}

export class FlowRun {
  readonly touches = new Map<string, RouteTouch>();
  readonly #done = new Map<string, { readonly hops: number; readonly value: Value }>();

  constructor(private readonly code: FlowCode) {}

  /** Runs a method; one met again with fewer classes behind it is gone into once more. */
  run(method: string, self: Self, hops: number): Value {
    const key = `${self.kind} ${nameOf(self)} ${method}`;
    const known = this.#done.get(key);
    if (known !== undefined && known.hops <= hops) return known.value;
    this.#done.set(key, { hops, value: known?.value ?? null });
    const flow = this.code.flow(method);
    if (flow === null) return null;
    const value = this.#runFlow(flow, { self, method, path: flow.path, hops, locals: new Map(), line: 0 });
    this.#done.set(key, { hops, value });
    return value;
  }

  /** Runs what a word means when an object says it: a filter's name. */
  call(name: string, self: Self): void {
    this.#bare(`${name}()`, { self, method: nameOf(self), path: "", hops: 0, locals: new Map(), line: 0 });
  }

  touch({ model, mode }: Reach, path: string, line: number): void {
    const known = this.touches.get(model.name);
    if (known !== undefined && (known.mode === "write" || mode === "read")) return;
    this.touches.set(model.name, { model: model.name, table: this.code.ruby.tableOf(model), mode, path, line });
  }

  #runFlow(flow: Flow, frame: Frame): Value {
    let back: Value = null;
    for (const step of flow.steps) {
      frame.line = step.line;
      const value = step.chain === "?" ? null : this.#follow(step.chain, frame);
      if (step.target === "return") back ??= value;
      else if (step.target !== "") bind(step, value, frame);
    }
    return back;
  }

  #follow(chain: string, frame: Frame): Value {
    const [root = "", ...links] = chain.split(".");
    let value = this.#root(root, frame);
    for (const link of links) value = this.#link(value, link, frame);
    return value;
  }

  #root(root: string, frame: Frame): Value {
    if (root === "self") return frame.self;
    if (root === "super()") return this.#above(frame);
    if (/^(::)?[A-Z]/.test(root) && !root.endsWith("()")) return this.#constant(root, frame);
    if (root.startsWith("@")) return this.#variable(root, frame);
    const local = frame.locals.get(root);
    return local === undefined ? this.#bare(root, frame) : local;
  }

  #above({ self, method, hops }: Frame): Value {
    const above = this.code.above(nameOf(self), method);
    return above === null ? null : this.run(above, self, hops);
  }

  #constant(name: string, { method }: Frame): Value {
    const around = method.replace(/[#.][^#.]*$/, "");
    const found = this.code.classes.lookup(name, nestingOf(around));
    if (found === null) return null;
    const model = this.code.ruby.models.get(found.name);
    return model === undefined ? { kind: "class", name: found.name } : { kind: "class-of", model };
  }

  #variable(name: string, { self }: Frame): Value {
    const held = self.kind === "object" ? self.held.get(name) : undefined;
    return held === undefined ? this.#named(name) : held;
  }

  /** A variable that nobody was seen to fill: its name tells. */
  #named(name: string): Value {
    const model = this.code.names.byVariable(name);
    return model === null ? null : row(model);
  }

  /** A word without a receiver: a method of its own, of what it inherits, or a variable from outside. */
  #bare(word: string, frame: Frame): Value {
    const { self, hops } = frame;
    const name = word.replace(/\(\)$/, "");
    const method = this.code.dispatch(nameOf(self), name, isClass(self));
    if (method !== null) {
      const value = this.run(method, self, hops);
      // Often what a gem defines, or an object that stands in for a guest.
      const caller = this.#caller(word, frame);
      return value !== null && isModel(value) ? value : (caller ?? value);
    }
    if (isModel(self)) return this.#link(self, name, frame);
    if (self.kind === "object" && self.held.has(`@${name}`)) return self.held.get(`@${name}`) ?? null;
    if (self.kind === "class" && name === "new") return this.#link(self, name, frame);
    this.#asksForCaller(name, frame);
    return this.#caller(word, frame) ?? (/^\w+$/.test(word) ? this.#named(name) : null);
  }

  /** `current_user`: read by whoever knows the caller, a gem or what the session holds. */
  #caller(word: string, frame: Frame): Value {
    const value = /^current_\w+$/.test(word) ? this.#named(word) : null;
    if (value !== null && isModel(value)) this.#note([{ model: value.model, mode: "read" }], frame);
    return value;
  }

  /** `authenticate_user!`, `signed_in?`: Devise and Clearance look up who asks. */
  #asksForCaller(name: string, frame: Frame): void {
    const scope = /^(?:authenticate_(\w+)!|(?:(\w+)_)?(?:signed|logged)_in\?|require_login)$/.exec(name);
    const model = scope === null ? null : this.code.names.byVariable(scope[1] ?? scope[2] ?? "user");
    if (model !== null) this.#note([{ model, mode: "read" }], frame);
  }

  #link(value: Value, name: string, frame: Frame): Value {
    if (value === null) {
      const model = this.code.anywhere.get(name) ?? null;
      if (model !== null) this.#note([{ model, mode: "read" }], frame);
      return model === null ? null : row(model);
    }
    const own = this.#enter(value, name, frame);
    if (own !== undefined) return own;
    if (!isModel(value)) return value.kind === "object" ? this.#attribute(value.held, name) : null;
    const { value: next, touched } = followModel(value, name, this.code);
    this.#note(touched, frame);
    return next;
  }

  #attribute(held: ReadonlyMap<string, Value>, name: string): Value {
    const value = held.get(`@${name}`);
    return value === undefined && /^\w+$/.test(name) ? this.#named(name) : (value ?? null);
  }

  /** Goes into a method of the app's own; undefined where there is none, or too many classes lie behind. */
  #enter(value: Self, name: string, frame: Frame): Value | undefined {
    const className = nameOf(value);
    const hops = frame.hops + (className === nameOf(frame.self) ? 0 : 1);
    if (value.kind === "class" && name === "new") return this.#make(className, hops);
    if (hops > HOPS) return undefined;
    const onClass = value.kind !== "row" && value.kind !== "object";
    const method = this.code.dispatch(className, name, onClass);
    if (method === null) return value.kind === "class" ? this.#behind(className, name, hops) : undefined;
    const on: Self = value.kind === "many" ? { kind: "class-of", model: value.model } : value;
    const back = this.run(method, on, hops);
    if (!isModel(value) || value.kind === "row") return back;
    const known = followModel(value, name, this.code);
    this.#note(known.touched, frame);
    return back ?? known.value;
  }

  #make(className: string, hops: number): Value {
    const made: Self = { kind: "object", name: className, held: new Map() };
    const method = hops > HOPS ? null : this.code.dispatch(className, "initialize", false);
    if (method !== null) this.run(method, made, hops);
    return made;
  }

  #behind(className: string, name: string, hops: number): Value | undefined {
    if (/_(later|async|in|at)$|^(delay|set|with)$/.test(name)) return undefined;
    const method = [name, ...(/^(run|call|perform|perform_now|execute)!?$/.test(name) ? BEHIND : [])]
      .map((one) => this.code.dispatch(className, one, false))
      .find((one) => one !== null);
    return method ? this.run(method, { kind: "object", name: className, held: new Map() }, hops) : undefined;
  }

  #note(touched: readonly Reach[], { path, line }: Frame): void {
    for (const one of touched) this.touch(one, path, line);
  }
}

/** What cannot be told is left to the variable's name, unless it is seen to be no row. */
function bind({ target, chain }: Step, value: Value, { self, locals }: Frame): void {
  const name = target.replace(/\*$/, "");
  const taken: Value = value !== null && isModel(value) && target.endsWith("*") ? row(value.model) : value;
  const into = !name.startsWith("@") ? locals : self.kind === "object" ? self.held : null;
  if (into !== null && (taken !== null || chain === "?")) into.set(name, taken);
}
