/** Turns GraphQL types, roots and resolver maps of all files into one row a field that a client may ask for. */
import type { Diagnostic } from "../../../model/evidence.js";
import type { FileFacts } from "../../../model/file-facts.js";
import type { GraphqlField, GraphqlRootFragment } from "../../../model/fragments.js";
import { byKeys } from "../../../text/order.js";
import { classifyGuards } from "../../authentication.js";
import type { DetectInput } from "../../input.js";
import type { ComposedRoute } from "../row.js";
import { GraphqlTypes, type PlacedField, type PlacedType } from "./graphql-types.js";
import type { Composed } from "./http.js";
import { RouterSymbols } from "./symbols.js";

type Operation = GraphqlRootFragment["operation"];

const OPERATIONS: readonly (readonly [Operation, string])[] = [
  ["QUERY", "Query"],
  ["MUTATION", "Mutation"],
  ["SUBSCRIPTION", "Subscription"],
];

export function composeGraphql(input: DetectInput): Composed {
  const facts = input.facts.filter((one) => !one.marks.includes("test"));
  const types = new GraphqlTypes(facts, input.resolution);
  const foreign = foreignSchemas(facts, types);
  const diagnostics = [...foreign].map(([path, count]): Diagnostic => {
    const message = `${count} root fields that nothing in this repo answers: another service's schema`;
    return { code: "graphql-schema-foreign", path, line: null, message };
  });
  const symbols = new RouterSymbols(facts, input.resolution);
  const rows = OPERATIONS.flatMap(([operation, type]) => {
    const roots = types.roots(operation, type).filter((one) => !foreign.has(one.facts.path));
    return operationRows(operation, roots, { types, symbols, input });
  });
  return { rows, diagnostics };
}

interface Composing {
  readonly types: GraphqlTypes;
  readonly symbols: RouterSymbols;
  readonly input: DetectInput;
}

function operationRows(operation: Operation, roots: readonly PlacedType[], composing: Composing): ComposedRoute[] {
  const fields = new Map<string, PlacedField[]>();
  for (const root of roots) {
    for (const placed of composing.types.fieldsOf(root))
      fields.set(placed.field.name, [...(fields.get(placed.field.name) ?? []), placed]);
  }
  return [...fields.values()].map((placed) => rowOf(operation, placed, composing));
}

function rowOf(operation: Operation, placed: readonly PlacedField[], composing: Composing): ComposedRoute {
  const ordered = [...placed].sort(
    byKeys(
      (one) => (one.field.handler === null ? 1 : 0),
      (one) => (one.generated ? 1 : 0),
      (one) => one.path,
      (one) => one.field.line,
    ),
  );
  const best = ordered[0]!;
  const lines = new Map(
    ordered.map((one) => [`${one.path}:${one.field.line}`, { path: one.path, line: one.field.line }]),
  );
  const guards = best.field.guards?.map((guard) => ({ path: best.path, ...guard })) ?? [];
  return {
    method: operation,
    path: best.field.name,
    host: null,
    constraints: [],
    evidence: [...lines.values()],
    ...answerOf(best, composing),
    detail: { ...answerOf(best, composing).detail, framework: "graphql", ...classifyGuards(guards, composing.input) },
  };
}

type Answer = Pick<ComposedRoute, "handler"> & {
  readonly detail: Pick<ComposedRoute["detail"], "handlerPath" | "handlerLine" | "handlerName">;
};

/** The function that the field itself names, else the one that a resolver map gives for it. */
function answerOf({ field, path, type }: PlacedField, { types, symbols }: Composing): Answer {
  const resolver = field.handlerOrigin === null && type !== null ? types.resolver(type, field.name) : null;
  const from = resolver ?? { path, field };
  const origin = from.field.handlerOrigin;
  const target = origin === null ? null : symbols.definition(from.path, origin);
  const named = target === null || target.name.startsWith("fn@") ? null : target.name;
  return {
    handler: field.handler ?? named,
    detail: {
      handlerPath: target?.path ?? from.path,
      handlerLine: target?.line ?? from.field.line,
      handlerName: target?.name ?? null,
    },
  };
}

/** Schema files of whose root fields most have no name in server code: what a client keeps of another service. */
function foreignSchemas(facts: readonly FileFacts[], types: GraphqlTypes): ReadonlyMap<string, number> {
  const fields = new Map<string, GraphqlField[]>();
  for (const [operation, type] of OPERATIONS) {
    for (const root of types.roots(operation, type)) {
      const { path, language } = root.facts;
      if (language === "graphql") fields.set(path, [...(fields.get(path) ?? []), ...root.fragment.fields]);
    }
  }
  if (fields.size === 0) return new Map();
  const answered = answeredNames(facts, types);
  return new Map(
    [...fields].flatMap(([path, own]) => {
      const known = own.filter((one) => answered.has(one.name)).length;
      return known < own.length / 2 ? [[path, own.length] as const] : [];
    }),
  );
}

/** Names that server code gives to fields, functions, methods or files. */
function answeredNames(facts: readonly FileFacts[], types: GraphqlTypes): ReadonlySet<string> {
  const names = new Set(types.answered());
  for (const { path, language, marks, definitions, exports } of facts) {
    if (language === "graphql" || marks.includes("frontend")) continue;
    names.add(path.replace(/^.*\//, "").replace(/\.[^/]*$/, ""));
    for (const one of definitions) names.add(one.name.replace(/^.*[#./]/, ""));
    for (const one of exports) names.add(one.name);
  }
  return names;
}
