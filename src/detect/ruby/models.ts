/** Turns Ruby classes and their macros into models with tables, single-table bases and association targets. */
import type { Association, Model } from "../../model/app-model.js";
import type { FileFacts } from "../../model/file-facts.js";
import { byKeys, byText } from "../../text/order.js";
import { type RubyAssociations, resolveAssociations } from "./associations.js";
import { findModelClasses, type ModelClass, type RubyModels } from "./model-classes.js";

export interface RubyModelFacts {
  readonly ruby: RubyModels;
  readonly associations: RubyAssociations;
}

const known = new WeakMap<readonly FileFacts[], RubyModelFacts>();

/** Composed once a run: models, tables, transactions and jobs all ask. */
export function rubyModelFacts(facts: readonly FileFacts[]): RubyModelFacts {
  const found = known.get(facts);
  if (found !== undefined) return found;
  const ruby = findModelClasses(facts);
  const composed = { ruby, associations: resolveAssociations(facts, ruby) };
  known.set(facts, composed);
  return composed;
}

/** Parent in single-table inheritance; below an abstract class a table is its own again, as `base_class` has it. */
const baseOf = ({ parent }: ModelClass): string | null => (parent === null || parent.abstract ? null : parent.name);

function toModel(model: ModelClass, { ruby, associations }: RubyModelFacts): Model {
  const own = [...associations.ownOf(model).values()];
  const { path, line } = model.definition;
  const database = ruby.databaseOf(model);
  return {
    name: model.name,
    table: ruby.tableOf(model),
    ...(database === null ? {} : { database }),
    base: baseOf(model),
    associations: own
      .map(
        ({ fact, target }): Association => ({
          kind: fact.kind,
          name: fact.name,
          target,
          through: fact.through,
          polymorphic: fact.polymorphic,
        }),
      )
      .sort(byKeys((association) => association.name)),
    evidence: [{ path, line }],
  };
}

/** Abstract classes have no rows and are left out. */
export function detectRubyModels(facts: readonly FileFacts[]): readonly Model[] {
  const composed = rubyModelFacts(facts);
  return [...composed.ruby.models.values()]
    .filter((model) => !model.abstract)
    .map((model) => toModel(model, composed))
    .sort((a, b) => byText(a.name, b.name));
}
