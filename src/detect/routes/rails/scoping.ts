/** The scoping half of the mapper: scope, namespace, controller, constraints, defaults, shallow, concerns. */
import type { Mapper, MapperCall, MapperMethods } from "./mapper.js";
import { Options } from "./options.js";
import { normalizePath } from "./paths.js";
import type { Frame } from "./scope.js";
import { Hash, isTruthy, listOf, textOf, textsOf, type Value } from "./values.js";

type MutableFrame = { -readonly [K in keyof Frame]: Frame[K] };

const mapOf = (value: Value | undefined): ReadonlyMap<string, Value> => {
  const map = new Map<string, Value>();
  if (value instanceof Hash) {
    for (const [key, item] of value.entries) {
      const name = textOf(key);
      if (name !== null) map.set(name, item);
    }
  }
  return map;
};

const merged = (parent: ReadonlyMap<string, Value> | undefined, child: ReadonlyMap<string, Value>) =>
  new Map([...(parent ?? []), ...child]);

/** Constraints of a scope are a hash of conditions, or one block. */
function applyConstraints(mapper: Mapper, options: Options, frame: MutableFrame): void {
  const constraints = options.take("constraints");
  if (constraints === undefined || constraints instanceof Hash) {
    frame.constraints = merged(mapper.scope.get("constraints"), mapOf(constraints));
    return;
  }
  frame.blocks = [...(mapper.scope.get("blocks") ?? []), constraints];
}

function applyNames(mapper: Mapper, options: Options, frame: MutableFrame): void {
  const path = options.take("path");
  if (path !== undefined) frame.path = mapper.mergePath(textOf(path) ?? "");
  const shallowPath = options.take("shallow_path");
  if (shallowPath !== undefined) {
    frame.shallowPath = normalizePath(`${mapper.scope.get("shallowPath") ?? ""}/${textOf(shallowPath) ?? ""}`);
  }
  const modul = options.take("module");
  if (modul !== undefined) {
    const parent = mapper.scope.get("module");
    const child = textOf(modul);
    frame.module = child === null ? (parent ?? null) : parent ? `${parent}/${child}` : child;
  }
  options.take("shallow_prefix");
  const as = options.take("as");
  if (as !== undefined) frame.as = textOf(as);
  const pathNames = options.take("path_names");
  if (pathNames !== undefined) {
    const names = [...mapOf(pathNames)].map(([name, value]) => [name, textOf(value) ?? ""] as const);
    frame.pathNames = new Map([...(mapper.scope.get("pathNames") ?? []), ...names]);
  }
}

function applyTargets(mapper: Mapper, options: Options, frame: MutableFrame): void {
  const controller = options.take("controller");
  if (controller !== undefined) frame.controller = textOf(controller);
  const action = options.take("action");
  if (action !== undefined) frame.action = textOf(action);
  const via = options.take("via");
  if (via !== undefined) frame.via = textsOf(via).map((verb) => verb.toUpperCase());
  const format = options.take("format");
  if (format !== undefined) frame.format = format;
  const shallow = options.take("shallow");
  if (shallow !== undefined) frame.shallow = isTruthy(shallow);
  const to = options.take("to");
  if (to !== undefined) frame.to = to;
  const defaults = options.take("defaults");
  if (defaults !== undefined) frame.defaults = merged(mapper.scope.get("defaults"), mapOf(defaults));
}

/** `scope(*path, **options) { }` */
export function openScope(mapper: Mapper, args: readonly Value[], given: Options, body: () => void): void {
  const options = given.copy();
  const path = args.flatMap((argument) => textsOf(argument));
  if (args.length > 0) options.set("path", path.join("/"));
  const written = options.get("path");
  if (mapper.scope.level !== "nested" && written !== undefined && !options.has("shallow_path")) {
    options.set("shallow_path", written);
  }
  const frame: MutableFrame = {};
  if (options.has("only") || options.has("except")) {
    frame.only = options.take("only");
    frame.except = options.take("except");
  }
  applyConstraints(mapper, options, frame);
  applyNames(mapper, options, frame);
  applyTargets(mapper, options, frame);
  frame.options = (mapper.scope.get("options") ?? new Options()).merge(options);
  mapper.insideFrame(frame, body);
}

function openNamespace(mapper: Mapper, call: MapperCall): void {
  const name = textOf(call.args[0]) ?? "";
  const options = call.options.copy();
  const path = options.has("path") ? (textOf(options.take("path")) ?? "") : name;
  const defaults = new Options()
    .set("module", name)
    .set("as", options.get("as") ?? name)
    .set("shallow_path", path);
  mapper.insidePath(path, () => openScope(mapper, [], defaults.merge(options), () => call.block?.([])));
}

function runConcerns(mapper: Mapper, call: MapperCall): void {
  for (const argument of call.args.flatMap((item) => listOf(item))) {
    const name = textOf(argument) ?? "";
    const concern = mapper.concerns.get(name);
    if (concern === undefined) {
      mapper.note("route-not-understood", call.line, `No concern named ${name} was found`);
      continue;
    }
    mapper.evaluator.callValue(concern, [call.options.toHash()]);
  }
}

export const scopingMethods: MapperMethods = {
  scope: (mapper, call) => openScope(mapper, call.args, call.options, () => call.block?.([])),
  namespace: (mapper, call) => {
    if (mapper.scope.isResource) mapper.send("nested", [], new Options(), () => openNamespace(mapper, call), call);
    else openNamespace(mapper, call);
  },
  controller: (mapper, call) => mapper.insideFrame({ controller: textOf(call.args[0]) }, () => call.block?.([])),
  constraints: (mapper, call) => {
    const constraints = call.args[0] ?? call.options.toHash();
    openScope(mapper, [], new Options().set("constraints", constraints), () => call.block?.([]));
  },
  defaults: (mapper, call) =>
    mapper.insideFrame({ defaults: merged(mapper.scope.get("defaults"), mapOf(call.options.toHash())) }, () =>
      call.block?.([]),
    ),
  shallow: (mapper, call) => mapper.insideFrame({ shallow: true }, () => call.block?.([])),
  concern: (mapper, call) => {
    const callable = call.closure ?? call.args[1];
    if (callable !== undefined) mapper.concerns.set(textOf(call.args[0]) ?? "", callable);
  },
  concerns: runConcerns,
  draw: (mapper, call) => mapper.evaluator.drawFile(textOf(call.args[0]) ?? "", call.line),
  resources_path_names: (mapper, call) => {
    const names = mapper.scope.get("pathNames");
    for (const [name, value] of call.options.named) (names as Map<string, string>)?.set(name, textOf(value) ?? "");
  },
  with_options: (_mapper, call) => call.block?.([]),
  // URL helpers, not routes.
  direct: () => {},
  resolve: () => {},
  default_url_options: () => {},
};
