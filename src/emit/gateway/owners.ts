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
    service.routes.map((planned) => ({ service, planned, pattern: patternOf(planned.route.path) })),
  );

/** "/cards/:id(/:page)" -> "^/cards/[^/]+$"; optional parts stay with the monolith. */
function patternOf(path: string): string {
  const plain = path.replace(/\([^)]*\)/g, "");
  const parts = plain.split(/([:*][A-Za-z_]\w*)/);
  const pattern = parts.map((part) => (part.startsWith(":") ? "[^/]+" : part.startsWith("*") ? ".+" : literal(part)));
  return `^${pattern.join("")}$`;
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export const variable = (name: string): string => name.replaceAll("-", "_");
/** A service asks the monolith on some routes and verifies callers itself on others. */
export const asksMonolith = ({ planned }: Owned): boolean => planned.auth === "ask-monolith";
