/** Turns association fragments into associations with resolved targets, as Rails' reflection would name them. */
import type { FileFacts, Origin } from "../../model/file-facts.js";
import type { AssociationFact } from "../../model/fragments.js";
import { isAppRuby } from "./class-index.js";
import type { ModelClass, RubyModels } from "./model-classes.js";

export interface RubyAssociation {
  readonly fact: AssociationFact;
  readonly path: string;
  readonly target: string | null;
}

export interface RubyAssociations {
  /** Declared by the class itself or by its concerns, the last of a name winning; a parent model's are its own. */
  ownOf(model: ModelClass): ReadonlyMap<string, RubyAssociation>;
  /** Own or inherited. */
  find(model: ModelClass, name: string): RubyAssociation | null;
}

type Placed = { readonly fact: AssociationFact; readonly path: string };

/** The only model of that last name, where there is just one. */
function onlyModel(short: string, ruby: RubyModels): string | null {
  const found = [...ruby.models.keys()].filter((name) => name === short || name.endsWith(`::${short}`));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** "guess:user" names a model by a variable's name (`user_model.constantize.has_many`). */
function ownerName(model: Origin, ruby: RubyModels): string {
  if (model.kind !== "unknown") return ruby.classes.nameOf(model);
  const guess = /^guess:(.+)$/.exec(model.name)?.[1];
  if (guess === undefined) return model.name;
  const words = guess.split("_");
  const endings = words.map((_, index) => ruby.inflector.camelize(words.slice(index).join("_")));
  return endings.map((ending) => onlyModel(ending, ruby)).find((name) => name !== null) ?? "";
}

/** By the full name of the class or module that they are added to, or "macro:name". */
function collectAdded(files: readonly FileFacts[], ruby: RubyModels): ReadonlyMap<string, readonly Placed[]> {
  const added = new Map<string, Placed[]>();
  for (const file of files) {
    for (const fragment of file.fragments) {
      if (fragment.kind !== "associate" || (fragment.orm !== "active-record" && fragment.orm !== "mongoid")) continue;
      const on = ownerName(fragment.model, ruby);
      const list = added.get(on) ?? [];
      list.push({ fact: fragment.association, path: file.path });
      added.set(on, list);
    }
  }
  return added;
}

/** Macros of the app's own (`has_limits` defined in a concern) that class bodies call. */
function collectMacroCalls(
  files: readonly FileFacts[],
  added: ReadonlyMap<string, readonly Placed[]>,
): ReadonlyMap<string, readonly string[]> {
  const names = new Set([...added.keys()].filter((key) => key.startsWith("macro:")).map((key) => key.slice(6)));
  const called = new Map<string, string[]>();
  if (names.size === 0) return called;
  for (const file of files) {
    for (const call of file.calls) {
      if (call.callee.kind !== "global" || !names.has(call.text)) continue;
      const list = called.get(call.within) ?? [];
      list.push(`macro:${call.text}`);
      called.set(call.within, list);
    }
  }
  return called;
}

const nestingOf = (name: string): readonly string[] => {
  const parts = name.split("::");
  return parts.map((_, index) => parts.slice(0, index + 1).join("::"));
};

export function resolveAssociations(facts: readonly FileFacts[], ruby: RubyModels): RubyAssociations {
  const files = facts.filter(isAppRuby);
  const added = collectAdded(files, ruby);
  const macroCalls = collectMacroCalls(files, added);
  const { classes, inflector, models } = ruby;

  const mixedInAbove = (model: ModelClass): ReadonlySet<string> => {
    const names = new Set<string>();
    for (let at = model.parent; at !== null; at = at.parent) {
      for (const mixin of classes.mixinsOf(at.name)) names.add(mixin.name);
    }
    return names;
  };
  const placedOn = (model: ModelClass): Placed[] => {
    const sources = [...classes.mixinsOf(model.name)].reverse().map((mixin) => mixin.name);
    // A concern that a class above has taken in already does nothing more.
    const above = mixedInAbove(model);
    const concerns = sources.flatMap((name) =>
      above.has(name) ? [] : [...(added.get(name) ?? []), ...macrosOf(name)],
    );
    const own = model.fragments.flatMap(({ path, fragment }) => fragment.associations.map((fact) => ({ fact, path })));
    return [...concerns, ...own, ...macrosOf(model.name), ...(added.get(model.name) ?? [])];
  };
  const macrosOf = (name: string): Placed[] =>
    (macroCalls.get(name) ?? []).flatMap((macro) => [...(added.get(macro) ?? [])]);

  const own = new Map<string, ReadonlyMap<string, RubyAssociation>>();
  const placed = new Map<string, ReadonlyMap<string, Placed>>();
  const factsOf = (model: ModelClass): ReadonlyMap<string, Placed> => {
    const known = placed.get(model.name) ?? new Map(placedOn(model).map((item) => [item.fact.name, item]));
    placed.set(model.name, known);
    return known;
  };
  const findFact = (model: ModelClass, name: string): { owner: ModelClass; fact: AssociationFact } | null => {
    for (let at: ModelClass | null = model; at !== null; at = at.parent) {
      const found = factsOf(at).get(name);
      if (found !== undefined) return { owner: at, fact: found.fact };
    }
    return null;
  };

  /** Candidates from the inside out. https://github.com/rails/rails/blob/6-1-stable/activerecord/lib/active_record/inheritance.rb */
  const className = (written: string, from: ModelClass): string =>
    classes.lookup(written, nestingOf(from.name))?.name ?? written.replace(/^::/, "");

  const implied = (fact: AssociationFact): string => {
    const plural = fact.kind === "has-many" || fact.kind === "many-to-many";
    return inflector.camelize(plural ? inflector.singularize(fact.name) : fact.name);
  };
  const written = (origin: Origin): string => ("name" in origin ? origin.name : "");

  const targetOf = (owner: ModelClass, fact: AssociationFact, seen: ReadonlySet<string>): string | null => {
    if (fact.polymorphic) return null;
    if (fact.sourceType?.kind === "unknown") return onlyModel(implied(fact), ruby);
    if (fact.sourceType) return className(written(fact.sourceType), owner);
    if (fact.through !== null) return throughTarget(owner, fact, seen);
    if (fact.target?.kind === "unknown") return onlyModel(implied(fact), ruby);
    return className(fact.target === null ? implied(fact) : written(fact.target), owner);
  };

  const throughTarget = (owner: ModelClass, fact: AssociationFact, seen: ReadonlySet<string>): string | null => {
    const key = `${owner.name}.${fact.name}`;
    if (seen.has(key) || fact.through === null) return null;
    const deeper = new Set([...seen, key]);
    const middle = findFact(owner, fact.through);
    const middleName = middle === null ? null : targetOf(middle.owner, middle.fact, deeper);
    const middleModel = middleName === null ? undefined : models.get(middleName);
    if (middleModel !== undefined) {
      const names = fact.source === undefined ? [inflector.singularize(fact.name), fact.name] : [fact.source];
      for (const name of names) {
        const next = findFact(middleModel, name);
        if (next !== null) return targetOf(next.owner, next.fact, deeper);
      }
    }
    if (fact.target?.kind === "unknown") return onlyModel(implied(fact), ruby);
    return className(fact.target === null ? implied(fact) : written(fact.target), owner);
  };

  const ownOf = (model: ModelClass): ReadonlyMap<string, RubyAssociation> => {
    const known = own.get(model.name);
    if (known !== undefined) return known;
    const resolved = new Map<string, RubyAssociation>();
    for (const [name, item] of factsOf(model)) {
      resolved.set(name, { ...item, target: targetOf(model, item.fact, new Set()) });
    }
    own.set(model.name, resolved);
    return resolved;
  };
  const find = (model: ModelClass, name: string): RubyAssociation | null => {
    for (let at: ModelClass | null = model; at !== null; at = at.parent) {
      const found = ownOf(at).get(name);
      if (found !== undefined) return found;
    }
    return null;
  };
  return { ownOf, find };
}
