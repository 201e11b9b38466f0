/** Turns associations into the foreign keys that they imply, whether the database enforces them or not. */
import type { Evidence } from "../../model/evidence.js";
import { createInflector } from "../../text/inflections.js";
import type { DetectInput } from "../input.js";
import { associationsOf, type ResolvedAssociation } from "./associations.js";
import { type ModelEntry, modelIndexOf } from "./model-index.js";
import { modelTablesOf } from "./model-tables.js";

export interface ImpliedKey {
  readonly table: string;
  readonly column: string;
  readonly to: string;
  readonly evidence: Evidence;
}

const inflector = createInflector();

export function impliedKeys(input: DetectInput): readonly ImpliedKey[] {
  const tables = modelTablesOf(input);
  return modelIndexOf(input).entries.flatMap((entry) => {
    const table = entry.fragment.abstract ? null : tables.tableOf(entry);
    if (table === null) return [];
    return (associationsOf(input).get(entry) ?? []).flatMap((one) => keyOf(entry, table, one, input));
  });
}

function keyOf(entry: ModelEntry, table: string, one: ResolvedAssociation, input: DetectInput): ImpliedKey[] {
  const other = one.targetEntry === null ? null : modelTablesOf(input).tableOf(one.targetEntry);
  if (other === null || one.polymorphic) return [];
  const evidence = { path: one.path, line: one.fact.line };
  const { orm } = entry.fragment;
  const named = one.fact.foreignKey;
  const foreignKey = named === null ? null : modelTablesOf(input).columnOf(orm, named);
  const holdsKey = one.kind === "belongs-to" || (orm === "mongoose" && foreignKey === one.name);
  if (holdsKey)
    return [
      { table, column: foreignKey ?? modelTablesOf(input).columnOf(orm, conventional(one.name)), to: other, evidence },
    ];
  if (one.kind === "many-to-many" || one.through !== null) return [];
  return foreignKey === null ? [] : [{ table: other, column: foreignKey, to: table, evidence }];
}

/** Sequelize: the association's name and the target's key, as one camelCase word. */
const conventional = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}Id`;

/** The column as the table really calls it: models often say `userId` where the table has `user_id`. */
export function columnIn(columns: ReadonlySet<string>, name: string): string {
  if (columns.has(name)) return name;
  const underscored = inflector.underscore(name);
  return columns.has(underscored) ? underscored : name;
}
