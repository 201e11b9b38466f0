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

type Drop = (segment: string) => boolean;

/** From the shortest name to the whole path: what two routes differ in comes back first. */
const DROPS: readonly Drop[] = [isNoise, (segment) => segment === "api", () => false];

/** Unique names, also where a file system does not tell "a" from "A"; routes that would share one are named by what they differ in. */
export function nameOperations(routes: readonly Route[]): ReadonlyMap<string, string> {
  const groups = new Map<string, Route[]>();
  for (const route of routes) {
    const name = nameOperation(route, isNoise).toLowerCase();
    groups.set(name, [...(groups.get(name) ?? []), route]);
  }
  const wanted = new Map([...groups.values()].flatMap((group) => [...nameApart(group)]));
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id } of routes) {
    const base = wanted.get(id)!;
    let name = base;
    for (let i = 2; taken.has(name.toLowerCase()); i += 1) name = `${base}${i}`;
    taken.add(name.toLowerCase());
    names.set(id, name);
  }
  return names;
}

function nameApart(group: readonly Route[]): ReadonlyMap<string, string> {
  const tries = [
    ...DROPS.map((drop) => (route: Route) => nameOperation(route, drop)),
    (route: Route) => `${nameOperation(route, () => false)}${byParameters(route)}`,
  ];
  const named = tries.map((name) => new Map(group.map((route) => [route.id, name(route)])));
  const apart = named.find(
    (names) => new Set([...names.values()].map((name) => name.toLowerCase())).size === group.length,
  );
  return apart ?? named.at(-1)!;
}

/** "/:id" and "/:slug": "ById", "BySlug". */
function byParameters({ path }: Route): string {
  const parameters = camel(path.split("/").filter(isParameter));
  return parameters === "" ? "" : `By${parameters}`;
}

function nameOperation(route: Route, drop: Drop): string {
  const segments = route.path.split("/").filter((segment) => segment !== "" && !drop(segment));
  const words = segments.filter((segment) => !isParameter(segment));
  const last = segments.at(-1);
  const onMember = last !== undefined && isParameter(last);
  const { verb: custom, nouns } = actionOf(route, words);
  const single = custom === null ? onMember || route.method !== "GET" : custom !== "list";
  const shown = nouns.map((word, i) => (i < nouns.length - 1 || single ? inflector.singularize(word) : word));
  const verb = custom ?? VERBS[route.method]?.(onMember || words.length === 0) ?? "handle";
  const noun = camel(shown);
  return `${verb}${noun === "" ? nameless(route) : noun}`;
}

/** A path of parameters alone, or in letters that no identifier takes. */
const nameless = (route: Route): string => byParameters(route) || "Root";

interface Action {
  /** null: the method says what is done. */
  readonly verb: string | null;
  readonly nouns: readonly string[];
}

/** A Rails member or collection action, a verb after a parameter (POST /transfers/:id/cancel), or "transfers.cancel". */
function actionOf(route: Route, words: readonly string[]): Action {
  const plain = { verb: null, nouns: words };
  const last = words.at(-1);
  if (last === undefined) return plain;
  const [, noun, remote] = /^([A-Za-z]\w*)\.([a-z]\w*)$/.exec(last) ?? [];
  if (route.method === "POST" && noun !== undefined && remote !== undefined)
    return { verb: lowered(remote), nouns: [...words.slice(0, -1), noun] };
  if (words.length < 2) return plain;
  const action = route.handler?.split("#")[1];
  const named = action === undefined ? route.method === "POST" && /:[^/]+\/[a-z-]+$/.test(route.path) : action === last;
  if (!named || inflector.pluralize(last) === last || !/^[a-z]/i.test(last)) return plain;
  return { verb: lowered(last), nouns: words.slice(0, -1) };
}

function lowered(word: string): string {
  const name = camel([word]);
  return name[0]!.toLowerCase() + name.slice(1);
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
