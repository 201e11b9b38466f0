/** Reads TypeORM entities: decorated classes and EntitySchema. https://typeorm.io/docs/entity/entities */
import type * as t from "@babel/types";
import type { AssociationFact, ColumnFact } from "../../../../model/fragments.js";
import { redact } from "../../../../text/secrets.js";
import { type ClassNode, keyName, lineOf, type Node } from "../ast.js";
import { lastName } from "../data/chains.js";
import {
  classLabel,
  type DecoratedMember,
  type Decoration,
  decoratedMembers,
  decorationsOf,
  typeNameOf,
} from "../data/decorators.js";
import { type Entry, entriesOf, keptAs, lazyTarget, settingOf } from "../data/objects.js";
import { schemaNamed, tableNamed } from "../data/table-names.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const RELATIONS = new Set(["ManyToOne", "OneToMany", "OneToOne", "ManyToMany"]);
const GENERATED: Readonly<Record<string, string>> = {
  CreateDateColumn: "timestamp",
  UpdateDateColumn: "timestamp",
  DeleteDateColumn: "timestamp",
  VersionColumn: "int",
};

const find = (member: DecoratedMember, name: string) => member.decorations.find((one) => one.name === name);

function readMemberColumn(member: DecoratedMember, context: FrameworkContext): ColumnFact | null {
  const decoration = member.decorations.find((one) => /Column$/.test(one.name) && one.name !== "JoinColumn");
  if (decoration === undefined || decoration.name === "VirtualColumn") return null;
  const [first, second] = decoration.args;
  const options = context.string(first) === null ? first : second;
  const value = (name: string) => context.literal(settingOf(options, name, context));
  const text = (name: string) => (typeof value(name) === "string" ? String(value(name)) : null);
  const key = decoration.name.startsWith("Primary") || value("primary") === true;
  const fallback = value("default");
  return {
    name: text("name") ?? member.name,
    type: context.string(first) ?? text("type") ?? GENERATED[decoration.name] ?? declaredType(options, member, context),
    nullable: !key && value("nullable") === true,
    default: fallback === undefined || fallback === null ? null : redact(String(fallback), member.name),
    primaryKey: key,
  };
}

function declaredType(options: Node | undefined, member: DecoratedMember, context: FrameworkContext): string {
  const type = settingOf(options, "type", context);
  return (type === null ? null : lastName(context.origin(type))) ?? typeNameOf(member.node) ?? "";
}

function relationKind(decoration: Decoration, member: DecoratedMember): AssociationFact["kind"] {
  if (decoration.name === "ManyToOne") return "belongs-to";
  if (decoration.name === "OneToMany") return "has-many";
  if (decoration.name === "ManyToMany") return "many-to-many";
  return find(member, "JoinColumn") === undefined ? "has-one" : "belongs-to";
}

function readAssociation(member: DecoratedMember, context: FrameworkContext): AssociationFact | null {
  const decoration = member.decorations.find((one) => RELATIONS.has(one.name));
  const target = lazyTarget(decoration?.args[0]);
  if (decoration === undefined || target === null) return null;
  const kind = relationKind(decoration, member);
  const column = context.string(settingOf(find(member, "JoinColumn")?.args[0], "name", context));
  const join = context.string(settingOf(find(member, "JoinTable")?.args[0], "name", context));
  const name = context.string(target);
  return {
    kind,
    name: member.name,
    target: name === null ? context.origin(target) : { kind: "string", name },
    through: join,
    polymorphic: false,
    foreignKey: kind === "belongs-to" ? (column ?? `${member.name}Id`) : null,
    line: decoration.line,
  };
}

/** `@TreeChildren() children: Category[]`: the rows are of the same table. https://typeorm.io/docs/entity/tree-entities */
function readBranch(member: DecoratedMember, key: string): AssociationFact | null {
  const branch = member.decorations.find((one) => one.name === "TreeChildren" || one.name === "TreeParent");
  if (branch === undefined) return null;
  const children = branch.name === "TreeChildren";
  return {
    kind: children ? "has-many" : "belongs-to",
    name: member.name,
    target: { kind: "local", name: key },
    through: null,
    polymorphic: false,
    foreignKey: children ? null : `${member.name}Id`,
    line: branch.line,
  };
}

/** `@TableInheritance({ column: { name: "kind" } })`: one more column tells the classes of a table apart. */
function kindColumn(decorations: readonly Decoration[], context: FrameworkContext): ColumnFact[] {
  const inheritance = decorations.find((one) => one.name === "TableInheritance");
  if (inheritance === undefined) return [];
  const column = settingOf(inheritance.args[0], "column", context);
  const name = context.string(column) ?? context.string(settingOf(column, "name", context)) ?? "type";
  return [{ name, type: "varchar", nullable: false, default: null, primaryKey: false }];
}

