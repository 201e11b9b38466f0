/** Reads Bookshelf models: extended, registered, or written as classes. https://bookshelfjs.org/api.html */
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
} from "../ast.js";
import { lastName } from "../data/chains.js";
import { classLabel } from "../data/decorators.js";
import { memberValue, modelClass } from "../data/objection-relations.js";
import { type Entry, entriesOf, keptAs, returnedObject, settingOf } from "../data/objects.js";
import { tableNamed } from "../data/table-names.js";
import { defineFramework, type FrameworkContext } from "../framework.js";

const KINDS: Readonly<Record<string, AssociationFact["kind"]>> = {
  belongsTo: "belongs-to",
  hasOne: "has-one",
  hasMany: "has-many",
  belongsToMany: "many-to-many",
  morphMany: "has-many",
  morphOne: "has-one",
  morphTo: "belongs-to",
};

/** The call on `this` that a chain starts with: `this.hasMany(...).through(...)`. */
function firstCall(input: Node): CallNode | null {
  let call = input;
  while (isCall(call) && receiverOf(call) !== null && isCall(receiverOf(call)!)) call = receiverOf(call)!;
  return isCall(call) && receiverOf(call)?.type === "ThisExpression" ? call : null;
}

/** `posts() { return this.hasMany("Post") }` */
function readAssociation({ name, value }: Entry, context: FrameworkContext): AssociationFact[] {
  const call = firstCall(returnedObject(value));
  const method = call === null ? "" : (calleeName(call) ?? "");
  const kind = KINDS[method];
  if (call === null || kind === undefined) return [];
  // Each record of a `morphTo` names the model it belongs to.
  const open = method === "morphTo";
  return [
    {
      kind,
      name,
      target: open ? null : modelClass(call.arguments[0] ?? null, context),
      through: kind === "many-to-many" ? context.string(call.arguments[1]) : null,
      polymorphic: method.startsWith("morph"),
      foreignKey: null,
      line: lineOf(call),
    },
  ];
}

/** `bookshelf.model("User", { tableName })`, `bookshelf.Model.extend({ tableName })`. */
function readProperties(
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
    ...tableNamed(returnedObject(table), context),
    base: null,
    abstract: false,
    columns: [],
    associations: entriesOf(properties, context).flatMap((entry) => readAssociation(entry, context)),
    line: lineOf(node),
  });
}

/** `class User extends bookshelf.Model { get tableName() { return "users" } posts() {...} }` */
function readClass(node: ClassNode, context: FrameworkContext): void {
  const table = node.superClass == null ? null : memberValue(node, "tableName", false);
  if (table === null) return;
  const methods = node.body.body.flatMap((member): Entry[] => {
    const name = isFunction(member) && "key" in member ? keyName(member.key, false) : null;
    return name === null ? [] : [{ name, value: member }];
  });
  context.emit({
    kind: "model",
    orm: "bookshelf",
    name: classLabel(node, context),
    origin: { kind: "local", name: context.keyOf(node) },
    ...tableNamed(table, context),
    base: null,
    abstract: false,
    columns: [],
    associations: methods.flatMap((entry) => readAssociation(entry, context)),
    line: lineOf(node),
  });
}

export const bookshelf = defineFramework({
  id: "bookshelf",
  visit: {
    ClassDeclaration: (node, context) => readClass(node, context),
    ClassExpression: (node, context) => readClass(node, context),
    CallExpression(node, context) {
      const method = calleeName(node);
      if (receiverOf(node) === null) return;
      if (method === "extend") readProperties(node, node.arguments[0], null, context);
      else if (method === "model") readProperties(node, node.arguments[1], context.string(node.arguments[0]), context);
    },
  },
});
