/** Draws what `devise_for` draws. https://github.com/heartcombo/devise/blob/main/lib/devise/rails/routes.rb */
import type { Mapper, MapperCall, MapperMethods } from "./mapper.js";
import { Options } from "./options.js";
import { openScope } from "./scoping.js";
import { Constant, Endpoint, Hash, Sym, textOf, textsOf, type Value } from "./values.js";

/** Module of the model -> routes it brings, in Devise's order. */
const MODULE_ROUTES: readonly (readonly [string, string])[] = [
  ["database_authenticatable", "session"],
  ["omniauthable", "omniauth_callback"],
  ["recoverable", "password"],
  ["registerable", "registration"],
  ["confirmable", "confirmation"],
  ["lockable", "unlock"],
];

interface Mapping {
  readonly controllers: (name: string) => string;
  readonly pathName: (name: string) => string;
  readonly path: string;
  readonly providers: readonly string[];
  readonly signOutVia: readonly string[];
}

const symbols = (...names: string[]): Value => names.map((name) => new Sym(name));

function textMap(value: Value | undefined): ReadonlyMap<string, string> {
  const entries = value instanceof Hash ? value.entries : [];
  return new Map(entries.map(([key, item]) => [textOf(key) ?? "", textOf(item) ?? ""]));
}

function drawSingle(
  mapper: Mapper,
  call: MapperCall,
  name: string,
  actions: readonly string[],
  options: Options,
  block: (() => void) | null,
) {
  mapper.send("resource", [new Sym(name)], options.set("only", symbols(...actions)), block, call);
}

function drawSession(mapper: Mapper, call: MapperCall, mapping: Mapping): void {
  const options = new Options().set("controller", mapping.controllers("sessions")).set("path", "");
  const draw = (verb: string | Value, action: string, path: string) =>
    mapper.send("match", [new Sym(action)], new Options().set("path", path).set("via", verb), null, call);
  drawSingle(mapper, call, "session", [""], options, () => {
    draw("get", "new", mapping.pathName("sign_in"));
    draw("post", "create", mapping.pathName("sign_in"));
    draw([...mapping.signOutVia], "destroy", mapping.pathName("sign_out"));
  });
}

function drawRegistration(mapper: Mapper, call: MapperCall, mapping: Mapping): void {
  const names = [
    ["new", mapping.pathName("sign_up")],
    ["edit", mapping.pathName("edit")],
    ["cancel", mapping.pathName("cancel")],
  ] as const;
  const options = new Options()
    .set("controller", mapping.controllers("registrations"))
    .set("path", mapping.pathName("registration"))
    .set("path_names", new Hash(names.map(([name, path]) => [new Sym(name), path])));
  drawSingle(mapper, call, "registration", ["new", "create", "edit", "update", "destroy"], options, () =>
    mapper.send("get", [new Sym("cancel")], new Options(), null, call),
  );
}

function drawOmniauth(mapper: Mapper, call: MapperCall, mapping: Mapping): void {
  const controller = mapping.controllers("omniauth_callbacks");
  const prefix = mapper.world.omniauthPrefix ?? `${mapping.path}/auth`.replace(/\/+/g, "/");
  const draw = (path: string, action: string, via: readonly string[]) =>
    mapper.send("match", [path], new Options().set("to", `${controller}#${action}`).set("via", [...via]), null, call);
  mapper.insideFrame({ path: "" }, () => {
    for (const provider of mapping.providers) {
      draw(`${prefix}/${provider}`, "passthru", mapper.world.omniauthVia);
      draw(`${prefix}/${provider}/callback`, provider, ["get", "post"]);
    }
  });
}

const FIXED: Readonly<Record<string, readonly string[]>> = {
  password: ["new", "create", "edit", "update"],
  confirmation: ["new", "create", "show"],
  unlock: ["new", "create", "show"],
};

function drawPart(mapper: Mapper, call: MapperCall, mapping: Mapping, part: string): void {
  if (part === "session") {
    drawSession(mapper, call, mapping);
    return;
  }
  if (part === "registration") {
    drawRegistration(mapper, call, mapping);
    return;
  }
  if (part === "omniauth_callback") {
    drawOmniauth(mapper, call, mapping);
    return;
  }
  const options = new Options().set("controller", mapping.controllers(`${part}s`)).set("path", mapping.pathName(part));
  drawSingle(mapper, call, part, FIXED[part] ?? [], options, null);
}