function readClass(node: ClassNode, context: FrameworkContext): void {
  const members = decoratedMembers(node, "typeorm", context);
  const decorations = decorationsOf(node.decorators, "typeorm", context);
  const entity = decorations.find((one) => /^(Entity|ChildEntity|ViewEntity)$/.test(one.name));
  if (entity === undefined && members.length === 0) return;
  const key = context.keyOf(node);
  const child = entity?.name === "ChildEntity";
  const options = entity?.args.find((one) => context.follow(one).type === "ObjectExpression");
  const first = entity?.args[0] === options ? settingOf(options, "name", context) : entity?.args[0];
  context.emit({
    kind: "model",
    orm: "typeorm",
    name: classLabel(node, context),
    origin: { kind: "local", name: key },
    ...tableNamed(child ? null : first, context),
    ...schemaNamed(options, context),
    base: node.superClass ? context.value(node.superClass) : null,
    abstract: entity === undefined,
    columns: [
      ...members.map((member) => readMemberColumn(member, context)).filter((column) => column !== null),
      ...kindColumn(decorations, context),
    ],
    associations: members.flatMap((member) => readAssociation(member, context) ?? readBranch(member, key) ?? []),
    line: lineOf(node),
  });
}

const SCHEMA_KINDS: Readonly<Record<string, AssociationFact["kind"]>> = {
  "many-to-one": "belongs-to",
  "one-to-many": "has-many",
  "one-to-one": "has-one",
  "many-to-many": "many-to-many",
};

function readSchemaRelation({ name, value }: Entry, context: FrameworkContext): AssociationFact {
  const stated = SCHEMA_KINDS[context.string(settingOf(value, "type", context)) ?? ""] ?? "belongs-to";
  const target = lazyTarget(settingOf(value, "target", context) ?? undefined);
  const named = target === null ? null : context.string(target);
  const joined = settingOf(value, "joinColumn", context) !== null;
  return {
    kind: stated === "has-one" && joined ? "belongs-to" : stated,
    name,
    target: named === null ? target && context.origin(target) : { kind: "string", name: named },
    through: context.string(settingOf(settingOf(value, "joinTable", context), "name", context)),
    polymorphic: false,
    foreignKey: null,
    line: lineOf(value),
  };
}

/** `new EntitySchema({ name, tableName, columns, relations })` */
function readSchema(options: Node, node: Node, context: FrameworkContext): void {
  const name = context.string(settingOf(options, "name", context));
  if (name === null) return;
  const text = (of: Node, key: string) => context.string(settingOf(of, key, context));
  context.emit({
    kind: "model",
    orm: "typeorm",
    name,
    origin: keptAs(context, name),
    ...tableNamed(settingOf(options, "tableName", context), context),
    ...schemaNamed(options, context),
    base: null,
    abstract: false,
    columns: entriesOf(settingOf(options, "columns", context), context).map(({ name: column, value }) => ({
      name: text(value, "name") ?? column,
      type: text(value, "type") ?? lastName(context.origin(settingOf(value, "type", context) ?? value)) ?? "",
      nullable: context.literal(settingOf(value, "nullable", context)) === true,
      default: null,
      primaryKey: context.literal(settingOf(value, "primary", context)) === true,
    })),
    associations: entriesOf(settingOf(options, "relations", context), context).map((relation) =>
      readSchemaRelation(relation, context),
    ),
    line: lineOf(node),
  });
}

/** `entityPrefix` of a data source stands before every table. */
function readPrefix(node: t.ObjectProperty, context: FrameworkContext): void {
  const value = context.string(node.value);
  if (value !== null)
    context.emit({ kind: "setting", framework: "typeorm", name: "entityPrefix", value, line: lineOf(node) });
}

export const typeorm = defineFramework({
  id: "typeorm",
  visit: {
    ClassDeclaration: (node, context) => readClass(node, context),
    ClassExpression: (node, context) => readClass(node, context),
    NewExpression(node, context) {
      const options = node.arguments[0];
      if (options && context.isFrom(node.callee, "typeorm", "EntitySchema")) readSchema(options, node, context);
    },
    ObjectProperty(node, context) {
      if (keyName(node.key, node.computed) === "entityPrefix" && context.imports("typeorm|@nestjs/typeorm"))
        readPrefix(node, context);
    },
  },
});
