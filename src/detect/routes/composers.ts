/** The registry of composers: one line a way of declaring routes, order-free. */
import type { Diagnostic } from "../../model/evidence.js";
import type { DetectInput } from "../input.js";
import { composeHttp } from "./javascript/http.js";
import type { ComposedRoute } from "./row.js";

export type Composer = (input: DetectInput) => {
  readonly rows: readonly ComposedRoute[];
  readonly diagnostics: readonly Diagnostic[];
};

export const composers: readonly Composer[] = [composeHttp];
