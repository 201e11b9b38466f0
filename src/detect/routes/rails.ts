/** Composes Rails' routes with their controllers: file and line of the action, guards, CSRF. */
import type { Evidence } from "../../model/evidence.js";
import type { DetectInput } from "../input.js";
import { RackApps } from "./rack.js";
import { ActionShapes } from "./rails/action-shapes.js";
import { activeAdminFiles, activeAdminGuard } from "./rails/active-admin.js";
import { Controllers } from "./rails/controllers.js";
import { guardRoute } from "./rails/guards.js";
import { drawRailsRoutes } from "./rails/index.js";
import type { RouteRow } from "./rails/mapping.js";
import { ActionTouches } from "./rails/touches.js";
import type { ComposedRoute } from "./row.js";

/** "api/v1/books" -> API::V1::BooksController, by the app's own inflections. */
type ClassNamer = (controller: string) => string;

/** Files that register with ActiveAdmin, which makes their controllers, and the guard before all of these. */
interface Admin {
  readonly files: ReadonlySet<string>;
  readonly guard: string | null;
}

interface Around {
  readonly controllers: Controllers;
  readonly nameClass: ClassNamer;
  readonly shapes: ActionShapes;
  readonly admin: Admin;
  readonly touches: ActionTouches;
}

/** An action that the gem makes is written where its resource is registered. */
function composeAdminRow(row: RouteRow, composed: ComposedRoute, { files, guard }: Admin): ComposedRoute {
  if (!files.has(row.file) || composed.detail.handlerPath !== null) return composed;
  const detail = { ...composed.detail, handlerPath: row.file, handlerLine: row.line };
  if (guard === null) return { ...composed, detail };
  return { ...composed, detail: { ...detail, authentication: { kind: "devise", guards: [guard] } } };
}

function composeRow(
  row: RouteRow,
  method: string,
  { controllers, nameClass, shapes, admin, touches }: Around,
): ComposedRoute {
  const wanted = row.controller === null ? null : nameClass(row.controller);
  const found = wanted === null ? null : controllers.find(wanted, row.file);
  const name = found === null || row.action === null ? null : `${found.name}#${row.action}`;
  const defined = name === null ? null : controllers.method(name);
  const evidence: Evidence[] = [{ path: row.file, line: row.line }];
  const composed: ComposedRoute = {
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
      ...guardRoute(controllers, found?.name ?? wanted, row, method),
      touches: found === null || row.action === null ? null : touches.of(found.name, row.action),
      ...(found === null || row.action === null ? {} : shapes.of(controllers.lineage(found.name), row.action)),
    },
  };
  return composeAdminRow(row, composed, admin);
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
  const controllers = new Controllers(input);
  const touches = new ActionTouches(input.facts, controllers);
  const apps = new RackApps(input, touches);
  const nameClass: ClassNamer = (controller) => `${inflector.camelize(controller)}Controller`;
  const admin = { files: activeAdminFiles(input.facts), guard: activeAdminGuard(input.facts) };
  const around = { controllers, nameClass, shapes: new ActionShapes(input.facts), admin, touches };
  return {
    rows: [
      ...rows.flatMap((row) => expandMount(row, apps) ?? row.verbs.map((method) => composeRow(row, method, around))),
      ...apps.standalone(),
    ],
    diagnostics,
  };
}
