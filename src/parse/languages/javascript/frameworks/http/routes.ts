/** Turns a path and its handlers into a route fragment. */
import type { Origin } from "../../../../../model/file-facts.js";
import type { TextParts } from "../../../../../model/fragments.js";
import type { FrameworkContext } from "../../framework.js";
import { conditionsOf } from "./branches.js";
import { isPassedOn } from "./forwards.js";
import type { Handled } from "./handlers.js";
import type { PathValue } from "./path-values.js";
import { noteRouter } from "./state.js";

export function emitRoute(
  router: Origin,
  value: PathValue,
  methods: readonly string[],
  handled: Handled,
  line: number,
  context: FrameworkContext,
  more: { readonly methodParts?: TextParts; readonly seen?: true } = {},
): void {
  if (isPassedOn(router, value.parts, line, context)) return;
  noteRouter(context, router);
  const path = value.parts === null ? { path: value.path } : { path: null, pathParts: value.parts };
  const onlyIf = conditionsOf(context);
  const only = onlyIf.length > 0 ? { onlyIf } : {};
  context.emit({ kind: "route", framework: "http", router, methods, ...path, ...handled, ...more, ...only, line });
}
