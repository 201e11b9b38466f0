/** Turns belongs_to associations into foreign keys that no constraint needs to enforce. */
import type { FileFacts } from "../../model/file-facts.js";
import { byKeys } from "../../text/order.js";
import { rubyModelFacts } from "./models.js";

export interface RubyForeignKey {
  readonly table: string;
  readonly column: string;
  readonly to: string;
  readonly path: string;
  readonly line: number;
}

export function detectRubyForeignKeys(facts: readonly FileFacts[]): readonly RubyForeignKey[] {
  const { ruby, associations } = rubyModelFacts(facts);
  const found = new Map<string, RubyForeignKey>();
  for (const model of ruby.models.values()) {
    const table = ruby.tableOf(model);
    if (table === null || model.abstract || model.orm !== "active-record") continue;
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
