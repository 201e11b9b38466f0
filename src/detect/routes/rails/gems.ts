/** Routes that gems draw by a method of their own: a table, drawn through the mapper. */
import { comfyMethods } from "./comfy.js";
import type { Mapper, MapperCall, MapperMethods } from "./mapper.js";
import { Options } from "./options.js";
import { openScope } from "./scoping.js";
import { Endpoint, Sym, textOf, textsOf } from "./values.js";

interface GemRoute {
  readonly via: string;
  readonly path: string;
  readonly to: string;
  /** Part that `skip_controllers` and `controllers` name. */
  readonly part: string;
}

const line = (via: string, path: string, to: string, part = ""): GemRoute => ({ via, path, to, part });

/** https://github.com/doorkeeper-gem/doorkeeper/blob/main/lib/doorkeeper/rails/routes.rb */
const DOORKEEPER: readonly GemRoute[] = [
  line("get", "authorize/native", "doorkeeper/authorizations#show", "authorizations"),
  line("get", "authorize", "doorkeeper/authorizations#new", "authorizations"),
  line("delete", "authorize", "doorkeeper/authorizations#destroy", "authorizations"),
  line("post", "authorize", "doorkeeper/authorizations#create", "authorizations"),
  line("post", "token", "doorkeeper/tokens#create", "tokens"),
  line("post", "revoke", "doorkeeper/tokens#revoke", "tokens"),
  line("post", "introspect", "doorkeeper/tokens#introspect", "tokens"),
  line("get", "applications", "doorkeeper/applications#index", "applications"),
  line("post", "applications", "doorkeeper/applications#create", "applications"),
  line("get", "applications/new", "doorkeeper/applications#new", "applications"),
  line("get", "applications/:id/edit", "doorkeeper/applications#edit", "applications"),
  line("get", "applications/:id", "doorkeeper/applications#show", "applications"),
  line("patch", "applications/:id", "doorkeeper/applications#update", "applications"),
  line("put", "applications/:id", "doorkeeper/applications#update", "applications"),
  line("delete", "applications/:id", "doorkeeper/applications#destroy", "applications"),
  line("get", "authorized_applications", "doorkeeper/authorized_applications#index", "authorized_applications"),
  line(
    "delete",
    "authorized_applications/:id",
    "doorkeeper/authorized_applications#destroy",
    "authorized_applications",
  ),
  line("get", "token/info", "doorkeeper/token_info#show", "token_info"),
];

const OPENID: readonly GemRoute[] = [
  line("get", "oauth/userinfo", "doorkeeper/openid_connect/userinfo#show"),
  line("post", "oauth/userinfo", "doorkeeper/openid_connect/userinfo#show"),
  line("get", "oauth/discovery/keys", "doorkeeper/openid_connect/discovery#keys"),
  line("get", ".well-known/openid-configuration", "doorkeeper/openid_connect/discovery#provider"),
  line("get", ".well-known/oauth-authorization-server", "doorkeeper/openid_connect/discovery#provider"),
  line("get", ".well-known/webfinger", "doorkeeper/openid_connect/discovery#webfinger"),
];

/** Methods that hang a whole sub-application below a path: method -> its default path and name. */
const MOUNTS: Readonly<Record<string, readonly [path: string, name: string]>> = {
  apipie: ["apipie", "Apipie"],
  health_check_routes: ["health_check", "HealthCheck"],
  mount_avo: ["avo", "Avo::Engine"],
  mount_rails_admin: ["admin", "RailsAdmin::Engine"],
  mount_griddler: ["email_processor", "Griddler"],
  mount_sextant: ["sextant", "Sextant::Engine"],
  wiki_root: ["wiki", "GollumRails"],
  passwordless_for: ["sign_in", "Passwordless::Engine"],
};

/** `Trestle.routes`: constant -> method, path, name. */
export const CONSTANT_MOUNTS: Readonly<Record<string, readonly [method: string, path: string]>> = {
  Clearance: ["routes", ""],
  Trestle: ["routes", "admin"],
};

const addRow = (mapper: Mapper, call: MapperCall, route: GemRoute, to: string): void =>
  mapper.send("match", [route.path], new Options().set("to", to).set("via", route.via), null, call);

/** Inside its block `skip_controllers` and `controllers` say which parts differ. */
interface DoorkeeperChanges {
  readonly skipped: Set<string>;
  readonly controllers: Map<string, string>;
}

const changes = new WeakMap<Mapper, DoorkeeperChanges>();

function drawDoorkeeper(mapper: Mapper, call: MapperCall): void {
  const change: DoorkeeperChanges = { skipped: new Set(), controllers: new Map() };
  changes.set(mapper, change);
  call.block?.([]);
  changes.delete(mapper);
  const scope = textOf(call.options.get("scope")) ?? "oauth";
  openScope(mapper, [scope], new Options(), () => {
    for (const route of DOORKEEPER) {
      if (change.skipped.has(route.part)) continue;
      const controller = change.controllers.get(route.part);
      addRow(mapper, call, route, controller === undefined ? route.to : route.to.replace(/^[^#]+/, controller));
    }
  });
}

function drawTable(table: readonly GemRoute[]) {
  return (mapper: Mapper, call: MapperCall): void => {
    for (const route of table) addRow(mapper, call, route, route.to);
  };
}

function drawMountOf(path: string, name: string) {
  return (mapper: Mapper, call: MapperCall): void => {
    const at = textOf(call.options.get("at") ?? call.options.get("path")) ?? path;
    drawMounted(mapper, call, at, name);
  };
}

export function drawMounted(mapper: Mapper, call: MapperCall, path: string, name: string): void {
  const options = new Options()
    .set("to", new Endpoint(`mount:${name}`))
    .set("via", "all")
    .set("format", false);
  mapper.send("match", [path === "" ? "/" : path], options, null, call);
}

export const gemMethods: MapperMethods = {
  ...comfyMethods,
  use_doorkeeper: drawDoorkeeper,
  skip_controllers: (mapper, call) => {
    for (const name of call.args.flatMap((argument) => textsOf(argument))) changes.get(mapper)?.skipped.add(name);
  },
  controllers: (mapper, call) => {
    for (const [name, value] of call.options.named) changes.get(mapper)?.controllers.set(name, textOf(value) ?? name);
  },
  use_doorkeeper_openid_connect: drawTable(OPENID),
  ...Object.fromEntries(Object.entries(MOUNTS).map(([method, [path, name]]) => [method, drawMountOf(path, name)])),
  jsonapi_resources: (mapper, call) => {
    const options = call.options.copy();
    mapper.send("resources", call.args, options.set("except", [new Sym("new"), new Sym("edit")]), call.block, call);
  },
};
