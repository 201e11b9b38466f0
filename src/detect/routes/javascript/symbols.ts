/** Turns an Origin in a file into one key for the thing it stands for: routers, parameters and functions, aliases followed across files. */
import type { FileFacts, Origin } from "../../../model/file-facts.js";
import type { AliasFragment, Fragment, MountFragment } from "../../../model/fragments.js";
import type { Resolution, Target } from "../../../model/resolution.js";
import { type FunctionKey, Inheritance, isInstance, MAX_BASES } from "./inheritance.js";
import { keyOf, paramKey } from "./keys.js";
import { extend, memberName } from "./members.js";
import { goOn, type Trail } from "./trail.js";

/** Calls after which a router is still the same. */
const SAME = new Set(["routes", "middleware", "getRouter", "getApp", "build", "app", "router", "callback"]);

export class RouterSymbols {
  readonly #resolution: Resolution;
  readonly #facts: ReadonlyMap<string, FileFacts>;
  readonly #aliases = new Map<string, { path: string; alias: AliasFragment }[]>();
  /** Aliases of a parameter's property, by its name. */
  readonly #properties = new Map<string, { path: string; alias: AliasFragment }[]>();
  /** Keys below a list or table, by its own key. */
  readonly #elements = new Map<string, Set<string>>();
  /** Keys where a router is made. */
  readonly #made = new Set<string>();
  /** Keys that routes or mounts hang on. */
  readonly #used = new Set<string>();
  /** Calls that hand over no router, but a list or what a route is made of. */
  readonly #calls: { path: string; mount: MountFragment }[] = [];
  /** Elements of lists given to parameters. */
  readonly #given = new Map<string, { path: string; origin: Origin }[]>();
  readonly inheritance: Inheritance;
  readonly #registered = new Map<string, { path: string; child: Origin }[]>();

  constructor(facts: readonly FileFacts[], resolution: Resolution) {
    this.#resolution = resolution;
    this.#facts = new Map(facts.map((one) => [one.path, one]));
    this.inheritance = new Inheritance(this.#facts, (path, origin) => this.function(path, origin));
    for (const { path, fragments } of facts) for (const fragment of fragments) this.#note(path, fragment);
    for (const { path, mount } of this.#calls) if (mount.framework === "list") this.#noteGiven(path, mount);
    for (const { path, fragments } of facts)
      for (const fragment of fragments)
        if (fragment.kind === "mount" && fragment.childParam !== undefined) this.#passOn(path, fragment);
  }

  #noteGiven(path: string, { child, childParam = 0, elements = [] }: MountFragment): void {
    const callee = this.method(path, child);
    if (callee === null) return;
    const key = paramKey(callee.path, callee.name, childParam, []);
    const list = this.#given.get(key) ?? [];
    this.#given.set(key, [...list, ...elements.map((origin) => ({ path, origin }))]);
  }

  /** A list that a function hands on: `constructor(routes) { this.mount(routes); }`. */
  #passOn(path: string, { parent, child, childParam = 0 }: MountFragment): void {
    if (parent.kind !== "param" || parent.members !== undefined) return;
    const given = this.#given.get(paramKey(path, parent.function, parent.index, []));
    const callee = given === undefined ? null : this.method(path, child);
    if (given === undefined || callee === null) return;
    const key = paramKey(callee.path, callee.name, childParam, []);
    if (!this.#given.has(key)) this.#given.set(key, given);
  }

  /** Calls of the app's own functions with a path among their arguments. */
  calls(): readonly { readonly path: string; readonly fragment: MountFragment }[] {
    return this.#calls.flatMap(({ path, mount }) => (mount.framework === "call" ? [{ path, fragment: mount }] : []));
  }

  /** Calls of each function that may tell it a route. */
  sites(): ReadonlyMap<string, readonly { readonly path: string; readonly mount: MountFragment }[]> {
    const found = new Map<string, { path: string; mount: MountFragment }[]>();
    for (const { path, mount } of this.#calls) {
      const callee = mount.framework === "call" ? this.method(path, mount.child) : null;
      if (callee === null) continue;
      const key = `${callee.path}#${callee.name}`;
      found.set(key, [...(found.get(key) ?? []), { path, mount }]);
    }
    return found;
  }

  /** The function that an origin calls, also where a base class has it. */
  method(path: string, origin: Origin, depth = 0): FunctionKey | null {
    const found = this.function(path, origin);
    const facts = found === null ? undefined : this.#facts.get(found.path);
    if (found === null || depth > MAX_BASES || facts?.definitions.some((one) => one.name === found.name)) return found;
    const [owner, name] = found.name.split("#");
    const base = facts?.definitions.find((one) => one.name === owner)?.bases.find((one) => one.how === "extends");
    if (base === undefined || name === undefined) return found;
    return this.method(found.path, extend(base.origin, ["()", name]), depth + 1);
  }

  #note(path: string, fragment: Fragment): void {
    if (fragment.kind === "alias") {
      const key = rawKey(path, fragment.from);
      if (key !== null) this.#aliases.set(key, [...(this.#aliases.get(key) ?? []), { path, alias: fragment }]);
      const { from } = fragment;
      this.#noteElement(path, from);
      const name = from.kind === "param" && from.members?.length === 1 ? from.members[0]! : null;
      if (name !== null) this.#properties.set(name, [...(this.#properties.get(name) ?? []), { path, alias: fragment }]);
    } else if (fragment.kind === "router") {
      const key = rawKey(path, fragment.origin);
      if (key !== null) this.#made.add(key);
    } else if (fragment.kind === "route") {
      const key = rawKey(path, fragment.router);
      if (key !== null) this.#used.add(key);
    } else if (fragment.kind === "mount" && (fragment.framework === "call" || fragment.framework === "list")) {
      this.#calls.push({ path, mount: fragment });
    } else if (fragment.kind === "mount" && fragment.framework === "registry") {
      const target = this.#resolution.resolve(path, fragment.parent);
      if (target.kind !== "definition") return;
      const key = [`${target.path}#${target.name}`, ...(fragment.childMembers ?? [])].join(".");
      this.#registered.set(key, [...(this.#registered.get(key) ?? []), { path, child: fragment.child }]);
    } else if (fragment.kind === "mount") {
      const key = rawKey(path, fragment.parent);
      if (key !== null) this.#used.add(key);
    }
  }

