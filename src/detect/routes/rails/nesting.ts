/** The resource half of the mapper: member, collection, new, nested, and resources within resources. */
import type { Mapper, MapperCall, MapperMethods } from "./mapper.js";
import { Options } from "./options.js";
import { createResource, type Resource } from "./resource.js";
import { openScope } from "./scoping.js";
import { Hash, isTruthy, Regex, Sym, textOf, type Value } from "./values.js";

const RESOURCE_OPTIONS = new Set(["as", "controller", "path", "only", "except", "param", "concerns"]);

const parentOf = (mapper: Mapper): Resource | undefined => mapper.scope.get("resource");

const isShallow = (mapper: Mapper): boolean => {
  const parent = parentOf(mapper);
  return parent !== undefined && !parent.singleton && mapper.scope.get("shallow") === true;
};

const insideShallow = (mapper: Mapper, body: () => void): void =>
  mapper.insideFrame({ path: mapper.scope.get("shallowPath") ?? "" }, body);

function insideMember(mapper: Mapper, body: () => void): void {
  const parent = parentOf(mapper);
  mapper.insideLevel("member", () => {
    const open = () => mapper.insidePath(parent?.memberScope ?? "", body);
    if (isShallow(mapper)) insideShallow(mapper, open);
    else open();
  });
}

function insideCollection(mapper: Mapper, body: () => void): void {
  const parent = parentOf(mapper);
  mapper.insideLevel("collection", () => mapper.insidePath(parent?.path ?? "", body));
}

function insideNew(mapper: Mapper, body: () => void): void {
  const parent = parentOf(mapper);
  const segment = mapper.scope.get("pathNames")?.get("new") ?? "new";
  mapper.insideLevel("new", () => mapper.insidePath(`${parent?.path ?? ""}/${segment}`, body));
}

/** A constraint on `:id` follows the parameter under its nested name `:post_id`. */
function nestedOptions(mapper: Mapper, parent: Resource): Options {
  const options = new Options().set("as", parent.memberName);
  const constraint = mapper.scope.get("constraints")?.get(parent.param);
  if (constraint instanceof Regex) {
    options.set("constraints", new Hash([[new Sym(parent.nestedParam), constraint]]));
  }
  return options;
}

function nestInResource(mapper: Mapper, body: () => void): void {
  const parent = parentOf(mapper);
  if (parent === undefined) return;
  mapper.insideLevel("nested", () => {
    const open = () =>
      mapper.insidePath(parent.nestedScope, () => openScope(mapper, [], nestedOptions(mapper, parent), body));
    if (isShallow(mapper) && mapper.scope.shallowDepth() >= 1) insideShallow(mapper, open);
    else open();
  });
}

/** Splits shorthand and scope options off, as Rails does before it draws; true where that drew already. */
function drewOtherwise(mapper: Mapper, call: MapperCall, names: readonly Value[], options: Options): boolean {
  const again = (args: readonly Value[], rest: Options) => mapper.send(call.name, args, rest, call.block, call);
  if (names.length > 1) {
    for (const name of names) again([name], options.copy());
    return true;
  }
  if (isTruthy(options.get("shallow"))) {
    options.take("shallow");
    mapper.insideFrame({ shallow: true }, () => again(names, options));
    return true;
  }
  if (mapper.scope.isResource) {
    nestInResource(mapper, () => again(names, options));
    return true;
  }
  const scoped = scopeOptions(options);
  if (scoped === null) return false;
  openScope(mapper, [], scoped, () => again(names, options));
  return true;
}

/** Takes everything out that belongs to a scope around the resource; null where nothing does. */
function scopeOptions(options: Options): Options | null {
  const scoped = new Options();
  const conditions: [Value, Value][] = [];
  for (const [name, value] of [...options.named]) {
    if (value instanceof Regex) conditions.push([new Sym(name), value]);
    else if (!RESOURCE_OPTIONS.has(name)) scoped.set(name, value);
    else continue;
    options.take(name);
  }
  if (conditions.length > 0) {
    const given = scoped.get("constraints");
    scoped.set("constraints", new Hash([...(given instanceof Hash ? given.entries : []), ...conditions]));
  }
  return scoped.named.size === 0 ? null : scoped;
}

function drawDefaults(mapper: Mapper, resource: Resource, call: MapperCall): void {
  const has = (action: string) => resource.actions.includes(action);
  const draw = (verb: string, action: string) => mapper.send(verb, [new Sym(action)], new Options(), null, call);
  insideCollection(mapper, () => {
    if (!resource.singleton && has("index")) draw("get", "index");
    if (has("create")) draw("post", "create");
  });
  if (has("new")) insideNew(mapper, () => draw("get", "new"));
  insideMember(mapper, () => {
    if (has("edit")) draw("get", "edit");
    if (has("show")) draw("get", "show");
    if (has("update")) {
      draw("patch", "update");
      draw("put", "update");
    }
    if (has("destroy")) draw("delete", "destroy");
  });
}

function drawResource(mapper: Mapper, call: MapperCall, singleton: boolean): void {
  const names = call.args.flatMap((argument) => argument as Value);
  const options = call.options.copy();
  if (drewOtherwise(mapper, call, names, options)) return;
  const { scope } = mapper;
  if (!isTruthy(options.get("only")) && !isTruthy(options.get("except"))) {
    for (const key of ["only", "except"] as const) {
      const inherited = scope.get(key);
      if (isTruthy(inherited) && inherited !== undefined) options.set(key, inherited);
    }
  }
  const name = textOf(names[0]);
  if (name === null) {
    mapper.note("route-not-understood", call.line, `Resource name not literal: ${call.source}`);
    return;
  }
  mapper.insideLevel(singleton ? "resource" : "resources", () => {
    const concerns = options.get("concerns");
    const resource = createResource(
      { name, singleton, apiOnly: mapper.world.apiOnly, shallow: scope.get("shallow") === true, options },
      mapper.world.inflector,
    );
    mapper.insideFrame({ resource }, () =>
      mapper.insideFrame({ controller: resource.controller }, () => {
        call.block?.([]);
        if (isTruthy(concerns) && concerns !== undefined)
          mapper.send("concerns", [concerns], new Options(), null, call);
        drawDefaults(mapper, resource, call);
      }),
    );
  });
}

const leveled =
  (open: (mapper: Mapper, body: () => void) => void) =>
  (mapper: Mapper, call: MapperCall): void => {
    if (mapper.scope.isResource) open(mapper, () => call.block?.([]));
    else mapper.note("route-not-understood", call.line, `${call.name} outside resource(s): ${call.source}`);
  };

export const nestingMethods: MapperMethods = {
  resources: (mapper, call) => drawResource(mapper, call, false),
  resource: (mapper, call) => drawResource(mapper, call, true),
  member: leveled(insideMember),
  collection: leveled(insideCollection),
  new: leveled(insideNew),
  nested: leveled(nestInResource),
};
