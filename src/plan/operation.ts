/** Turns routes into operation names: "GET /api/v1/transfers/:id" -> "getTransfer". */
import type { Route } from "../model/app-model.js";
import { createInflector } from "../text/inflections.js";

const inflector = createInflector();
const isParameter = (segment: string): boolean => /^[:*(]/.test(segment);
const isNoise = (segment: string): boolean => segment === "api" || /^v\d+$/.test(segment);

const camel = (words: readonly string[]): string =>
  words
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/))
    .filter((word) => word !== "")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join("");

/** Unique names, in the order of the routes; a clash takes the whole path in. */
export function nameOperations(routes: readonly Route[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const route of routes) {
    const candidates = [nameOperation(route, isNoise), nameOperation(route, () => false)];
    const base = candidates.find((name) => !taken.has(name)) ?? candidates[1]!;
    let name = base;
    for (let i = 2; taken.has(name); i += 1) name = `${base}${i}`;
    taken.add(name);
    names.set(route.id, name);
  }
  return names;
}

function nameOperation(route: Route, drop: (segment: string) => boolean): string {
  const segments = route.path.split("/").filter((segment) => segment !== "" && !drop(segment));
  const words = segments.filter((segment) => !isParameter(segment));
  const last = segments.at(-1);
  const onMember = last !== undefined && isParameter(last);
  const custom = customAction(route, words);
  const nouns = custom === null ? words : words.slice(0, -1);
  const single = custom !== null || onMember || route.method !== "GET";
  const shown = nouns.map((word, i) => (i < nouns.length - 1 || single ? inflector.singularize(word) : word));
  const verb = custom ?? VERBS[route.method]?.(onMember) ?? "handle";
  // A word that no identifier can spell leaves the verb alone, which may be a keyword ("delete").
  return `${verb}${camel(shown) || "Root"}`;
}

/** A Rails member or collection action, or a verb after a parameter: POST /transfers/:id/cancel. */
function customAction(route: Route, words: readonly string[]): string | null {
  const last = words.at(-1);
  if (last === undefined || words.length < 2) return null;
  const action = route.handler?.split("#")[1];
  const named = action === undefined ? route.method === "POST" && /:[^/]+\/[a-z-]+$/.test(route.path) : action === last;
  if (!named || inflector.pluralize(last) === last) return null;
  const name = camel([last]);
  return name === "" ? null : name[0]!.toLowerCase() + name.slice(1);
}

const VERBS: Readonly<Record<string, (onMember: boolean) => string>> = {
  GET: (onMember) => (onMember ? "get" : "list"),
  HEAD: () => "head",
  POST: () => "create",
  PUT: () => "replace",
  PATCH: () => "update",
  DELETE: () => "delete",
  OPTIONS: () => "options",
};