  #noteElement(path: string, from: Origin): void {
    if (from.kind !== "local" || from.members === undefined) return;
    from.members.forEach((member, index) => {
      const owner = keyOf(path, from.name, from.members!.slice(0, index));
      const known = this.#elements.get(owner);
      if (known === undefined) this.#elements.set(owner, new Set([member]));
      else known.add(member);
    });
  }

  /** Key of the router an origin stands for; null where it is none that can be seen. */
  router(path: string, origin: Origin, trail: Trail = new Set()): string | null {
    if (!goOn(trail, path, origin)) return null;
    if (origin.kind === "param") {
      const element = this.#givenElement(path, origin);
      if (element !== null) return this.router(element.path, element.origin, trail);
      const key = paramKey(path, origin.function, origin.index, origin.members ?? []);
      return this.#property(key, origin.members ?? []) ?? key;
    }
    if (origin.kind !== "import" && origin.kind !== "local") return null;
    const target = this.#resolution.resolve(path, origin);
    if (target.kind === "file") {
      const whole = this.#default(target.path);
      return whole === null ? this.#local(target.path, "=", [], trail) : this.router(target.path, whole, trail);
    }
    if (target.kind === "package") return this.#exported(path, origin);
    return target.kind === "definition" ? this.#local(target.path, target.name, target.members ?? [], trail) : null;
  }

  /** `export default Router().use("/users", users)`: what a package's call gives, but a router of that file. */
  #exported(path: string, origin: Origin): string | null {
    if (origin.kind !== "import" || origin.name !== "default") return null;
    const { path: file } = { path: null, ...this.#resolution.resolve(path, { ...origin, name: "*", members: [] }) };
    const key = file === null ? null : keyOf(file, "default", origin.members ?? []);
    return key !== null && this.#made.has(key) ? key : null;
  }

  /** Element of the list that a parameter was given. */
  #givenElement(path: string, origin: Origin): { path: string; origin: Origin } | null {
    if (origin.kind !== "param" || origin.members === undefined) return null;
    const [index, ...rest] = origin.members;
    const element = this.#given.get(paramKey(path, origin.function, origin.index, []))?.[Number(index)];
    return element === undefined ? null : { path: element.path, origin: extend(element.origin, rest) };
  }

  /** `ctx.admin` where nothing tells which object `ctx` is, but one place in the app sets an `admin` on such a parameter. */
  #property(key: string, members: readonly string[]): string | null {
    const [name, ...rest] = members;
    if (name === undefined || this.#made.has(key) || this.#used.has(key) || this.#aliases.has(key)) return null;
    const set = this.#properties.get(name) ?? [];
    const found = new Set(set.map((one) => this.#setTo(one.path, extend(one.alias.to, rest))));
    const [only] = found;
    return found.size === 1 && only != null && !only.includes("@") ? only : null;
  }

  readonly #settings = new Map<string, string | null>();

  /** Router that a place in the app sets a property to, asked once: a property may be set from another's. */
  #setTo(path: string, origin: Origin): string | null {
    const id = `${path}\0${JSON.stringify(origin)}`;
    const known = this.#settings.get(id);
    if (known !== undefined) return known;
    this.#settings.set(id, null);
    const found = this.router(path, origin);
    this.#settings.set(id, found);
    return found;
  }

  /** What a module without `module.exports =` gives to those who load it whole. */
  #default(path: string): Origin | null {
    const exported = this.#facts.get(path)?.exports.find((one) => one.name === "default");
    const origin = exported?.origin ?? null;
    return origin === null || origin.kind === "unknown" ? null : origin;
  }

  #local(path: string, name: string, members: readonly string[], trail: Trail): string | null {
    const key = keyOf(path, name, members);
    if (this.#made.has(key)) return key;
    const found = this.#alias(path, name, members, trail) ?? this.#inherited(path, name, members, trail);
    if (found !== null) return found;
    if (this.#used.has(key)) return key;
    // `router.routes()`, `app.callback()`: the same router seen through its own method.
    if (members.at(-1) === "()" && SAME.has(members.at(-2) ?? "") && members.length >= 2) {
      return this.#local(path, name, members.slice(0, -2), trail);
    }
    return null;
  }

  #alias(path: string, name: string, members: readonly string[], trail: Trail): string | null {
    for (let length = members.length; length >= 0; length--) {
      for (const { path: from, alias } of this.#aliases.get(keyOf(path, name, members.slice(0, length))) ?? []) {
        const rest = members.slice(length);
        if (isInstance(alias, rest)) continue;
        const found = this.router(from, extend(alias.to, rest), trail);
        if (found !== null) return found;
      }
    }
    return null;
  }

  /** A field or method that a base class sets up: each class has one of its own, seen as from its own instance. */
  #inherited(path: string, name: string, members: readonly string[], trail: Trail): string | null {
    if (members[0] !== "()") return null;
    for (const base of this.inheritance.bases(path, name)) {
      for (let length = members.length; length > 0; length--) {
        const rest = members.slice(length);
        const theirs = keyOf(base.path, base.name, members.slice(0, length));
        const known = rest.length === 0 && (this.#made.has(theirs) || (length > 1 && this.#used.has(theirs)));
        if (known && this.#made.has(theirs)) return this.inheritance.derive(path, name, members, theirs);
        for (const { path: from, alias } of this.#aliases.get(theirs) ?? []) {
          const { to } = alias;
          if (isInstance(alias, rest)) continue;
          const own = to.kind === "local" && to.name === base.name && to.members?.[0] === "()";
          const found = own
            ? this.router(path, { kind: "local", name, members: [...(to.members ?? []), ...rest] }, trail)
            : this.router(from, extend(to, rest), trail);
          if (found !== null) return found;
        }
        if (known) return this.inheritance.derive(path, name, members, theirs);
      }
    }
    return null;
  }

  /** The function (or constructor) that an origin calls. */
  function(path: string, origin: Origin, trail: Trail = new Set()): FunctionKey | null {
    if ((origin.kind !== "import" && origin.kind !== "local") || !goOn(trail, path, origin)) return null;
    const target = this.#resolution.resolve(path, origin);
    if (target.kind === "file") {
      const whole = this.#default(target.path);
      return whole === null ? { path: target.path, name: "=" } : this.function(target.path, whole, trail);
    }
    if (target.kind !== "definition") return null;
    const { name, members = [] } = target;
    for (let length = members.length; length >= 0; length--) {
      const aliases = this.#aliases.get(keyOf(target.path, name, members.slice(0, length))) ?? [];
      for (const { path: from, alias } of aliases) {
        if (isInstance(alias, members.slice(length))) continue;
        const found = this.function(from, extend(alias.to, members.slice(length)), trail);
        if (found !== null && !(found.path === target.path && found.name === name)) return found;
      }
    }
    return { path: target.path, name: this.#definitionName(target) };
  }

  #definitionName(target: Target & { kind: "definition" }): string {
    const definitions = this.#facts.get(target.path)?.definitions ?? [];
    const members = target.members ?? [];
    if (members.length === 0) {
      const isClass = definitions.some((one) => one.kind === "class" && one.name === target.name);
      return isClass ? `${target.name}#constructor` : target.name;
    }
    return memberName(target.name, members);
  }

  /** What modules gave to a registry, seen where its list is gone through: `Plugins.all().forEach((one) => use(one.value))`. */
  registered(
    path: string,
    origin: Origin,
    trail: Trail = new Set(),
  ): readonly { readonly path: string; readonly child: Origin }[] {
    if ((origin.kind !== "import" && origin.kind !== "local") || !goOn(trail, path, origin)) return [];
    const target = this.#resolution.resolve(path, origin);
    if (target.kind !== "definition") return [];
    const members = target.members ?? [];
    const at = members.indexOf("[]");
    if (at < 0) return [];
    for (let length = at; length > 0; length--) {
      const aliases = this.#aliases.get(keyOf(target.path, target.name, members.slice(0, length))) ?? [];
      for (const { path: from, alias } of aliases) {
        const found = this.registered(from, extend(alias.to, members.slice(length)), trail);
        if (found.length > 0) return found;
      }
    }
    const steps = members
      .slice(at + 1)
      .filter((step, index, all) => !(step === "()" || (SAME.has(step) && all[index + 1] === "()")));
    return this.#registered.get([`${target.path}#${target.name}`, ...steps].join(".")) ?? [];
  }

  /** Keys of the list or table that an origin stands for. */
  keys(path: string, origin: Origin): readonly string[] {
    if (origin.kind === "param") {
      const given = this.#given.get(paramKey(path, origin.function, origin.index, [])) ?? [];
      return origin.members === undefined ? given.map((_one, index) => String(index)) : [];
    }
    const target = this.#resolution.resolve(path, origin);
    if (target.kind !== "definition" && target.kind !== "file") return [];
    // What a call gives back is a list of its own, not what the called thing is made of.
    if (target.kind === "definition" && target.members?.includes("()")) return [];
    const whole = target.kind === "file" || (target.name === "=" && (target.members ?? []).length === 0);
    const owner = target.kind === "file" ? `${target.path}#=` : keyOf(target.path, target.name, target.members ?? []);
    const facts = this.#facts.get(target.path);
    const exported = whole ? (facts?.exports ?? []).map((one) => one.name) : [];
    const inside = target.kind === "definition" ? `${[target.name, ...(target.members ?? [])].join(".")}.` : null;
    const defined = (facts?.definitions ?? []).flatMap(({ name }) =>
      inside !== null && name.startsWith(inside) ? [name.slice(inside.length)] : [],
    );
    const below = [...(this.#elements.get(owner) ?? []), ...exported, ...defined];
    return [...new Set(below)].filter((name) => !/^(\*|=|default|__esModule)$/.test(name) && !/[.#]/.test(name));
  }

  /** Is it a function or class of the app, or what a package gives? */
  isCode(path: string, origin: Origin): boolean {
    const target = this.#resolution.resolve(path, origin);
    if (target.kind === "package") return true;
    if (target.kind === "file") return this.function(path, origin) !== null;
    if (target.kind !== "definition") return false;
    const name = memberName(target.name, target.members ?? []);
    const definitions = this.#facts.get(target.path)?.definitions ?? [];
    return definitions.some((one) => one.name === name && /^(function|class|method)$/.test(one.kind));
  }

  /** Where the definition that an origin stands for is written. */
  definition(path: string, origin: Origin): { path: string; name: string; line: number | null } | null {
    const target = this.#resolution.resolve(path, origin);
    if (target.kind === "file") return { path: target.path, name: "=", line: null };
    if (target.kind !== "definition") return null;
    const definitions = this.#facts.get(target.path)?.definitions ?? [];
    const members = target.members ?? [];
    const names = [memberName(target.name, members), members.at(-1) ?? target.name, target.name];
    for (const name of names) {
      const found = definitions.find((one) => one.name === name);
      if (found !== undefined) return { path: target.path, name, line: found.line };
    }
    return { path: target.path, name: names[0]!, line: null };
  }
}

function rawKey(path: string, origin: Origin): string | null {
  if (origin.kind === "param") return paramKey(path, origin.function, origin.index, origin.members ?? []);
  return origin.kind === "local" ? keyOf(path, origin.name, origin.members ?? []) : null;
}
