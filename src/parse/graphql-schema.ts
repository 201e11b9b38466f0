/** Turns GraphQL SDL into fragments: the fields of types that may answer operations, and which of them do. */
import { type DefinitionNode, type DocumentNode, Kind, parse, type TypeNode } from "graphql";
import type { GraphqlFieldsFragment, GraphqlRootFragment } from "../model/fragments.js";

const OPERATIONS = { query: "QUERY", mutation: "MUTATION", subscription: "SUBSCRIPTION" } as const;
const DEFAULTS = new Set(["Query", "Mutation", "Subscription"]);

/** Lines count from `line`, that of the text's first. Texts that are no SDL, operations of a client among them, give nothing. */
export function readSchema(text: string, line = 1): readonly (GraphqlFieldsFragment | GraphqlRootFragment)[] {
  if (!/\b(type|schema)\b/.test(text)) return [];
  let document: DocumentNode;
  try {
    document = parse(text, { noLocation: false });
  } catch {
    return [];
  }
  const roots = document.definitions.flatMap((one) => rootsOf(one, line));
  const named = new Set(roots.map((one) => one.type));
  const used = usedTypes(document);
  const mayBeRoot = (name: string): boolean => DEFAULTS.has(name) || named.has(name) || !used.has(name);
  return [...roots, ...document.definitions.flatMap((one) => fieldsOf(one, mayBeRoot, line))];
}

/** `schema { query: Reading }` renames the roots. */
function rootsOf(definition: DefinitionNode, line: number): GraphqlRootFragment[] {
  if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return [];
  return (definition.operationTypes ?? []).map(({ operation, type, loc }) => ({
    kind: "graphql-root",
    operation: OPERATIONS[operation],
    type: type.name.value,
    origin: null,
    line: line + (loc?.startToken.line ?? 1) - 1,
  }));
}

function fieldsOf(
  definition: DefinitionNode,
  mayBeRoot: (name: string) => boolean,
  line: number,
): GraphqlFieldsFragment[] {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
  const type = definition.name.value;
  if (!mayBeRoot(type) || definition.fields === undefined || definition.fields.length === 0) return [];
  const at = (startLine: number | undefined): number => line + (startLine ?? 1) - 1;
  const fields = definition.fields.map((field) => ({
    name: field.name.value,
    handler: null,
    handlerOrigin: null,
    line: at(field.name.loc?.startToken.line),
  }));
  const place = { origin: null, spread: [], line: at(definition.loc?.startToken.line) };
  return [{ kind: "graphql-fields", as: "schema", type, fields, ...place }];
}

/** Types that a field of the same document gives: what is given by a field is no root, the three defaults aside. */
function usedTypes(document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>();
  for (const definition of document.definitions) {
    if (!("fields" in definition)) continue;
    for (const field of definition.fields ?? []) used.add(nameOf(field.type));
  }
  return used;
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}
