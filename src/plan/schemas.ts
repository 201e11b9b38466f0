/** Turns tables into JSON Schemas of what a route takes and gives, as far as columns tell. */
import type { Route, Table } from "../model/app-model.js";
import type { ColumnFact } from "../model/fragments.js";
import { createInflector } from "../text/inflections.js";
import { isSecretName } from "../text/secrets.js";

export interface ObjectSchema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, PropertySchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties: boolean;
  /** Where the shape was read. */
  readonly "x-read-from": string;
}

export interface ListSchema {
  readonly type: "array";
  readonly items: ObjectSchema;
}

export interface PropertySchema {
  readonly type: string | readonly string[];
  readonly format?: string;
}

const inflector = createInflector();

/** The owned table whose name the route's last noun is. */
export function tableOf(route: Route, tables: readonly Table[]): Table | null {
  const nouns = route.path
    .split("/")
    .filter((segment) => /^[a-z][\w-]*$/i.test(segment))
    .reverse();
  for (const noun of nouns.slice(0, 2)) {
    const name = inflector.pluralize(noun.replaceAll("-", "_"));
    const found = tables.find((table) => table.name === name || table.name.endsWith(`.${name}`));
    if (found !== undefined) return found;
  }
  return null;
}

/** What a client may send: columns that neither the database nor the server fills. */
export function requestSchema(route: Route, table: Table | null): ObjectSchema | null {
  if (!["POST", "PUT", "PATCH"].includes(route.method)) return null;
  const columns = table?.columns.filter((column) => !column.primaryKey && !isServerSide(column)) ?? [];
  return objectOf(columns, table);
}

export function responseSchema(route: Route, table: Table | null): ObjectSchema | ListSchema | null {
  // An action beside the row ("…/:id/capture") answers what it likes.
  const noun =
    route.path
      .split("/")
      .filter((segment) => /^[a-z][\w-]*$/i.test(segment))
      .at(-1) ?? "";
  if (table?.name.endsWith(inflector.pluralize(noun.replaceAll("-", "_"))) !== true) return null;
  if (!["GET", "POST", "PUT", "PATCH"].includes(route.method)) return null;
  const item = objectOf(
    table.columns.filter(({ name }) => !isHidden(name)),
    table,
  );
  return route.method === "GET" && !/[:*][^/]+$/.test(route.path) ? { type: "array", items: item } : item;
}

/** The event's body: the row's key and columns that are no secrets. */
export const rowSchema = (table: Table | null): ObjectSchema =>
  objectOf(table?.columns.filter(({ name }) => !isHidden(name)) ?? [], table);

const isServerSide = ({ name }: ColumnFact): boolean =>
  ["id", "created_at", "updated_at", "createdAt", "updatedAt", "deleted_at", "deletedAt", "type"].includes(name) ||
  isHidden(name);

export const isHidden = (name: string): boolean =>
  isSecretName(name) || /(_digest|_hash|encrypted_.*|_ciphertext)$/i.test(name);

function objectOf(columns: readonly ColumnFact[], table: Table | null): ObjectSchema {
  return {
    type: "object",
    properties: Object.fromEntries(columns.map((column) => [column.name, propertyOf(column, table)])),
    additionalProperties: true,
    "x-read-from": table === null ? "not known: port it" : `columns of ${table.name}`,
  };
}

/** Sequelize calls a moment DATE, and a day DATEONLY. https://sequelize.org/docs/v6/core-concepts/model-basics/#dates */
const isSequelize = (table: Table | null): boolean =>
  table?.columns.some(({ type }) => /^(STRING|DATEONLY|ENUM)\b/.test(type)) ?? false;

export function propertyOf({ type, nullable }: ColumnFact, table: Table | null): PropertySchema {
  const base = jsonType(isSequelize(table) && type === "DATE" ? "datetime" : type.toLowerCase());
  return nullable ? { ...base, type: [base.type as string, "null"] } : base;
}

function jsonType(type: string): PropertySchema {
  if (/^(big|small|medium|tiny)?(int|integer|serial)|references|belongs_to|primary_key/.test(type))
    return { type: "integer" };
  if (/^(bool|bit)/.test(type)) return { type: "boolean" };
  if (/^(float|double|real)/.test(type)) return { type: "number" };
  if (/^(datetime|timestamp|timestamptz)/.test(type)) return { type: "string", format: "date-time" };
  if (/^date/.test(type)) return { type: "string", format: "date" };
  if (/^uuid/.test(type)) return { type: "string", format: "uuid" };
  if (/^(json|hstore)/.test(type)) return { type: "object" };
  // Decimals stay text: a float would lose cents.
  return { type: "string" };
}