function partsOf(mapper: Mapper, call: MapperCall, className: string): readonly string[] {
  const { options } = call;
  const model = mapper.world.deviseModel(className);
  if (model === null) {
    mapper.note(
      "route-not-understood",
      call.line,
      `devise_for: model ${className} not found, its modules are not known`,
    );
  }
  const all = MODULE_ROUTES.filter(([modul]) => model?.modules.includes(modul) ?? false).map(([, part]) => part);
  const named = (key: string) => textsOf(options.get(key)).map((name) => mapper.world.inflector.singularize(name));
  if (options.has("only")) return all.filter((part) => named("only").includes(part));
  if (textOf(options.get("skip")) === "all") return [];
  return all.filter((part) => !named("skip").includes(part));
}

function mappingOf(mapper: Mapper, call: MapperCall, name: string, className: string): Mapping {
  const { options } = call;
  const modul = textOf(options.get("module")) ?? mapper.scope.get("module") ?? "devise";
  const controllers = textMap(options.get("controllers"));
  const pathNames = new Map([
    ...(mapper.scope.get("pathNames") ?? new Map<string, string>()),
    ["registration", ""],
    ...textMap(options.get("path_names")),
  ]);
  const prefix = textOf(options.get("path_prefix")) ?? mapper.scope.get("path") ?? "";
  const signOut = options.get("sign_out_via");
  return {
    controllers: (controller) => controllers.get(controller) ?? `${modul}/${controller}`,
    pathName: (part) => pathNames.get(part) ?? part,
    path: `/${prefix}/${textOf(options.get("path")) ?? name}`.replace(/\/+/g, "/"),
    providers: mapper.world.deviseModel(className)?.providers ?? [],
    signOutVia: signOut === undefined ? mapper.world.signOutVia : textsOf(signOut),
  };
}

/** A block of `devise_for` draws nothing: Devise never calls it. */
function drawDevise(mapper: Mapper, call: MapperCall): void {
  for (const argument of call.args) {
    const name = textOf(argument) ?? "";
    const className = textOf(call.options.get("class_name")) ?? mapper.world.inflector.classify(name);
    const mapping = mappingOf(mapper, call, name, className.replace(/^::/, ""));
    const options = new Options();
    for (const key of ["constraints", "defaults"]) {
      const value = call.options.get(key);
      if (value !== undefined) options.set(key, value);
    }
    const frame = {
      path: mapping.path,
      module: null,
      ...(call.options.get("format") === false ? { format: false } : {}),
    };
    mapper.inside(mapper.scope.with(frame).at(null), () =>
      openScope(mapper, [], options, () => {
        for (const part of partsOf(mapper, call, className.replace(/^::/, ""))) drawPart(mapper, call, mapping, part);
      }),
    );
  }
}

/** Routes behind a Warden check: the check is a constraint of each. */
const guarded =
  (label: string) =>
  (mapper: Mapper, call: MapperCall): void => {
    const scope = textOf(call.args[0]) ?? "user";
    const endpoint = new Endpoint(`${label}: ${scope}`);
    openScope(mapper, [], new Options().set("constraints", endpoint), () => call.block?.([]));
  };

/** devise_token_auth: the same parts below `at`, with controllers of its own. */
function drawTokenAuth(mapper: Mapper, call: MapperCall): void {
  const at = textOf(call.options.get("at")) ?? "auth";
  const name = textOf(call.args[0]) ?? (call.args[0] instanceof Constant ? call.args[0].name : "User");
  const resource = mapper.world.inflector.tableize(name);
  const options = call.options.copy().set("path", at).set("class_name", name);
  if (!options.has("module")) options.set("module", "devise_token_auth");
  drawDevise(mapper, { ...call, args: [resource], options });
  const controllers = textMap(call.options.get("controllers"));
  const controller = controllers.get("token_validations") ?? "devise_token_auth/token_validations";
  const target = new Options().set("to", `${controller}#validate_token`).set("via", "get");
  mapper.send("match", [`${at}/validate_token`.replace(/^\/+/, "")], target, null, call);
}

export const deviseMethods: MapperMethods = {
  devise_for: drawDevise,
  devise_scope: (_mapper, call) => call.block?.([]),
  as: (_mapper, call) => call.block?.([]),
  authenticate: guarded("authenticate"),
  authenticated: guarded("authenticated"),
  unauthenticated: guarded("unauthenticated"),
  mount_devise_token_auth_for: drawTokenAuth,
};
