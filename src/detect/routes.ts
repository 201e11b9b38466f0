/** Composes routers, mounts and routes of all files into the routes a client calls. */
import type { Route, RouteDetail } from "../model/app-model.js";
import type { Diagnostic } from "../model/evidence.js";
import type { DetectInput } from "./input.js";

export function detectRoutes(_input: DetectInput): {
  routes: readonly Route[];
  details: readonly RouteDetail[];
  diagnostics: readonly Diagnostic[];
} {
  return { routes: [], details: [], diagnostics: [] };
}
