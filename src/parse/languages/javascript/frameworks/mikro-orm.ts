/** Reads MikroORM entities. https://mikro-orm.io/docs/defining-entities */
import type { AssociationFact } from "../../../../model/fragments.js";
import { type ClassNode, lineOf } from "../ast.js";
import { classLabel, type DecoratedMember, decoratedMembers, decorationsOf, typeNameOf } from "../data/decorators.js";
import { lazyTarget, settingOf } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const PACKAGES =
  "@mikro-orm/core|@mikro-orm/postgresql|@mikro-orm/mysql|@mikro-orm/mongodb|@mikro-orm/sqlite|@mikro-orm/decorators/legacy|@mikro-orm/mariadb";
const KINDS: Readonly<Record<string, AssociationFact["kind"]>> = {
  ManyToOne: "belongs-to",
  OneToMany: "has-many",
  OneToOne: "has-one",
  ManyToMany: "many-to-many",
};

function readAssociation(member: DecoratedMember, context: FrameworkContext): AssociationFact | null {
  const decoration = member.decorations.find((one) => Object.hasOwn(KINDS, one.name));
  if (decoration === undefined) return null;
  const [first, second] = decoration.args;
  const options = first?.type === "ObjectExpression" ? first : (second ?? first);
  const target = lazyTarget(
    first?.type === "ObjectExpression" ? (settingOf(first, "entity", context) ?? undefined) : first,
  );
  const name = target === null ? typeNameOf(member.node) : context.string(target);
  const owns = decoration.name === "OneToOne" && context.literal(settingOf(options, "owner", context)) === true;
  return {
    kind: owns ? "belongs-to" : KINDS[decoration.name]!,
    name: member.name,
    target: name !== null ? { kind: "string", name } : target === null ? null : context.origin(target),
    through: context.string(settingOf(options, "pivotTable", context)),
    polymorphic: false,
    foreignKey: context.string(settingOf(options, "fieldName", context) ?? settingOf(options, "joinColumn", context)),
    line: decoration.line,
  };
}

function readClass(node: ClassNode, context: FrameworkContext): void {
  const members = decoratedMembers(node, PACKAGES, context);
  const entity = decorationsOf(node.decorators, PACKAGES, context).find((one) => one.name === "Entity");
  if (entity === undefined && members.length === 0) return;
  const key = context.keyOf(node);
  const [options] = entity?.args ?? [];
  const table = settingOf(options, "tableName", context) ?? settingOf(options, "collection", context);
  const properties = members.filter((member) =>
    member.decorations.some((one) => /Property|PrimaryKey|Enum/.test(one.name)),
  );
  context.emit({
    kind: "model",
    orm: "mikro-orm",
    name: classLabel(node, context),
    origin: { kind: "local", name: key },
    table: context.string(table),
    base: node.superClass ? context.value(node.superClass) : null,
    abstract: entity === undefined || context.literal(settingOf(options, "abstract", context)) === true,
    columns: properties.map((member) => readProperty(member, context)),
    associations: members.map((member) => readAssociation(member, context)).filter((one) => one !== null),
    line: lineOf(node),
  });
}

function readProperty(member: DecoratedMember, context: FrameworkContext) {
  const [options] = member.decorations[0]!.args;
  const primaryKey = member.decorations.some((one) => /PrimaryKey/.test(one.name));
  return {
    name: context.string(settingOf(options, "fieldName", context)) ?? member.name,
    type: context.string(settingOf(options, "type", context)) ?? typeNameOf(member.node) ?? "",
    nullable: context.literal(settingOf(options, "nullable", context)) === true,
    default: null,
    primaryKey,
  };
}

export const mikroOrm = defineFramework({
  id: "mikro-orm",
  visit: {
    ClassDeclaration: (node, context) => readClass(node, context),
    ClassExpression: (node, context) => readClass(node, context),
  },
});
