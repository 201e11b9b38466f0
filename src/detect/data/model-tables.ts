/** Says which table a model is kept in, by the conventions of its ORM where it does not say itself. */
import type { ModelFragment } from "../../model/fragments.js";
import { createInflector } from "../../text/inflections.js";
import type { DetectInput } from "../input.js";
import { type ModelEntry, modelIndexOf } from "./model-index.js";
import { ownFiles, placed } from "./sources.js";

const inflector = createInflector();

/** TypeORM's own: https://github.com/typeorm/typeorm/blob/master/src/util/StringUtils.ts */
const snakeCase = (name: string): string =>
  name
    .replace(/([A-Z])([A-Z])([a-z])/g, "$1_$2$3")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase();

const known = new WeakMap<DetectInput["facts"], ModelTables>();
export function modelTablesOf(input: DetectInput): ModelTables {
  const found = known.get(input.facts);
  if (found !== undefined) return found;
  const tables = new ModelTables(input);
  known.set(input.facts, tables);
  return tables;
}

export class ModelTables {
  readonly #input: DetectInput;
  readonly #settings: ReadonlySet<string>;
  readonly #prefixes: ReadonlySet<string>;

  constructor(input: DetectInput) {
    this.#input = input;
    const settings = placed(ownFiles(input.facts), "setting");
    this.#settings = new Set(settings.map(({ fragment }) => `${fragment.framework} ${fragment.name}`));
    this.#prefixes = new Set(
      settings.flatMap(({ fragment: { framework, name, value } }) =>
        framework === "typeorm" && name === "entityPrefix" && typeof value === "string" ? [value] : [],
      ),
    );
  }

  /** The column of a model's attribute: `authorId` is `author_id` where the app says so for all models. */
  columnOf(orm: string, name: string): string {
    return orm === "sequelize" && this.#settings.has("sequelize underscored") ? inflector.underscore(name) : name;
  }

  /** Parent in the same table, where there is one: single-table inheritance. */
  baseOf(entry: ModelEntry): ModelEntry | null {
    const parent = this.parentOf(entry);
    if (parent === null || parent.fragment.abstract || entry.fragment.table !== null) return null;
    return ["typeorm", "mongoose", "mikro-orm"].includes(entry.fragment.orm) ? parent : null;
  }

  parentOf({ path, fragment }: ModelEntry): ModelEntry | null {
    if (fragment.base === null) return null;
    const parent = modelIndexOf(this.#input).find(path, fragment.base);
    return parent?.fragment === fragment ? null : parent;
  }

  tableOf(entry: ModelEntry, depth = 0): string | null {
    const { fragment } = entry;
    if (fragment.table === null && (fragment.abstract || depth > 8)) return null;
    const base = this.baseOf(entry);
    if (base !== null) return this.tableOf(base, depth + 1);
    // A name that could not be read is not the one that convention would give.
    const unread = fragment.table === null && fragment.tableParts !== undefined;
    const table = fragment.table ?? (unread ? null : this.#conventional(fragment));
    return table === null ? null : inSchema(fragment.schema, this.#prefixed(fragment.orm, table));
  }

  /** https://typeorm.io/docs/data-source/data-source-options: `entityPrefix` stands before each table. */
  #prefixed(orm: string, table: string): string {
    const [prefix, ...more] = orm === "typeorm" ? [...this.#prefixes] : [];
    return prefix === undefined || more.length > 0 ? table : prefix + table;
  }

  #conventional(fragment: ModelFragment): string | null {
    const { orm, name } = fragment;
    switch (orm) {
      case "sequelize":
        return this.#sequelize(fragment);
      case "mongoose":
        // https://github.com/vkarpov15/mongoose-legacy-pluralize: lower case, then plural.
        return /\d$/.test(name) ? name.toLowerCase() : inflector.pluralize(name.toLowerCase());
      case "typeorm":
      case "mikro-orm":
        return snakeCase(name);
      default:
        return null;
    }
  }

  /** https://sequelize.org/docs/v6/core-concepts/model-basics/#table-name-inference */
  #sequelize({ name: own, registered, conventions }: ModelFragment): string {
    const name = registered ?? own;
    const holds = (setting: string) => conventions?.[setting] ?? this.#settings.has(`sequelize ${setting}`);
    if (holds("freezeTableName")) return name;
    const plural = inflector.pluralize(name);
    return holds("underscored") ? inflector.underscore(plural) : plural;
  }
}

/** What lies in the default schema goes by the table's name alone. */
const inSchema = (schema: string | undefined, table: string): string =>
  schema === undefined || schema === "public" || schema === "dbo" ? table : `${schema}.${table}`;
