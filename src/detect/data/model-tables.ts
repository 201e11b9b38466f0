/** Says which table a model is kept in, by the conventions of its ORM where it does not say itself. */

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

  constructor(input: DetectInput) {
    this.#input = input;
    const settings = placed(ownFiles(input.facts), "setting");
    this.#settings = new Set(settings.map(({ fragment }) => `${fragment.framework} ${fragment.name}`));
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
    if (fragment.table !== null) return fragment.table;
    if (fragment.abstract || depth > 8) return null;
    const base = this.baseOf(entry);
    return base === null ? this.#conventional(fragment.orm, fragment.name) : this.tableOf(base, depth + 1);
  }

  #conventional(orm: string, name: string): string | null {
    switch (orm) {
      case "sequelize":
        return this.#sequelize(name);
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
  #sequelize(name: string): string {
    const plural = this.#settings.has("sequelize freezeTableName") ? name : inflector.pluralize(name);
    return this.#settings.has("sequelize underscored") ? inflector.underscore(plural) : plural;
  }
}
