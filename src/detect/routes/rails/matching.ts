/** The matching half of the mapper: verbs, match, root, mount, and how a path gets its controller and action. */
import type { Mapper, MapperCall, MapperMethods } from "./mapper.js";
import { buildRow, Refused } from "./mapping.js";
import { Options } from "./options.js";
import { escapePath, normalizePath } from "./paths.js";
import { Constant, Endpoint, EngineSet, Hash, isTruthy, Sym, textOf, textsOf, type Value } from "./values.js";

const VERBS = ["get", "post", "patch", "put", "delete", "options", "connect", "query"];
const CANONICAL = new Set(["index", "create", "new", "show", "update", "destroy"]);
const OPTIONAL_FORMAT = /(?:\(\.:format\)+|\.:format|\/)$/;

interface Match {
  readonly controller: Value | undefined;
  /** Path option, or the string given as path. */
  readonly path: string | null;
  readonly to: Value | undefined;
  readonly via: readonly string[];
  readonly format: Value | undefined;
  readonly constraints: Value | undefined;
  readonly options: Options;
  readonly call: MapperCall;
}

/** `get "posts/preview"` means posts#preview. */
function shorthandOf(path: string): string | undefined {
  const bare = path.replace(/\(\.:format\)$/, "");
  if (!/^\/?[-\w]+\/[-\w/]+$/.test(bare)) return undefined;
  return bare
    .replace(/^\//, "")
    .replace(/\/([^/]*)$/, "#$1")
    .replaceAll("-", "_");
}

function pathFor(mapper: Mapper, action: string, path: string | null): string {
  const scope = mapper.scope.get("path") ?? "";
  if (path !== null) return `${scope}/${path}`;
  if (mapper.scope.isResourceMethod && CANONICAL.has(action)) return scope;
  return `${scope}/${mapper.scope.get("pathNames")?.get(action) ?? action}`;
}

function withFormat(path: string, format: Value | undefined): string {
  const normal = normalizePath(path);
  if (format === true) return `${normal}.:format`;
  return format !== false && !OPTIONAL_FORMAT.test(normal) ? `${normal}(.:format)` : normal;
}

function addRoute(mapper: Mapper, action: string, match: Match): void {
  const written = pathFor(mapper, action, match.path);
  let defaultAction = match.options.take("action") ?? mapper.scope.get("action") ?? undefined;
  if (/^[\w\-/]+$/.test(action) && defaultAction === undefined && !action.includes("/")) {
    defaultAction = action.replaceAll("-", "_");
  }
  match.options.take("as");
  try {
    const row = buildRow({
      ...match,
      scope: mapper.scope,
      path: withFormat(escapePath(written), match.format),
      action: defaultAction,
      mounts: match.call.name === "mount",
      file: mapper.file,
      line: match.call.line,
    });
    if (row.mounted === null || !mapper.evaluator.mountEngine(row.mounted, row)) mapper.rows.push(row);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    mapper.note("route-not-understood", match.call.line, `${error.message}: ${match.call.source}`);
  }
}

/** Where a bare verb lands directly inside a resource. */
const IMPLIED: Readonly<Record<string, string>> = { resources: "nested", resource: "member" };

function placeMatch(mapper: Mapper, action: string, match: Match): void {
  const on = textOf(match.options.take("on"));
  const level = on ?? IMPLIED[mapper.scope.level ?? ""];
  if (level === undefined) addRoute(mapper, action, match);
  else mapper.send(level, [], new Options(), () => placeMatch(mapper, action, match), match.call);
}

function mapMatch(mapper: Mapper, paths: readonly Value[], options: Options, call: MapperCall): void {
  const { scope } = mapper;
  const inherited = scope.get("to");
  if (isTruthy(inherited) && inherited !== undefined && !isTruthy(options.get("to"))) options.set("to", inherited);
  const [scoped, action] = [scope.get("controller"), scope.get("action")];
  if (scoped && action && !isTruthy(options.get("to"))) options.set("to", `${scoped}#${action}`);
  const controller = options.take("controller") ?? scoped ?? undefined;
  const optionPath = options.take("path");
  const to = options.take("to") ?? undefined;
  const given = options.take("via");
  const via = given === undefined ? (scope.get("via") ?? []) : textsOf(given).map((verb) => verb.toUpperCase());
  const format = options.has("format") ? options.take("format") : scope.get("format");
  options.take("anchor");
  const constraints = options.take("constraints") ?? undefined;
  if (via.length === 0) {
    mapper.note("route-not-understood", call.line, `match without via: ${call.source}`);
    return;
  }
  for (const path of paths) {
    const text = textOf(path);
    if (text === null) {
      mapper.note("route-not-understood", call.line, `Path not literal: ${call.source}`);
      continue;
    }
    const symbolic = path instanceof Sym;
    const own = options.copy();
    const named = to === undefined && own.get("action") === undefined && !symbolic ? shorthandOf(text) : to;
    const fixed = symbolic ? (optionPath === undefined ? null : textOf(optionPath)) : text;
    placeMatch(mapper, text, { controller, path: fixed, to: named, via, format, constraints, options: own, call });
  }
}

/** `get "path" => "a#b"` */
function fromPair(options: Options): { path: Value | null; rest: Options } {
  const rest = options.copy();
  const pair = rest.pairs.find(([key]) => typeof key === "string");
  if (pair === undefined) return { path: null, rest };
  const [path, to] = pair;
  rest.pairs = rest.pairs.filter((other) => other !== pair);
  if (to instanceof Sym) rest.set("action", to);
  else if (typeof to === "string" && !to.includes("#")) rest.set("controller", to);
  else rest.set("to", to);
  return { path, rest };
}

function matchPaths(mapper: Mapper, args: readonly Value[], given: Options, call: MapperCall): void {
  let paths = args;
  let options = given.copy();
  if (args.length === 0) {
    const pair = fromPair(given);
    if (pair.path === null) {
      mapper.note("route-not-understood", call.line, `Path not literal: ${call.source}`);
      return;
    }
    paths = [pair.path];
    options = pair.rest;
  }
  const defaults = options.take("defaults");
  const draw = () => mapMatch(mapper, paths, options, call);
  if (defaults instanceof Hash) mapper.send("defaults", [], Options.of(defaults), draw, call);
  else draw();
}

function drawRoot(mapper: Mapper, call: MapperCall): void {
  const options = new Options().set("as", "root").set("via", "get").merge(call.options);
  const [to] = call.args;
  if (to !== undefined) options.set("to", to);
  const draw = () => matchPaths(mapper, ["/"], options, call);
  const resource = mapper.scope.get("resource");
  if (mapper.scope.level !== "resources" || resource === undefined) draw();
  else mapper.insideLevel("root", () => mapper.insidePath(resource.path, draw));
}

function drawMount(mapper: Mapper, call: MapperCall): void {
  const options = call.options.copy();
  const pair = options.pairs.find(([key]) => !(typeof key === "string"));
  const app = call.args[0] ?? pair?.[0];
  const at = call.args.length > 0 ? options.take("at") : pair?.[1];
  options.pairs = [];
  const path = textOf(at);
  if (app === undefined || path === null) {
    mapper.note("route-not-understood", call.line, `Mount without a literal path: ${call.source}`);
    return;
  }
  if (app instanceof EngineSet) {
    mountUnnamed(mapper, call, path);
    return;
  }
  if (!options.has("via")) options.set("via", "all");
  options.set("to", mountTarget(app)).set("format", false);
  matchPaths(mapper, [path], options, call);
}

/** A loop over engines that only the running app knows: the repo's own engines that nothing else mounts, said so. */
function mountUnnamed(mapper: Mapper, call: MapperCall, path: string): void {
  const engines = mapper.evaluator.unclaimedEngines();
  const names = engines.map((engine) => engine.name).join(", ");
  mapper.note(
    "route-engines-assumed",
    call.line,
    `Engines mounted in a loop at ${path}, taken to be: ${names || "none"}`,
  );
  for (const engine of engines) {
    mapper.send("mount", [engine], new Options().set("at", path), null, call);
  }
}

const mountTarget = (app: Value): Value =>
  app instanceof Constant ? app : new Endpoint(`mount:${textOf(app) ?? sourceOf(app)}`);

const sourceOf = (value: Value): string =>
  typeof value === "object" && value !== null && "source" in value ? String(value.source) : "app";

export const matchingMethods: MapperMethods = {
  ...Object.fromEntries(
    VERBS.map((verb) => [
      verb,
      (mapper: Mapper, call: MapperCall) => matchPaths(mapper, call.args, call.options.copy().set("via", verb), call),
    ]),
  ),
  match: (mapper, call) => matchPaths(mapper, call.args, call.options, call),
  root: drawRoot,
  mount: drawMount,
};
