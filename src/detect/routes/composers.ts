/** The registry of composers: one line a way of declaring routes, order-free. */
import type { Diagnostic } from "../../model/evidence.js";
import type { DetectInput } from "../input.js";
import { composeSockets } from "./javascript/direct.js";
import { composeGraphql } from "./javascript/graphql.js";
import { composeHttp } from "./javascript/http.js";
import { composeNest } from "./javascript/nest.js";
import { composeNext } from "./javascript/next.js";
import { composeRuby } from "./rails.js";
import type { ComposedRoute } from "./row.js";

export type Composer = (input: DetectInput) => {
  readonly rows: readonly ComposedRoute[];
  readonly diagnostics: readonly Diagnostic[];
};

export const composers: readonly Composer[] = [
  composeGraphql,
  composeHttp,
  composeNest,
  composeNext,
  composeSockets,
  composeRuby,
];
