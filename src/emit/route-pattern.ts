/** Turns a route's path into a regular expression that nginx, Caddy and Go read alike, and orders routes as a router tries them. */
import type { Route } from "../model/app-model.js";
import type { PlannedRoute } from "../model/plan.js";
import { byText } from "../text/order.js";

const PARAMETER = /([:*][A-Za-z_]\w*)/;

/** "/cards/:id(/:page)" -> "^/cards/([^/]+)$"; optional parts stay with the monolith. */
export function patternOf({ route, detail }: Pick<PlannedRoute, "route" | "detail">, capture = false): string {
  // In Rails a dot begins the format: "/cards/1.json" is not the card "1.json". The monolith goes on answering those.
  // https://guides.rubyonrails.org/routing.html#bound-parameters
  const segment = detail.framework === "rails" ? "[^/.]+" : "[^/]+";
  const wrap = (expression: string): string => (capture ? `(${expression})` : expression);
  const parts = plainPath(route).split(PARAMETER);
  const written = parts.map((part) => {
    if (part.startsWith(":")) return wrap(segment);
    return part.startsWith("*") ? wrap(".+") : literal(part);
  });
  return `^${written.join("")}$`;
}

/** Names of what the pattern captures, in order. */
export const capturesOf = (route: Route): readonly string[] =>
  plainPath(route)
    .split(PARAMETER)
    .filter((part) => /^[:*]/.test(part))
    .map((part) => part.slice(1));

/** A path that the route answers. */
export const samplePath = (route: Route): string => plainPath(route).replace(/[:*][A-Za-z_]\w*/g, "1");

const plainPath = ({ path }: Route): string => path.replace(/\([^)]*\)/g, "");
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** What is written out before a parameter, a parameter before a wildcard, segment by segment: as a person orders them. */
export function bySpecificity(a: Route, b: Route): number {
  const [left, right] = [rank(a), rank(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return byText(a.id, b.id);
}

const rank = (route: Route): readonly number[] =>
  plainPath(route)
    .split("/")
    .slice(1)
    .map((segment) => (segment.startsWith("*") ? 3 : segment.includes(":") ? 2 : 1));
