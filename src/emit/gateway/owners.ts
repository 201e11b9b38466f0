/** Turns the plan's routes into what a gateway matches: method and path pattern to the service that answers. */
import type { Plan, PlannedRoute, PlannedService } from "../../model/plan.js";

export interface Owned {
  readonly service: PlannedService;
  readonly planned: PlannedRoute;
  /** Anchored, as nginx and Go's regexp both read it. */
  readonly pattern: string;
}

export const ownedRoutes = (plan: Plan): readonly Owned[] =>
  plan.services.flatMap((service) =>
    service.routes.map((planned) => ({ service, planned, pattern: patternOf(planned) })),
  );

/** "/cards/:id(/:page)" -> "^/cards/[^/]+$"; optional parts stay with the monolith. */
function patternOf({ route, detail }: PlannedRoute): string {
  // In Rails a dot begins the format: "/cards/1.json" is not the card "1.json". The monolith goes on answering those.
  // https://guides.rubyonrails.org/routing.html#bound-parameters
  const segment = detail.framework === "rails" ? "[^/.]+" : "[^/]+";
  const plain = route.path.replace(/\([^)]*\)/g, "");
  const parts = plain.split(/([:*][A-Za-z_]\w*)/);
  const pattern = parts.map((part) => (part.startsWith(":") ? segment : part.startsWith("*") ? ".+" : literal(part)));
  return `^${pattern.join("")}$`;
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export const variable = (name: string): string => name.replaceAll("-", "_");
/** A service asks the monolith on some routes and verifies callers itself on others. */
export const asksMonolith = ({ planned }: Owned): boolean => planned.auth === "ask-monolith";
/** Whether the monolith can still answer a read in the service's stead: the data is in one place. */
export const fallsBack = ({ service }: Owned): boolean => service.data === "shared-schema";

/** Methods that a route answers: HEAD is GET without its body. */
export const methodsOf = ({ planned }: Owned): readonly string[] =>
  planned.route.method === "GET" ? ["GET", "HEAD"] : [planned.route.method];

/** A route's name at the gateway, also where two services have an operation of one name. */
export const routeName = ({ service, planned }: Owned): string => `${variable(service.name)}_${planned.operation}`;
