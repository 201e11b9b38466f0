/** Composes routers, mounts and routes of all files into the routes a client calls. */
import type { Route, RouteDetail } from "../model/app-model.js";
import type { Diagnostic } from "../model/evidence.js";
import { byKeys } from "../text/order.js";
import type { DetectInput } from "./input.js";
import { composers } from "./routes/composers.js";
import { identifyRoutes } from "./routes/identify.js";

export function detectRoutes(input: DetectInput): {
  routes: readonly Route[];
  details: readonly RouteDetail[];
  diagnostics: readonly Diagnostic[];
} {
  const composed = composers.map((compose) => compose(input));
  const identified = identifyRoutes(composed.flatMap((one) => one.rows));
  const diagnostics = composed
    .flatMap((one) => one.diagnostics)
    .sort(
      byKeys(
        (one) => one.path,
        (one) => one.line ?? 0,
        (one) => one.code,
        (one) => one.message,
      ),
    );
  return { ...identified, diagnostics };
}
