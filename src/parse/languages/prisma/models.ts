/** Turns the blocks of a Prisma schema into model and table fragments, implicit join tables among them. */
import type { AssociationFact, ColumnFact, ModelFragment, TableFragment } from "../../../model/fragments.js";
import { byText } from "../../../text/order.js";
import { redact } from "../../../text/secrets.js";
import { type Attribute, argumentOf, type Block, type Field, namesOf, textOf, type Value } from "./schema.js";

interface Schema {
  readonly models: ReadonlyMap<string, Block>;
  /** Enums and composite types of this file. */
  readonly types: ReadonlySet<string>;
  readonly document: boolean;
}

const find = (attributes: readonly Attribute[], name: string) => attributes.find((one) => one.name === name);

/** Table of a model: `@@map`, with its schema where `@@schema` names one that is not the default. */
function tableOf(block: Block): string {
  const name = textOf(argumentOf(find(block.attributes, "map"), "name", 0)) ?? block.name;
  const schema = textOf(argumentOf(find(block.attributes, "schema"), "name", 0));
  return schema === null || schema === "public" || schema === "dbo" ? name : `${schema}.${name}`;
}

const SCALARS = new Set("String Boolean Int BigInt Float Decimal DateTime Json Bytes Unsupported".split(" "));

/** The field leads to a model, of this file or of another file of a split schema. */
function isRelation(field: Field, schema: Schema): boolean {
  if (schema.models.has(field.type)) return true;
  if (field.type === "" || SCALARS.has(field.type) || schema.types.has(field.type)) return false;
  return field.attributes.some((one) => one.name === "relation") || (field.list && field.attributes.length === 0);
}

/** `profile Profile?`: another file of a split schema says whether that is a model or an enum. */
const mayBeRelation = (field: Field, schema: Schema): boolean =>
  field.attributes.length === 0 && !SCALARS.has(field.type) && !schema.types.has(field.type) && field.type !== "";

const columnOf = (field: Field): string => textOf(argumentOf(find(field.attributes, "map"), "name", 0)) ?? field.name;

const isModel = (block: Block): boolean => block.kind === "model" || block.kind === "view";

export function readModels(blocks: readonly Block[]): readonly (ModelFragment | TableFragment)[] {
  const models = new Map(blocks.filter(isModel).map((block) => [block.name, block]));
  const provider = blocks.find((block) => block.kind === "datasource")?.settings.find((one) => one.name === "provider");
  const types = new Set(blocks.filter((block) => !isModel(block)).map((block) => block.name));
  const schema: Schema = { models, types, document: provider?.value === "mongodb" };
  const fragments = [...models.values()].flatMap((block) => [modelOf(block, schema), tableFragment(block, schema)]);
  return [...fragments, ...joinTables(schema)];
}

function modelOf(block: Block, schema: Schema): ModelFragment {
  return {
    kind: "model",
    orm: "prisma",
    name: block.name,
    origin: { kind: "local", name: block.name },
    table: tableOf(block),
    base: null,
    abstract: false,
    columns: columnsOf(block, schema),
    associations: associationsOf(block, schema),
    line: block.line,
  };
}

function columnsOf(block: Block, schema: Schema): ColumnFact[] {
  const primary = new Set(namesOf(argumentOf(find(block.attributes, "id"), "fields", 0)));
  return block.fields
    .filter((field) => isColumn(field, schema))
    .map((field) => ({
      name: columnOf(field),
      type: `${nativeType(field)}${field.list ? "[]" : ""}`,
      nullable: field.optional,
      default: defaultOf(field),
      primaryKey: primary.has(field.name) || find(field.attributes, "id") !== undefined,
    }));
}

/** A line that is still being written has no type; `@ignore` leaves the column in the database. */
const isColumn = (field: Field, schema: Schema): boolean => field.type !== "" && !isRelation(field, schema);

function nativeType(field: Field): string {
  const native = field.attributes.find((one) => one.name.startsWith("db."));
  if (native === undefined) return field.type;
  const args = native.args.map((argument) => printValue(argument.value)).join(",");
  return `${native.name.slice(3)}${args === "" ? "" : `(${args})`}`;
}

function defaultOf(field: Field): string | null {
  const value = argumentOf(find(field.attributes, "default"), "value", 0);
  return value === undefined ? null : redact(printValue(value), field.name);
}

