/** Turns an exported name of a file into the definition it stands for, through barrels, re-exports and aliases. */
import type { ExportFact, FileFacts, Origin } from "../../model/file-facts.js";
import type { Target } from "../../model/resolution.js";
import type { Specifiers } from "./specifiers.js";

interface ExportTable {
  readonly named: ReadonlyMap<string, ExportFact>;
  readonly stars: readonly ExportFact[];
}

const MAX_STEPS = 40;

const definition = (path: string, name: string, members: readonly string[]): Target =>
  members.length > 0 ? { kind: "definition", path, name, members } : { kind: "definition", path, name };

export class Symbols {
  readonly #specifiers: Specifiers;
  readonly #tables = new Map<string, ExportTable>();

  constructor(facts: readonly FileFacts[], specifiers: Specifiers) {
    this.#specifiers = specifiers;
    for (const one of facts) this.#tables.set(one.path, tableOf(one.exports));
  }

  resolve(path: string, origin: Origin): Target {
    return this.#follow(path, origin, [], new Set());
  }

  #follow(path: string, origin: Origin, more: readonly string[], seen: Set<string>): Target {
    const members = "members" in origin && origin.members ? [...origin.members, ...more] : more;
    if (origin.kind === "import") return this.#imported(path, origin.source, origin.name, members, seen);
    if (origin.kind === "local") {
      return origin.name === "=" ? this.#exported(path, "*", members, seen) : definition(path, origin.name, members);
    }
    return { kind: "unresolved", name: "name" in origin ? origin.name : origin.function };
  }

  #imported(path: string, source: string, name: string, members: readonly string[], seen: Set<string>): Target {
    const resolved = this.#specifiers.resolve(path, source);
    if (resolved.kind === "missing") return { kind: "unresolved", name: source };
    if (resolved.kind === "file") return this.#exported(resolved.path, name, members, seen);
    const path_ = [...(name === "default" || name === "*" ? [] : [name]), ...members];
    const member = [...(resolved.subpath === "" ? [] : [resolved.subpath]), ...path_].join(".");
    return { kind: "package", name: resolved.name, member: member === "" ? null : member };
  }

  #exported(path: string, name: string, members: readonly string[], seen: Set<string>): Target {
    const key = `${path}\n${name}\n${members[0] ?? ""}`;
    const table = this.#tables.get(path);
    if (table === undefined && path.endsWith(".json") && (members.length > 0 || !/^(default|\*)$/.test(name))) {
      return definition(path, "=", name === "default" || name === "*" ? members : [name, ...members]);
    }
    if (table === undefined) return { kind: "file", path };
    if (seen.has(key) || seen.size > MAX_STEPS) return { kind: "unresolved", name };
    seen.add(key);
    if (name === "*") return this.#namespace(path, table, members, seen);
    const fact = table.named.get(name);
    if (fact !== undefined) return this.#fact(path, fact, members, seen);
    const whole = table.named.get("=");
    if (whole !== undefined) return this.#fact(path, whole, name === "default" ? members : [name, ...members], seen);
    return this.#starred(path, table, name, members, seen) ?? missing(path, name, members);
  }

  /** The whole module, or a property of it. */
  #namespace(path: string, table: ExportTable, members: readonly string[], seen: Set<string>): Target {
    const [first, ...rest] = members;
    if (first === undefined || first === "()") {
      const whole = table.named.get("=") ?? (first === "()" ? table.named.get("default") : undefined);
      return whole === undefined ? { kind: "file", path } : this.#fact(path, whole, members, seen);
    }
    const fact = table.named.get(first);
    if (fact !== undefined) return this.#fact(path, fact, rest, seen);
    const whole = table.named.get("=");
    // `module.exports = { …, ...require("./more") }`: an object literal, told by its properties and spreads.
    const spread = whole === undefined || whole.origin?.kind === "unknown";
    const found = spread ? this.#starred(path, table, first, rest, seen) : null;
    if (found !== null) return found;
    return whole === undefined ? missing(path, first, rest) : this.#fact(path, whole, members, seen);
  }

  #fact(path: string, fact: ExportFact, members: readonly string[], seen: Set<string>): Target {
    if (fact.origin === null) return missing(path, fact.name, members);
    if (fact.origin.kind === "local" && fact.origin.name === "=") return definition(path, "=", members);
    const target = this.#follow(path, fact.origin, members, seen);
    // What an export stands for may be an expression: the name is then all there is.
    return target.kind === "unresolved" ? missing(path, fact.name, members) : target;
  }

  #starred(
    path: string,
    table: ExportTable,
    name: string,
    members: readonly string[],
    seen: Set<string>,
  ): Target | null {
    let outside: Target | null = null;
    for (const star of table.stars) {
      if (star.origin === null) continue;
      const target = this.#follow(path, star.origin, [name, ...members], seen);
      if (target.kind === "definition" && this.#states(target)) return target;
      if (target.kind === "package") outside ??= target;
    }
    return outside;
  }

  /** A definition that a file really exports, not one made up for want of better. */
  #states(target: Target): boolean {
    return target.kind === "definition" && !MADE_UP.has(target);
  }
}

const MADE_UP = new WeakSet<Target>();

/** The name is not exported as far as can be seen: the file is still the place to look. */
function missing(path: string, name: string, members: readonly string[]): Target {
  const target = definition(path, name, members);
  MADE_UP.add(target);
  return target;
}

function tableOf(exports: readonly ExportFact[]): ExportTable {
  const named = new Map<string, ExportFact>();
  for (const fact of exports) {
    if (fact.name === "*") continue;
    const known = named.get(fact.name);
    // `exports.x = void 0` comes before the real one.
    if (known === undefined || known.origin === null || known.origin.kind === "unknown") named.set(fact.name, fact);
  }
  return { named, stars: exports.filter((fact) => fact.name === "*") };
}
