/** Turns belongs_to associations into foreign keys that no constraint needs to enforce. */
import type { FileFacts } from "../../model/file-facts.js";
import { byKeys } from "../../text/order.js";
import type { RubyAssociation } from "./associations.js";
import type { ModelClass, RubyModels } from "./model-classes.js";
import { rubyModelFacts } from "./models.js";

export interface RubyForeignKey {
  readonly table: string;
  readonly column: string;
  readonly to: string;
  readonly path: string;
  readonly line: number;
}

/** Both tables in order, a shared prefix said once. https://github.com/rails/rails/blob/6-1-stable/activerecord/lib/active_record/reflection.rb */
const joinTableOf = (one: string, other: string): string =>
  [one, other]
    .sort()
    .join("\u0000")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: Rails' own separator
    .replace(/^(.*[._])(.+)\u0000\1(.+)/, "$1$2_$3")
    .replace("\u0000", "_");

/** The keys that has_and_belongs_to_many keeps in the table between. */
function joinKeys(model: ModelClass, one: RubyAssociation, ruby: RubyModels): readonly RubyForeignKey[] {
  const other = one.target === null ? undefined : ruby.models.get(one.target);
  const [own, far] = [ruby.tableOf(model), other === undefined ? null : ruby.tableOf(other)];
  if (other === undefined || own === null || far === null || one.fact.kind !== "many-to-many") return [];
  const table = one.fact.joinTable ?? joinTableOf(own, far);
  const keyOf = (name: string): string => `${ruby.inflector.underscore(name.split("::").at(-1) ?? name)}_id`;
  const shared = { table, path: one.path, line: one.fact.line };
  const near = { ...shared, column: one.fact.foreignKey ?? keyOf(model.name), to: own };
  // Of a model with itself the far key cannot be told from the near one by name.
  return other === model ? [near] : [near, { ...shared, column: keyOf(other.name), to: far }];
}

export function detectRubyForeignKeys(facts: readonly FileFacts[]): readonly RubyForeignKey[] {
  const { ruby, associations } = rubyModelFacts(facts);
  const found = new Map<string, RubyForeignKey>();
  for (const model of ruby.models.values()) {
    const table = ruby.tableOf(model);
    if (table === null || model.abstract || model.orm !== "active-record") continue;
    for (const one of associations.ownOf(model).values()) {
      for (const key of joinKeys(model, one, ruby)) {
        const id = `${key.table}\u0000${key.column}\u0000${key.to}`;
        if (!found.has(id)) found.set(id, key);
      }
    }
    for (const { fact, path, target } of associations.ownOf(model).values()) {
      if (fact.kind !== "belongs-to" || fact.polymorphic || target === null) continue;
      const other = ruby.models.get(target);
      const to = other === undefined ? null : ruby.tableOf(other);
      if (to === null) continue;
      const column = fact.foreignKey ?? `${fact.name}_id`;
      const key = `${table}\u0000${column}\u0000${to}`;
      if (!found.has(key)) found.set(key, { table, column, to, path, line: fact.line });
    }
  }
  return [...found.values()].sort(
    byKeys(
      (key) => key.table,
      (key) => key.column,
      (key) => key.to,
    ),
  );
}
