/** Turns one attribute of a Sequelize model or migration into a column and its foreign key. */
import type { ColumnFact, TableFragment } from "../../../../model/fragments.js";
import { createInflector } from "../../../../text/inflections.js";
import { redact } from "../../../../text/secrets.js";
import { isCall, lineOf, type Node, unwrap } from "../ast.js";
import type { FrameworkContext } from "../framework.js";
import { lastName } from "./chains.js";
import { settingOf } from "./objects.js";

const inflector = createInflector();

type ForeignKey = TableFragment["foreignKeys"][number];

export interface SequelizeColumn {
  readonly column: ColumnFact;
  readonly foreignKey: ForeignKey | null;
}

/** `{ type: DataTypes.STRING, allowNull: false }`, or the type alone. */
export function readColumn(name: string, input: Node, context: FrameworkContext): SequelizeColumn {
  const value = context.follow(input);
  const isSpec = value.type === "ObjectExpression";
  const type = isSpec ? settingOf(value, "type", context) : value;
  const field = isSpec ? context.string(settingOf(value, "field", context)) : null;
  const primaryKey = isSpec && context.literal(settingOf(value, "primaryKey", context)) === true;
  const column: ColumnFact = {
    name: field ?? name,
    type: typeText(type, context),
    nullable: !primaryKey && !(isSpec && context.literal(settingOf(value, "allowNull", context)) === false),
    default: isSpec ? defaultText(settingOf(value, "defaultValue", context), name, context) : null,
    primaryKey,
  };
  return { column, foreignKey: isSpec ? readReference(column.name, value, context) : null };
}

/** Sequelize adds these itself unless told not to. */
export function timestampColumns(options: Node | null | undefined, context: FrameworkContext): ColumnFact[] {
  const is = (name: string) => context.literal(settingOf(options, name, context));
  if (is("timestamps") === false) return [];
  const deleted = is("paranoid") === true ? ["deletedAt"] : [];
  const names = ["createdAt", "updatedAt", ...deleted].map((name) =>
    is("underscored") === true ? inflector.underscore(name) : name,
  );
  return names.map((name) => ({ name, type: "DATE", nullable: false, default: null, primaryKey: false }));
}

function typeText(input: Node | null, context: FrameworkContext): string {
  if (input === null) return "";
  const node = unwrap(input);
  const literal = context.string(node);
  if (literal !== null) return literal;
  if (!isCall(node)) return lastName(context.origin(node)) ?? "";
  const name = lastName(context.origin(node.callee)) ?? "";
  const args = node.arguments.map((argument) => printed(context.literal(argument)) ?? typeText(argument, context));
  return `${name}(${args.filter((text) => text !== "").join(",")})`;
}

const printed = (value: unknown): string | null =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : null;

function defaultText(input: Node | null, name: string, context: FrameworkContext): string | null {
  if (input === null) return null;
  const value = printed(context.literal(input));
  return value === null ? (lastName(context.origin(input)) ?? null) : redact(value, name);
}

/** `references: { model: "users", key: "id" }`, also `references: "users"`. */
function readReference(column: string, value: Node, context: FrameworkContext): ForeignKey | null {
  const references = settingOf(value, "references", context);
  if (references === null) return null;
  const model = settingOf(references, "model", context) ?? references;
  const table = settingOf(model, "tableName", context) ?? model;
  const to = context.string(table) ?? lastName(context.origin(table));
  const toColumn = context.string(settingOf(references, "key", context));
  return to === null ? null : { column, to, line: lineOf(references), ...(toColumn === null ? {} : { toColumn }) };
}
