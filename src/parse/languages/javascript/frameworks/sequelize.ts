/** Reads Sequelize models: `define`, `init` and the associations added to them. https://sequelize.org/docs/v6/core-concepts/model-basics/ */

import type { Origin } from "../../../../model/file-facts.js";
import type { AssociationFact, ColumnFact, ModelFragment } from "../../../../model/fragments.js";
import { type CallNode, calleeName, isClass, lineOf, type Node, receiverOf, unwrap } from "../ast.js";
import { lastName } from "../data/chains.js";
import { entriesOf, keptAs, settingOf } from "../data/objects.js";
import { readColumn, timestampColumns } from "../data/sequelize-columns.js";
import { conventionsOf, optionsParameter, registeredAs, schemaNamed, tableNamed } from "../data/table-names.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const KINDS: Readonly<Record<string, AssociationFact["kind"]>> = {
  belongsTo: "belongs-to",
  hasOne: "has-one",
  hasMany: "has-many",
  belongsToMany: "many-to-many",
};

function columnsOf(attributes: Node | undefined, context: FrameworkContext): readonly ColumnFact[] {
  return entriesOf(attributes, context)
    .filter((entry) => !isVirtual(entry.value, context))
    .map((entry) => readColumn(entry.name, entry.value, context).column);
}

const isVirtual = (value: Node, context: FrameworkContext): boolean => {
  const type = settingOf(value, "type", context) ?? value;
  const name = lastName(context.origin(type));
  return name === "VIRTUAL";
};

interface Found {
  readonly name: string;
  /** The parameter that names it, where a function makes models. */
  readonly nameOrigin?: Origin;
  readonly origin: Origin;
  readonly base: Origin | null;
  readonly attributes: Node | undefined;
  readonly options: Node | undefined;
  readonly node: Node;
}

function emitModel(found: Found, context: FrameworkContext): void {
  const { options } = found;
  const fragment: ModelFragment = {
    kind: "model",
    orm: "sequelize",
    name: found.name,
    ...(found.nameOrigin === undefined ? {} : { nameOrigin: found.nameOrigin, ...optionsParameter(options, context) }),
    origin: found.origin,
    ...registeredAs(found.name, options, context),
    ...tableNamed(settingOf(options, "tableName", context), context),
    ...schemaNamed(options, context),
    ...conventionsOf(["underscored", "freezeTableName"], options, context),
    base: found.base,
    abstract: false,
    columns: [...columnsOf(found.attributes, context), ...timestampColumns(options, context)],
    associations: [],
    line: lineOf(found.node),
  };
  context.emit(fragment);
}

function nameOf(node: Node | undefined, context: FrameworkContext): Pick<Found, "name" | "nameOrigin"> | null {
  if (node === undefined) return null;
  const name = context.string(node);
  if (name !== null) return { name };
  const origin = context.origin(node);
  return origin.kind === "param" && origin.members === undefined ? { name: "", nameOrigin: origin } : null;
}

/** `sequelize.define("User", {...}, {...})` */
function readDefine(node: CallNode, context: FrameworkContext): void {
  const attributes = node.arguments[1];
  const named = nameOf(node.arguments[0], context);
  if (named === null || attributes === undefined) return;
  const isOpen = named.nameOrigin !== undefined && context.origin(attributes).kind === "param";
  if (!isOpen && context.follow(attributes).type !== "ObjectExpression") return;
  const receiver = receiverOf(node)!;
  if (
    !/sequelize|^db$|connection|database|instance/i.test(lastName(context.origin(receiver)) ?? receiverText(receiver))
  )
    return;
  const origin = keptAs(context, named.name);
  emitModel({ ...named, origin, base: null, attributes, options: node.arguments[2], node }, context);
}

const receiverText = (node: Node): string => (node.type === "Identifier" ? node.name : "");

/** `User.init({...}, { sequelize, modelName })`, also `super.init` inside `static init`. */
function readInit(node: CallNode, context: FrameworkContext): void {
  const [attributes, options] = node.arguments;
  if (attributes === undefined || options === undefined) return;
  if (context.follow(unwrap(attributes)).type !== "ObjectExpression") return;
  const isSuper = receiverOf(node)?.type === "Super" || receiverOf(node)?.type === "ThisExpression";
  const settings = entriesOf(unwrap(options), context);
  if (!isSuper && !settings.some((entry) => entry.name === "sequelize" || entry.name === "modelName")) return;
  const receiver = receiverOf(node)!;
  const target = isSuper ? null : context.follow(receiver);
  const origin: Origin = isSuper ? { kind: "local", name: context.className } : context.origin(receiver);
  const className = isSuper ? context.className : (lastName(origin) ?? "");
  if (className === "" || origin.kind === "global") return;
  const base = target !== null && isClass(target) && target.superClass ? context.value(target.superClass) : null;
  const external = base?.kind === "import" && base.source === "sequelize";
  emitModel({ name: className, origin, base: external ? null : base, attributes, options, node }, context);
}

/** `this` in a method of records is no model: Bookshelf's `posts() { return this.hasMany(Post) }`. */
const isOnRecord = (context: FrameworkContext): boolean => {
  const method = context.ancestors.findLast((one) => one.type === "ClassMethod");
  return method?.type === "ClassMethod" && !method.static;
};

function readAssociation(node: CallNode, kind: AssociationFact["kind"], context: FrameworkContext): void {
  const receiver = receiverOf(node)!;
  const target = node.arguments[0];
  // Bookshelf's `this.hasMany("Post")` inside a model is another library's.
  if (target === undefined || target.type === "StringLiteral") return;
  if (receiver.type === "ThisExpression" && isOnRecord(context)) return;
  const model: Origin =
    receiver.type === "ThisExpression" ? { kind: "local", name: context.className } : context.origin(receiver);
  const options = node.arguments[1];
  const targetOrigin = context.origin(target as Node);
  const through = settingOf(options, "through", context);
  const join = through === null ? null : (settingOf(through, "model", context) ?? through);
  const foreignKey = settingOf(options, "foreignKey", context);
  const as = settingOf(options, "as", context);
  context.emit({
    kind: "associate",
    orm: "sequelize",
    model,
    association: {
      kind,
      name: context.string(as) ?? context.string(settingOf(as, "plural", context)) ?? "",
      target: targetOrigin,
      through: join === null ? null : (context.string(join) ?? lastName(context.origin(join))),
      polymorphic: false,
      foreignKey: context.string(foreignKey) ?? context.string(settingOf(foreignKey, "name", context)),
      line: lineOf(node),
    },
  });
}

export const sequelize = defineFramework({
  id: "sequelize",
  visit: {
    CallExpression(node, context) {
      const method = calleeName(node);
      if (method === null || receiverOf(node) === null) return;
      if (method === "define") readDefine(node, context);
      else if (method === "init") readInit(node, context);
      else if (Object.hasOwn(KINDS, method)) readAssociation(node, KINDS[method]!, context);
    },
    NewExpression(node, context) {
      if (
        !context.isFrom(node.callee, "sequelize|sequelize-typescript", "Sequelize") &&
        !context.isFrom(node.callee, "sequelize")
      )
        return;
      for (const argument of node.arguments) {
        const define = settingOf(argument, "define", context);
        for (const name of ["underscored", "freezeTableName"]) {
          const value = context.literal(settingOf(define, name, context));
          if (value === true)
            context.emit({ kind: "setting", framework: "sequelize", name, value, line: lineOf(node) });
        }
      }
    },
  },
});
