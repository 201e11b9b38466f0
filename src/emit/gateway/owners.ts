/** Turns the plan's routes into what a gateway matches: method and path pattern to the service that answers. */
import type { Route, RouteDetail } from "../../model/app-model.js";
import type { Plan, PlannedRoute, PlannedService } from "../../model/plan.js";
import { bySpecificity, patternOf, samplePath } from "../route-pattern.js";

export interface Owned {
  readonly service: PlannedService;
  readonly planned: PlannedRoute;
  /** Anchored, as nginx and Go's regexp both read it. */
  readonly pattern: string;
}

export const ownedRoutes = (plan: Plan): readonly Owned[] =>
  plan.services
    .flatMap((service) => service.routes.map((planned) => ({ service, planned, pattern: patternOf(planned) })))
    .sort((a, b) => bySpecificity(a.planned.route, b.planned.route));

/** A route that stays with the monolith and that a wider one of a service would take. */
export interface Kept {
  readonly route: Route;
  readonly methods: readonly string[];
  readonly pattern: string;
}

/** Served before any route is looked at, by the web server or the framework. */
const STATIC = "^/(assets|packs|static|public|cable|rails|favicon\\.ico|robots\\.txt)(/.*)?$";

/** What the gateway must leave to the monolith although a service's pattern matches it: "/users/new" beside "/:name/new". */
export function keptRoutes(plan: Plan, owned: readonly Owned[]): readonly Kept[] {
  const kept = plan.gateway.filter(({ to }) => to === "monolith").flatMap(({ route }) => keep(route, owned));
  const greedy = owned.some(({ planned }) => /^\/[:*]/.test(planned.route.path));
  const own: Route = {
    id: "static",
    method: "GET",
    path: "/",
    host: null,
    constraints: [],
    handler: null,
    evidence: [],
  };
  return [
    ...(greedy ? [{ route: own, methods: ["GET", "HEAD"], pattern: STATIC }] : []),
    ...kept.sort((a, b) => bySpecificity(a.route, b.route)),
  ];
}

function keep(route: Route, owned: readonly Owned[]): readonly Kept[] {
  const mounted = route.method === "ANY";
  const sample = samplePath(route);
  const taken = owned.some(
    ({ planned, pattern }) =>
      (mounted || methods(planned.route).includes(route.method)) &&
      new RegExp(pattern).test(sample) &&
      bySpecificity(route, planned.route) < 0,
  );
  if (!taken) return [];
  const exact = patternOf({ route, detail: { framework: "" } as RouteDetail });
  // A mounted engine answers all below its path, in every method.
  if (mounted) return [{ route, methods: ALL, pattern: exact.replace(/\$$/, "(/.*)?$") }];
  return [{ route, methods: methods(route), pattern: exact }];
}

const ALL: readonly string[] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

export const variable = (name: string): string => name.replaceAll("-", "_");
/** A service asks the monolith on some routes and verifies callers itself on others. */
export const asksMonolith = ({ planned }: Owned): boolean => planned.auth === "ask-monolith";
/** Whether the monolith can still answer a read in the service's stead: the data is in one place. */
export const fallsBack = ({ service }: Owned): boolean => service.data === "shared-schema";

/** Methods that a route answers: HEAD is GET without its body. */
export const methodsOf = ({ planned }: Owned): readonly string[] => methods(planned.route);
const methods = ({ method }: Route): readonly string[] => (method === "GET" ? ["GET", "HEAD"] : [method]);

/** A route's name at the gateway, also where two services have an operation of one name. */
export const routeName = ({ service, planned }: Owned): string => `${variable(service.name)}_${planned.operation}`;
