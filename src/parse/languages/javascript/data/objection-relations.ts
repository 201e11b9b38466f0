/** Turns the `relationMappings` of an Objection class into associations. https://vincit.github.io/objection.js/guide/relations.html */
import type { Origin } from "../../../../model/file-facts.js";
import type { AssociationFact } from "../../../../model/fragments.js";
import { type ClassNode, isFunction, keyName, lineOf, type Node, unwrap } from "../ast.js";
import type { FrameworkContext } from "../framework.js";
import { lastName } from "./chains.js";
import { entriesOf, lazyTarget, returnedObject, settingOf } from "./objects.js";

const RELATIONS: Readonly<Record<string, AssociationFact["kind"]>> = {
  BelongsToOneRelation: "belongs-to",
  HasOneRelation: "has-one",
  HasManyRelation: "has-many",
  ManyToManyRelation: "many-to-many",
  HasOneThroughRelation: "has-one",
};

/** Value of a property of the class or of its instances, or what a getter or method of that name returns. */
export function memberValue(node: ClassNode, name: string, onClass: boolean): Node | null {
  for (const member of node.body.body) {
    if (!("key" in member) || !("static" in member) || (member.static ?? false) !== onClass) continue;
    if (keyName(member.key as Node, false) !== name) continue;
    if (member.type === "ClassProperty") return member.value ? returnedObject(unwrap(member.value)) : null;
    if (isFunction(member)) return returnedObject(member);
  }
  return null;
}

/** A model by name, by symbol, by a function that gives it, or by the file that exports it. */
export function modelClass(node: Node | null, context: FrameworkContext): Origin | null {
  const target = node === null ? null : lazyTarget(node);
  if (target === null) return null;
  const file = context.string(target) === null ? context.folder(target) : null;
  if (file !== null && /^\.{0,2}\//.test(file) && !file.includes("*"))
    return { kind: "import", source: file, name: "*" };
  const name = context.string(target);
  return name === null ? context.origin(target) : { kind: "string", name: fileName(name) };
}

/** With `modelPaths`, a name is that of a file. */
const fileName = (path: string): string => (path.split("/").at(-1) ?? path).replace(/\.[cm]?[jt]s$/, "");

export function readRelations(node: ClassNode, context: FrameworkContext): AssociationFact[] {
  return entriesOf(memberValue(node, "relationMappings", true), context).flatMap(({ name, value }) => {
    const relation = settingOf(value, "relation", context);
    const kind = RELATIONS[(relation && lastName(context.origin(relation))) ?? ""];
    if (kind === undefined) return [];
    const join = settingOf(value, "join", context);
    const from = context.string(settingOf(join, "from", context));
    const through = context.string(settingOf(settingOf(join, "through", context), "from", context));
    return {
      kind,
      name,
      target: modelClass(settingOf(value, "modelClass", context), context),
      through: through?.split(".")[0] ?? null,
      polymorphic: false,
      foreignKey: kind === "belongs-to" ? (from?.split(".").at(-1) ?? null) : null,
      line: lineOf(value),
    };
  });
}
