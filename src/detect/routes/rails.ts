/** Composes Rails' routes with their controllers: file and line of the action, guards, CSRF. */
import type { Evidence } from "../../model/evidence.js";
import type { DetectInput } from "../input.js";
import { RackApps } from "./rack.js";
import { Controllers } from "./rails/controllers.js";
import { guardRoute } from "./rails/guards.js";
import { drawRailsRoutes } from "./rails/index.js";
import type { RouteRow } from "./rails/mapping.js";
import type { ComposedRoute } from "./row.js";

/** "api/v1/books" -> API::V1::BooksController, by the app's own inflections. */
type ClassNamer = (controller: string) => string;

function composeRow(row: RouteRow, method: string, controllers: Controllers, nameClass: ClassNamer): ComposedRoute {
  const wanted = row.controller === null ? null : nameClass(row.controller);
  const found = wanted === null ? null : controllers.find(wanted, row.file);
  const name = found === null || row.action === null ? null : `${found.name}#${row.action}`;
  const defined = name === null ? null : controllers.method(name);
  const evidence: Evidence[] = [{ path: row.file, line: row.line }];
  return {
    method,
    path: row.path,
    host: row.host,
    constraints: row.constraints,
    handler: row.handler,
    evidence,
    detail: {
      handlerPath: defined?.path ?? found?.path ?? null,
      handlerLine: defined?.line ?? found?.line ?? null,
      handlerName: name,
      framework: "rails",
      ...guardRoute(controllers, found?.name ?? null, row, method),
    },
  };
}

/** Rack applications of this repo show their own routes where Rails mounts them. */
function expandMount(row: RouteRow, apps: RackApps): readonly ComposedRoute[] | null {
  if (row.mounted === null) return null;
  const rows = apps.expand(row.mounted.name.replace(/^::/, ""), row.path);
  if (rows === null || rows.length === 0) return null;
  return rows.map((one) => ({ ...one, host: row.host, constraints: row.constraints }));
}

/** Rails' routes, and those of Sinatra and Grape applications inside it or on their own. */
export function composeRuby(input: DetectInput) {
  const { rows, diagnostics, inflector } = drawRailsRoutes(input);
  const apps = new RackApps(input);
  const controllers = new Controllers(input);
  const nameClass: ClassNamer = (controller) => `${inflector.camelize(controller)}Controller`;
  return {
    rows: [
      ...rows.flatMap(
        (row) => expandMount(row, apps) ?? row.verbs.map((method) => composeRow(row, method, controllers, nameClass)),
      ),
      ...apps.standalone(),
    ],
    diagnostics,
  };
}
