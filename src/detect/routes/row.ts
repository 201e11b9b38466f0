/** One composed route before ids are given: what every composer of routes hands on. */
import type { RouteDetail } from "../../model/app-model.js";
import type { Evidence } from "../../model/evidence.js";

export interface ComposedRoute {
  readonly method: string;
  readonly path: string;
  readonly host: string | null;
  readonly constraints: readonly string[];
  readonly handler: string | null;
  readonly evidence: readonly Evidence[];
  readonly detail: Omit<RouteDetail, "id">;
}
