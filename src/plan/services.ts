/** Turns decided services into planned ones: routes with operations, tables, jobs, config. */
import type { AppModel, Route, RouteDetail } from "../model/app-model.js";
import type { AuthChoice, Decisions, ServiceDecision } from "../model/decision.js";
import { UserError } from "../model/errors.js";
import type { PlannedEnqueue, PlannedRoute, PlannedService } from "../model/plan.js";
import type { Module, Proposal } from "../model/proposal.js";
import { byText } from "../text/order.js";
import { planEnqueues } from "./enqueues.js";
import { nameOperations } from "./operation.js";
import { requestSchema, responseSchema, tableOf } from "./schemas.js";
import { shapeRoute } from "./shapes.js";
import { planTasks, refuseStrayTasks } from "./tasks.js";

const FIRST_PORT = 4001;
/** What HTTP can carry across the gateway; sockets and GraphQL operations stay where they are. */
const CARRIED = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

export function planServices(app: AppModel, proposal: Proposal, decisions: Decisions): readonly PlannedService[] {
  const wanted = decisions.services.filter(({ extract }) => extract);
  for (const service of wanted) refuseEmpty(proposal, service);
  refuseSharedRoutes(proposal, wanted);
  refuseStrayTasks(decisions, wanted);
  return wanted.map((service, i) =>
    planService(app, modulesOf(proposal, service), service, FIRST_PORT + i, planTasks(app, service, decisions)),
  );
}

const modulesOf = (proposal: Proposal, { modules }: ServiceDecision): readonly Module[] =>
  proposal.modules.filter(({ id, name }) => modules.includes(id) || modules.includes(name));

function refuseEmpty(proposal: Proposal, service: ServiceDecision): void {
  const found = modulesOf(proposal, service);
  const missing = service.modules.filter((name) => !found.some((module) => module.id === name || module.name === name));
  if (missing.length === 0 && found.length > 0) return;
  throw new UserError(
    `services.${service.id} takes ${missing.join(", ") || "no module"}, which the analysis does not have`,
    {
      hint: "run migrate select again, or set extract: false",
    },
  );
}

function refuseSharedRoutes(proposal: Proposal, services: readonly ServiceDecision[]): void {
  const owner = new Map<string, string>();
  for (const service of services) {
    for (const route of modulesOf(proposal, service).flatMap(({ routes }) => routes)) {
      if (service.routes?.[route] === "monolith") continue;
      const other = owner.get(route);
      if (other !== undefined && other !== service.name) {
        throw new UserError(`two services claim the route ${route}: ${other} and ${service.name}`, {
          hint: `give one of them "${route}: monolith" under its routes`,
        });
      }
      owner.set(route, service.name);
    }
  }
}

function planService(
  app: AppModel,
  modules: readonly Module[],
  decision: ServiceDecision,
  port: number,
  tasks: readonly PlannedEnqueue[],
): PlannedService {
  const files = [...new Set(modules.flatMap((module) => module.files))].sort(byText);
  const within = new Set(files);
  const tableNames = new Set(modules.flatMap(({ tables }) => tables));
  const tables = app.tables.filter(({ name }) => tableNames.has(name));
  const enqueues = [...planEnqueues(app, within, decision), ...tasks];
  return {
    id: decision.id,
    name: decision.name,
    language: decision.language,
    data: decision.data,
    port,
    routes: planRoutes(app, new Set(modules.flatMap(({ routes }) => routes)), decision, tables),
    tables,
    enqueues,
    env: app.configVars.filter(({ readAt }) => readAt.some(({ path }) => within.has(path))).map(({ name }) => name),
    files,
  };
}

function planRoutes(
  app: AppModel,
  ids: ReadonlySet<string>,
  decision: ServiceDecision,
  tables: PlannedService["tables"],
): readonly PlannedRoute[] {
  const mine = app.routes.filter(
    ({ id, method }) => ids.has(id) && CARRIED.has(method) && decision.routes?.[id] !== "monolith",
  );
  const operations = nameOperations(mine);
  const details = new Map(app.routeDetails.map((detail) => [detail.id, detail]));
  return mine.map((route) => {
    const table = tableOf(route, tables);
    const detail = details.get(route.id) ?? unknownDetail(route);
    const planned: PlannedRoute = {
      route,
      detail,
      operation: operations.get(route.id)!,
      auth: authOf(route, decision),
      parameters: pathParameters(route),
      request: requestSchema(route, table),
      response: responseSchema(route, table),
      enqueues: jobsOf(app, detail),
    };
    return shapeRoute(app, planned, table);
  });
}

function authOf(route: Route, decision: ServiceDecision): AuthChoice {
  const own = decision.routes?.[route.id];
  const auth = own === undefined || own === "monolith" ? decision.auth : own;
  if (auth !== null) return auth;
  throw new UserError(`nobody decided how ${decision.name} knows the callers of ${route.id}`, {
    hint: `--set services.${decision.id}.auth=ask-monolith, or an answer for this route under its routes`,
  });
}

const pathParameters = (route: Route): PlannedRoute["parameters"] =>
  [...route.path.matchAll(/[:*]([A-Za-z_]\w*)/g)].map(([, name]) => ({ name: name!, in: "path", type: "string" }));

const jobsOf = (app: AppModel, { handlerPath }: RouteDetail): readonly string[] =>
  handlerPath === null
    ? []
    : app.jobs.filter(({ enqueuedAt }) => enqueuedAt.some(({ path }) => path === handlerPath)).map(({ name }) => name);

const unknownDetail = (route: Route): RouteDetail => ({
  id: route.id,
  handlerPath: route.evidence[0]?.path ?? null,
  handlerLine: route.evidence[0]?.line ?? null,
  handlerName: route.handler,
  framework: "unknown",
  authentication: { kind: "unknown", guards: [] },
  csrf: false,
});
