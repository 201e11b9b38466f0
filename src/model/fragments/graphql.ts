/** GraphQL: fields that a place gives to a type, and types that answer an operation. */
import type { Origin } from "../origin.js";

export interface GraphqlField {
  readonly name: string;
  readonly handler: string | null;
  readonly handlerOrigin: Origin | null;
  readonly guards?: readonly { readonly name: string; readonly origin: Origin | null }[];
  readonly line: number;
}

/** Fields in SDL, in an object type made by code, in a resolver map, or in a mere map of fields that others spread. */
export interface GraphqlFieldsFragment {
  readonly kind: "graphql-fields";
  /** resolvers: they answer fields that a schema elsewhere declares. */
  readonly as: "schema" | "resolvers";
  /** Name the schema knows the type by; null for a mere map. */
  readonly type: string | null;
  /** Symbol that holds it in code. */
  readonly origin: Origin | null;
  readonly fields: readonly GraphqlField[];
  /** Maps of fields that are spread into it. */
  readonly spread: readonly Origin[];
  readonly line: number;
}

/** `schema { query: Reading }`, `new GraphQLSchema({ query })`: by name in SDL, by symbol in code. */
export interface GraphqlRootFragment {
  readonly kind: "graphql-root";
  readonly operation: "QUERY" | "MUTATION" | "SUBSCRIPTION";
  readonly type: string | null;
  readonly origin: Origin | null;
  readonly line: number;
}
