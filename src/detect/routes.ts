/** Composes routers, mounts and routes of all files into the routes a client calls. */
import type { Route, RouteDetail } from "../model/app-model.js";
import type { Diagnostic } from "../model/evidence.js";
import { byKeys } from "../text/order.js";
import type { DetectInput } from "./input.js";
import { composers } from "./routes/composers.js";
import { identifyRoutes } from "./routes/identify.js";
import type { ComposedRoute } from "./routes/row.js";

/** A method as HTTP writes it; code can hand anything to a registration. */
const METHOD = /^[A-Z][A-Z-]*$/;

export function detectRoutes(input: DetectInput): {
  routes: readonly Route[];
  details: readonly RouteDetail[];
  diagnostics: readonly Diagnostic[];
} {
  const composed = composers.map((compose) => compose(input));
  const rows = composed.flatMap((one) => one.rows);
  const identified = identifyRoutes(rows.filter(({ method }) => METHOD.test(method)));
  const misread = rows.filter(({ method }) => !METHOD.test(method)).map(sayMethod);
  const diagnostics = composed
    .flatMap((one) => one.diagnostics)
    .concat(misread)
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

const sayMethod = ({ method, path, evidence }: ComposedRoute): Diagnostic => ({
  code: "route-not-understood",
  path: evidence[0]?.path ?? "",
  line: evidence[0]?.line ?? null,
  message: `${JSON.stringify(method)} is no HTTP method: ${path}`,
});
