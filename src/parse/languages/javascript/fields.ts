/** Turns `this.field` into the class that the field's declared type names, as constructor injection leaves it. */
import type { Origin } from "../../../model/file-facts.js";
import { type ClassNode, isClass, keyName, type Node } from "./ast.js";
import { extend, originOf } from "./origins.js";
import type { Scope } from "./scopes.js";

const KNOWN = new WeakMap<ClassNode, ReadonlyMap<string, Node>>();

/** Names of the types of a class's fields, declared in its body or as parameters of its constructor. */
function fieldTypes(node: ClassNode): ReadonlyMap<string, Node> {
  const known = KNOWN.get(node);
  if (known !== undefined) return known;
  const types = new Map<string, Node>();
  for (const member of node.body.body) {
    if (member.type === "ClassProperty" || member.type === "ClassAccessorProperty") {
      add(types, keyName(member.key, member.computed === true), member);
    } else if (member.type === "ClassMethod" && member.kind === "constructor") {
      for (const one of member.params) {
        const inner = one.type === "TSParameterProperty" ? one.parameter : null;
        const named = inner?.type === "AssignmentPattern" ? inner.left : inner;
        if (named?.type === "Identifier") add(types, named.name, named);
      }
    }
  }
  KNOWN.set(node, types);
  return types;
}

function add(types: Map<string, Node>, name: string | null, holder: Node): void {
  const annotation = "typeAnnotation" in holder ? (holder.typeAnnotation as Node | null) : null;
  const type = annotation?.type === "TSTypeAnnotation" ? annotation.typeAnnotation : null;
  if (name !== null && type?.type === "TSTypeReference") types.set(name, type.typeName);
}

/** `this.visits.book` -> {import ./visits VisitsService ["()", "book"]}; null where no field's type tells. */
export function declaredOrigin(origin: Origin, around: readonly Node[], scope: Scope): Origin | null {
  if (origin.kind !== "local" || origin.members?.[0] !== "()" || origin.members[1] === undefined) return null;
  const owner = around.findLast(isClass);
  const type = owner === undefined ? undefined : fieldTypes(owner).get(origin.members[1]);
  if (type === undefined) return null;
  const named = originOf(type, scope, { follow: "entity", className: "" });
  return named.kind === "import" || named.kind === "local" ? extend(named, "()", ...origin.members.slice(2)) : null;
}
