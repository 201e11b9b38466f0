/** Reads Objection and Bookshelf models. https://vincit.github.io/objection.js/guide/models.html https://bookshelfjs.org/api.html */

import type { Origin } from "../../../../model/file-facts.js";
import type { AssociationFact } from "../../../../model/fragments.js";
import {
  type CallNode,
  type ClassNode,
  calleeName,
  isCall,
  isFunction,
  keyName,
  lineOf,
  type Node,
  receiverOf,
  unwrap,
} from "../ast.js";
import { lastName } from "../data/chains.js";
import { classLabel } from "../data/decorators.js";
import { entriesOf, keptAs, lazyTarget, returnedObject, settingOf } from "../data/objects.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const RELATIONS: Readonly<Record<string, AssociationFact["kind"]>> = {
  BelongsToOneRelation: "belongs-to",
  HasOneRelation: "has-one",
  HasManyRelation: "has-many",
  ManyToManyRelation: "many-to-many",
  HasOneThroughRelation: "has-one",
};
const BOOKSHELF: Readonly<Record<string, AssociationFact["kind"]>> = {
  belongsTo: "belongs-to",
  hasOne: "has-one",
  hasMany: "has-many",
  belongsToMany: "many-to-many",
  morphMany: "has-many",
  morphOne: "has-one",
  morphTo: "belongs-to",
};

/** Value of a static property, or what a static getter or method of the class returns. */
function staticValue(node: ClassNode, name: string): Node | null {
  for (const member of node.body.body) {
    if (!("key" in member) || !("static" in member) || !member.static || keyName(member.key as Node, false) !== name)
      continue;
    if (member.type === "ClassProperty") return member.value ? returnedObject(unwrap(member.value)) : null;
    if (isFunction(member)) return returnedObject(member);
  }
  return null;
}

function targetOf(node: Node | null, context: FrameworkContext): Origin | null {
  const target = node === null ? null : lazyTarget(node);
  if (target === null) return null;
  const name = context.string(target);
  return name === null ? context.origin(target) : { kind: "string", name: fileName(name) };
}

/** `modelClass: path.join(__dirname, "Pet")` names a file. */
const fileName = (path: string): string => (path.split("/").at(-1) ?? path).replace(/\.[cm]?[jt]s$/, "");

function readRelations(node: Node | null, context: FrameworkContext): AssociationFact[] {
  return entriesOf(node, context).flatMap(({ name, value }) => {
    const relation = settingOf(value, "relation", context);
    const kind = RELATIONS[(relation && lastName(context.origin(relation))) ?? ""];
    if (kind === undefined) return [];
    const join = settingOf(value, "join", context);
    const from = context.string(settingOf(join, "from", context));
    const through = context.string(settingOf(settingOf(join, "through", context), "from", context));
    return {
      kind,
      name,
      target: targetOf(settingOf(value, "modelClass", context), context),
      through: through?.split(".")[0] ?? null,
      polymorphic: false,
      foreignKey: kind === "belongs-to" ? (from?.split(".").at(-1) ?? null) : null,
      line: lineOf(value),
    };
  });
}

function readClass(node: ClassNode, context: FrameworkContext): void {
  const table = staticValue(node, "tableName");
  if (table === null || node.superClass == null) return;
  const key = context.keyOf(node);
  context.emit({
    kind: "model",
    orm: "objection",
    name: classLabel(node, context),
    origin: { kind: "local", name: key },
    table: context.string(table),
    base: context.value(node.superClass),
    abstract: context.string(table) === null,
    columns: [],
    associations: readRelations(staticValue(node, "relationMappings"), context),
    line: lineOf(node),
  });
}

/** `posts() { return this.hasMany("Post") }` in the properties of a Bookshelf model. */
function bookshelfAssociations(properties: Node, context: FrameworkContext): AssociationFact[] {
  return entriesOf(properties, context).flatMap(({ name, value }) => {
    let call = returnedObject(value);
    // `this.hasMany(...).through(...)`: the first call of the chain says which.
    while (isCall(call) && receiverOf(call) !== null && isCall(receiverOf(call)!)) call = receiverOf(call)!;
    if (!isCall(call) || receiverOf(call)?.type !== "ThisExpression") return [];
    const kind = BOOKSHELF[calleeName(call) ?? ""];
    if (kind === undefined) return [];
    const polymorphic = calleeName(call)!.startsWith("morph");
    const at = call.arguments[calleeName(call) === "morphTo" ? 1 : 0] as Node | undefined;
    const through = kind === "many-to-many" ? context.string(call.arguments[1]) : null;
    return {
      kind,
      name,
      target: targetOf(at ?? null, context),
      through,
      polymorphic,
      foreignKey: null,
      line: lineOf(call),
    };
  });
}

/** `bookshelf.model("User", { tableName })`, `bookshelf.Model.extend({ tableName })`. */
function readBookshelf(
  node: CallNode,
  properties: Node | undefined,
  name: string | null,
  context: FrameworkContext,
): void {
  const table = settingOf(properties, "tableName", context);
  if (table === null || properties === undefined) return;
  const origin = keptAs(context, name ?? "");
  const known = name ?? lastName(origin) ?? "";
  if (known === "") return;
  context.emit({
    kind: "model",
    orm: "bookshelf",
    name: known,
    origin: origin.kind === "local" && origin.name === "" ? { kind: "local", name: known } : origin,
    table: context.string(table),
    base: null,
    abstract: false,
    columns: [],
    associations: bookshelfAssociations(context.follow(properties), context),
    line: lineOf(node),
  });
}

export const objection = defineFramework({
  id: "objection",
  visit: {
    ClassDeclaration: (node, context) => readClass(node, context),
    ClassExpression: (node, context) => readClass(node, context),
    CallExpression(node, context) {
      const method = calleeName(node);
      if (receiverOf(node) === null) return;
      if (method === "extend") readBookshelf(node, node.arguments[0] as Node | undefined, null, context);
      else if (method === "model") {
        readBookshelf(node, node.arguments[1] as Node | undefined, context.string(node.arguments[0]), context);
      }
    },
  },
});