function printValue(value: Value): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value)) return `[${value.map(printValue).join(", ")}]`;
  const call = value as { readonly call: string; readonly args: readonly { readonly value: Value }[] };
  return `${call.call}(${call.args.map((argument) => printValue(argument.value)).join(", ")})`;
}

const relationName = (field: Field): string | null => textOf(argumentOf(find(field.attributes, "relation"), "name", 0));
const relationFields = (field: Field): readonly string[] =>
  namesOf(argumentOf(find(field.attributes, "relation"), "fields", -1));

/** The field on the other model that this relation is seen from there. */
function oppositeOf(block: Block, field: Field, schema: Schema): Field | null {
  const name = relationName(field);
  const others = schema.models.get(field.type)?.fields ?? [];
  return (
    others.find((other) => other.type === block.name && other !== field && relationName(other) === name) ??
    others.find((other) => other.type === block.name && other !== field) ??
    null
  );
}

function associationsOf(block: Block, schema: Schema): AssociationFact[] {
  return block.fields
    .filter((field) => isRelation(field, schema) || mayBeRelation(field, schema))
    .map((field) => associationOf(block, field, schema));
}

function associationOf(block: Block, field: Field, schema: Schema): AssociationFact {
  const [own] = relationFields(field);
  const opposite = oppositeOf(block, field, schema);
  const many = field.list && (opposite?.list ?? false) && relationFields(opposite!).length === 0;
  const column = own === undefined ? null : columnNamed(block, own);
  return {
    kind: many ? "many-to-many" : field.list ? "has-many" : own === undefined ? "has-one" : "belongs-to",
    name: field.name,
    target: schema.models.has(field.type) ? { kind: "local", name: field.type } : { kind: "string", name: field.type },
    through: null,
    polymorphic: false,
    foreignKey: column ?? foreignColumn(opposite, schema.models.get(field.type)),
    ...(schema.models.has(field.type) ? {} : ({ tentative: true } as const)),
    line: field.line,
  };
}

function columnNamed(block: Block, name: string): string {
  const field = block.fields.find((one) => one.name === name);
  return field === undefined ? name : columnOf(field);
}

function foreignColumn(opposite: Field | null, other: Block | undefined): string | null {
  const name = opposite === null ? undefined : relationFields(opposite)[0];
  return name === undefined || other === undefined ? null : columnNamed(other, name);
}

function tableFragment(block: Block, schema: Schema): TableFragment {
  const foreignKeys = schema.document ? [] : block.fields.flatMap((field) => foreignKeysOf(block, field, schema));
  const columns = columnsOf(block, schema);
  return { kind: "table", op: "create", from: "schema", table: tableOf(block), columns, foreignKeys, line: block.line };
}

function foreignKeysOf(block: Block, field: Field, schema: Schema): TableFragment["foreignKeys"] {
  const target = schema.models.get(field.type);
  if (!isRelation(field, schema)) return [];
  const references = namesOf(argumentOf(find(field.attributes, "relation"), "references", -1));
  return relationFields(field).map((name, index) => {
    const other = references[index];
    const toColumn = other === undefined ? {} : { toColumn: target ? columnNamed(target, other) : other };
    const to = target === undefined ? field.type : tableOf(target);
    return { column: columnNamed(block, name), to, ...toColumn, line: field.line };
  });
}

/** Lists on both sides: Prisma keeps a table `_AToB` or `_relationName` with columns A and B. */
function joinTables(schema: Schema): TableFragment[] {
  if (schema.document) return [];
  const tables = new Map<string, TableFragment>();
  for (const block of schema.models.values()) {
    for (const field of block.fields) {
      if (!schema.models.has(field.type) || associationOf(block, field, schema).kind !== "many-to-many") continue;
      const [a, b] = [block.name, field.type].sort(byText) as [string, string];
      const table = `_${relationName(field) ?? `${a}To${b}`}`;
      if (!tables.has(table))
        tables.set(table, joinTable(table, schema.models.get(a)!, schema.models.get(b)!, field.line));
    }
  }
  return [...tables.values()];
}

function joinTable(table: string, a: Block, b: Block, line: number): TableFragment {
  const column = (name: string) => ({ name, type: "", nullable: false, default: null, primaryKey: false });
  const foreignKeys = [
    { column: "A", to: tableOf(a), line },
    { column: "B", to: tableOf(b), line },
  ];
  return { kind: "table", op: "create", from: "schema", table, columns: [column("A"), column("B")], foreignKeys, line };
}
