/** Turns routes that hang on no router into rows: WebSocket servers, GraphQL fields. */
import type { Diagnostic } from "../../../model/evidence.js";
import type { FileFacts, Origin } from "../../../model/file-facts.js";
import type { RouteFragment } from "../../../model/fragments.js";
import { byKeys } from "../../../text/order.js";
import { classifyGuards } from "../../authentication.js";
import type { DetectInput } from "../../input.js";
import { normalisePath } from "../paths.js";
import type { ComposedRoute } from "../row.js";
import type { Composed } from "./http.js";
import { RouterSymbols } from "./symbols.js";

export interface Placed {
  readonly facts: FileFacts;
  readonly fragment: RouteFragment;
}

export function collect(input: DetectInput, framework: string): Placed[] {
  return input.facts
    .filter((facts) => !facts.marks.includes("test"))
    .flatMap((facts) =>
      facts.fragments.flatMap((fragment) =>
        fragment.kind === "route" && fragment.framework === framework ? [{ facts, fragment }] : [],
      ),
    );
}

export function composeSockets(input: DetectInput): Composed {
  const symbols = new RouterSymbols(input.facts, input.resolution);
  const routes = collect(input, "ws");
  return {
    rows: routes.flatMap((one) => rowsOf(one, symbols, input, normalisePath(one.fragment.path ?? ""))),
    diagnostics: [],
  };
}

export function rowsOf(
  { facts, fragment }: Placed,
  symbols: RouterSymbols,
  input: DetectInput,
  path: string,
): ComposedRoute[] {
  const target = fragment.handlerOrigin === null ? null : symbols.definition(facts.path, fragment.handlerOrigin);
  const guards = fragment.guards?.map((guard) => ({ path: facts.path, ...guard })) ?? [];
  return fragment.methods.map((method) => ({
    method,
    path,
    host: null,
    constraints: [],
    handler: fragment.handler,
    evidence: [
      { path: facts.path, line: target?.path === facts.path ? (target.line ?? fragment.line) : fragment.line },
    ],
    detail: {
      handlerPath: target?.path ?? facts.path,
      handlerLine: target?.line ?? fragment.line,
      handlerName: target?.name ?? null,
      framework: fragment.framework,
      ...classifyGuards(guards, input),
    },
  }));
}

/** One row a field, wherever its schema and its resolver are. */
export function composeGraphql(input: DetectInput): Composed {
  const symbols = new RouterSymbols(input.facts, input.resolution);
  const resolvers = resolversOf(input.facts);
  const answered = answeredNames(input.facts, resolvers);
  const diagnostics: Diagnostic[] = [];
  const fields = new Map<string, Placed[]>();
  for (const [path, placed] of groupByFile(collect(input, "graphql"))) {
    const schemaOnly = placed.every((one) => one.fragment.handlerOrigin === null && one.fragment.handler === null);
    const known = placed.filter((one) => answered.has(one.fragment.path ?? "")).length;
    if (schemaOnly && placed[0]!.facts.language === "graphql" && known < placed.length / 2) {
      const message = `${placed.length} root fields that nothing in this repo answers: another service's schema`;
      diagnostics.push({ code: "graphql-schema-foreign", path, line: null, message });
      continue;
    }
    for (const one of placed) {
      const key = `${one.fragment.methods[0]} ${one.fragment.path}`;
      fields.set(key, [...(fields.get(key) ?? []), one]);
    }
  }
  const rows = [...fields.values()].flatMap((placed) => fieldRows(placed, resolvers, symbols, input));
  return { rows, diagnostics };
}

function groupByFile(placed: readonly Placed[]): Map<string, Placed[]> {
  const groups = new Map<string, Placed[]>();
  for (const one of placed) groups.set(one.facts.path, [...(groups.get(one.facts.path) ?? []), one]);
  return groups;
}

interface Resolver {
  readonly path: string;
  readonly origin: Origin;
  readonly line: number;
}

function resolversOf(facts: readonly FileFacts[]): ReadonlyMap<string, Resolver> {
  const found = new Map<string, Resolver>();
  for (const { path, fragments } of facts) {
    for (const fragment of fragments) {
      if (fragment.kind !== "alias" || fragment.from.kind !== "string" || !fragment.from.name.startsWith("graphql:"))
        continue;
      const name = fragment.from.name.slice("graphql:".length);
      if (!found.has(name)) found.set(name, { path, origin: fragment.to, line: fragment.line });
    }
  }
  return found;
}

/** Names that server code gives to fields, functions, methods or files. */
function answeredNames(facts: readonly FileFacts[], resolvers: ReadonlyMap<string, Resolver>): ReadonlySet<string> {
  const names = new Set([...resolvers.keys()].map((name) => name.replace(/^\w+\./, "")));
  for (const { path, language, marks, definitions, exports } of facts) {
    if (language === "graphql" || marks.includes("frontend") || marks.includes("test")) continue;
    names.add(path.replace(/^.*\//, "").replace(/\.[^/]*$/, ""));
    for (const one of definitions) names.add(one.name.replace(/^.*[#./]/, ""));
    for (const one of exports) names.add(one.name);
  }
  return names;
}

const ROOTS: Readonly<Record<string, string>> = { QUERY: "Query", MUTATION: "Mutation", SUBSCRIPTION: "Subscription" };

function fieldRows(
  placed: readonly Placed[],
  resolvers: ReadonlyMap<string, Resolver>,
  symbols: RouterSymbols,
  input: DetectInput,
): ComposedRoute[] {
  const ordered = [...placed].sort(
    byKeys(
      (one) => (one.fragment.handler === null ? 1 : 0),
      (one) => (one.facts.marks.includes("generated") ? 1 : 0),
      (one) => one.facts.path,
    ),
  );
  const best = ordered[0]!;
  const field = best.fragment.path ?? "";
  const resolver = resolvers.get(`${ROOTS[best.fragment.methods[0]!]}.${field}`);
  const [row] = rowsOf(best, symbols, input, field);
  if (row === undefined) return [];
  const evidence = [
    ...new Map(
      ordered.map((one) => [
        `${one.facts.path}:${one.fragment.line}`,
        { path: one.facts.path, line: one.fragment.line },
      ]),
    ).values(),
  ];
  if (best.fragment.handler !== null || resolver === undefined) return [{ ...row, evidence }];
  const target = symbols.definition(resolver.path, resolver.origin);
  const detail = {
    ...row.detail,
    handlerPath: target?.path ?? resolver.path,
    handlerLine: target?.line ?? resolver.line,
    handlerName: target?.name ?? null,
  };
  return [{ ...row, handler: target?.name.startsWith("fn@") === false ? target.name : null, evidence, detail }];
}
