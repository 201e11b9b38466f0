/** Turns GraphQL SDL into the fields of its root types. */
import { type DocumentNode, parse } from "graphql";

export interface RootField {
  readonly root: "Query" | "Mutation" | "Subscription";
  readonly name: string;
  /** In the text, from 1. */
  readonly line: number;
}

const OPERATIONS = { query: "Query", mutation: "Mutation", subscription: "Subscription" } as const;

export function readSchema(text: string): readonly RootField[] {
  if (!/\b(type|schema)\b/.test(text)) return [];
  let document: DocumentNode;
  try {
    document = parse(text, { noLocation: false });
  } catch {
    return [];
  }
  const roots = rootNames(document);
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== "ObjectTypeDefinition" && definition.kind !== "ObjectTypeExtension") return [];
    const root = roots.get(definition.name.value);
    if (root === undefined) return [];
    return (definition.fields ?? []).map((field) => ({
      root,
      name: field.name.value,
      line: field.loc?.startToken.line ?? 1,
    }));
  });
}

/** `schema { query: MyQuery }` renames the roots. */
function rootNames(document: DocumentNode): ReadonlyMap<string, RootField["root"]> {
  const roots = new Map<string, RootField["root"]>([
    ["Query", "Query"],
    ["Mutation", "Mutation"],
    ["Subscription", "Subscription"],
  ]);
  for (const definition of document.definitions) {
    if (definition.kind !== "SchemaDefinition" && definition.kind !== "SchemaExtension") continue;
    for (const { operation, type } of definition.operationTypes ?? [])
      roots.set(type.name.value, OPERATIONS[operation]);
  }
  return roots;
}
