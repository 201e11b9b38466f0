/** Reads Sequelize models written with decorators. https://github.com/sequelize/sequelize-typescript */
import type { AssociationFact, ColumnFact } from "../../../../model/fragments.js";
import type { ClassNode, Node } from "../ast.js";
import { lineOf } from "../ast.js";
import { lastName } from "../data/chains.js";
import {
  classLabel,
  type DecoratedMember,
  type Decoration,
  decoratedMembers,
  decorationsOf,
  typeNameOf,
} from "../data/decorators.js";
import { lazyTarget, settingOf } from "../data/objects.js";
import { readColumn, timestampColumns } from "../data/sequelize-columns.js";
import { conventionsOf, registeredAs, schemaNamed, tableNamed } from "../data/table-names.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const PACKAGES = "sequelize-typescript|@sequelize/core/decorators-legacy|@sequelize/core|sequelize";
const KINDS: Readonly<Record<string, AssociationFact["kind"]>> = {
  BelongsTo: "belongs-to",
  HasOne: "has-one",
  HasMany: "has-many",
  BelongsToMany: "many-to-many",
};
const COLUMN = new Set(["Column", "PrimaryKey", "ForeignKey", "CreatedAt", "UpdatedAt", "DeletedAt", "Attribute"]);

const named = (member: DecoratedMember, name: string): Decoration | undefined =>
  member.decorations.find((one) => one.name === name);

function readMemberColumn(member: DecoratedMember, context: FrameworkContext): ColumnFact | null {
  if (!member.decorations.some((one) => COLUMN.has(one.name))) return null;
  const spec = (named(member, "Column") ?? named(member, "Attribute"))?.args[0];
  if (spec !== undefined && lastName(context.origin(settingOf(spec, "type", context) ?? spec)) === "VIRTUAL")
    return null;
  const read = spec === undefined ? null : readColumn(member.name, spec, context).column;
  const allowNull = named(member, "AllowNull");
  const isKey = named(member, "PrimaryKey") !== undefined || read?.primaryKey === true;
  const optional = "optional" in member.node && member.node.optional === true;
  const nullable =
    allowNull === undefined ? (read?.nullable ?? true) || optional : context.literal(allowNull.args[0]) !== false;
  return {
    name: read?.name ?? member.name,
    type: read?.type || (typeNameOf(member.node) ?? ""),
    nullable: !isKey && nullable,
    default: read?.default ?? null,
    primaryKey: isKey,
  };
}

function readAssociation(member: DecoratedMember, context: FrameworkContext): AssociationFact | null {
  const decoration = member.decorations.find((one) => Object.hasOwn(KINDS, one.name));
  const target = lazyTarget(decoration?.args[0]);
  if (decoration === undefined || target === null) return null;
  const kind = KINDS[decoration.name]!;
  const options = decoration.args[kind === "many-to-many" ? 2 : 1];
  const foreignKey = context.string(options) ?? context.string(settingOf(options, "foreignKey", context));
  return {
    kind,
    name: context.string(settingOf(options, "as", context)) ?? member.name,
    target: context.origin(target),
    through: kind === "many-to-many" ? throughOf(decoration.args[1], context) : null,
    polymorphic: false,
    foreignKey,
    line: decoration.line,
  };
}

function throughOf(node: Node | undefined, context: FrameworkContext): string | null {
  const target = lazyTarget(node);
  if (target === null) return null;
  return context.string(target) ?? (target.type === "Identifier" ? target.name : lastName(context.origin(target)));
}

const isObject = (node: Node | undefined, context: FrameworkContext): boolean =>
  node !== undefined && context.follow(node).type === "ObjectExpression";

function readClass(node: ClassNode, context: FrameworkContext): void {
  const members = decoratedMembers(node, PACKAGES, context);
  const table = decorationsOf(node.decorators, PACKAGES, context).find((one) => one.name === "Table");
  if (table === undefined && members.length === 0) return;
  const key = context.keyOf(node);
  const options = table?.args[0];
  context.emit({
    kind: "model",
    orm: "sequelize",
    name: classLabel(node, context),
    ...registeredAs(classLabel(node, context), options, context),
    origin: { kind: "local", name: key },
    ...tableNamed(settingOf(options, "tableName", context) ?? (isObject(options, context) ? null : options), context),
    ...schemaNamed(options, context),
    ...conventionsOf(["underscored", "freezeTableName"], options, context),
    base: node.superClass ? context.value(node.superClass) : null,
    abstract: table === undefined,
    columns: [
      ...members.map((member) => readMemberColumn(member, context)).filter((column) => column !== null),
      ...(table === undefined ? [] : timestampColumns(options, context)),
    ],
    associations: members.map((member) => readAssociation(member, context)).filter((one) => one !== null),
    line: lineOf(node),
  });
}

export const sequelizeTypescript = defineFramework({
  id: "sequelize-typescript",
  visit: {
    ClassDeclaration: (node, context) => readClass(node, context),
    ClassExpression: (node, context) => readClass(node, context),
  },
});
