/** Turns routes that hang on no router into rows: WebSocket servers, GraphQL fields. */

import type { FileFacts } from "../../../model/file-facts.js";
import type { RouteFragment } from "../../../model/fragments.js";
import { classifyGuards, type GuardUse } from "../../authentication.js";
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
  before: readonly GuardUse[] = [],
): ComposedRoute[] {
  const target = fragment.handlerOrigin === null ? null : symbols.definition(facts.path, fragment.handlerOrigin);
  const own = fragment.guards?.map((guard) => ({ path: facts.path, ...guard })) ?? [];
  const guards = [...before, ...own];
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
