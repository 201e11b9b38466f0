/** Reads the decorators of a class and of its members, with the package each comes from. */
import type * as t from "@babel/types";
import { type ClassNode, isCall, keyName, lineOf, type Node } from "../ast.js";
import type { FrameworkContext } from "../framework.js";

export interface Decoration {
  readonly name: string;
  readonly args: readonly Node[];
  readonly line: number;
}

export interface DecoratedMember {
  readonly name: string;
  readonly decorations: readonly Decoration[];
  readonly node: Node;
  readonly line: number;
}

/** Decorators that come from one of the packages, by their exported names. */
export function decorationsOf(
  decorators: readonly t.Decorator[] | null | undefined,
  packages: string,
  context: FrameworkContext,
): readonly Decoration[] {
  return (decorators ?? []).flatMap((decorator) => {
    const call = isCall(decorator.expression) ? decorator.expression : null;
    const origin = context.origin(call?.callee ?? decorator.expression);
    if (origin.kind !== "import" || !packages.split("|").includes(origin.source)) return [];
    const name = origin.members?.at(-1) ?? origin.name;
    return [{ name, args: call?.arguments ?? [], line: lineOf(decorator) }];
  });
}

export function decoratedMembers(
  node: ClassNode,
  packages: string,
  context: FrameworkContext,
): readonly DecoratedMember[] {
  return node.body.body.flatMap((member) => {
    if (!("decorators" in member) || !("key" in member)) return [];
    const decorations = decorationsOf(member.decorators as t.Decorator[] | null, packages, context);
    const name = keyName(member.key as Node, "computed" in member && member.computed === true);
    return decorations.length === 0 || name === null ? [] : [{ name, decorations, node: member, line: lineOf(member) }];
  });
}

/** Name of the declared type of a property: `user: User` -> "User"; `posts: Post[]` -> "Post". */
export function typeNameOf(member: Node): string | null {
  const annotation = "typeAnnotation" in member ? (member.typeAnnotation as Node | null) : null;
  return annotation?.type === "TSTypeAnnotation" ? plainType(annotation.typeAnnotation) : null;
}

function plainType(type: Node): string | null {
  switch (type.type) {
    case "TSStringKeyword":
      return "string";
    case "TSNumberKeyword":
      return "number";
    case "TSBooleanKeyword":
      return "boolean";
    case "TSArrayType":
      return plainType(type.elementType);
    case "TSUnionType":
      return type.types.map(plainType).find((name) => name !== null) ?? null;
    case "TSTypeReference":
      return type.typeName.type === "Identifier" ? type.typeName.name : null;
    default:
      return null;
  }
}

/** Name of a class as a person reads it: `module.exports = class Visit` is Visit, though its key is "=". */
export function classLabel(node: ClassNode, context: FrameworkContext): string {
  const key = context.keyOf(node);
  if (node.id != null) return node.id.name;
  if (key !== "=" && key !== "default") return key;
  return (context.path.split("/").at(-1) ?? key).replace(/\.[cm]?[jt]sx?$/, "");
}
