/** Draws what `ActiveAdmin.routes(self)` draws: a root, resources and pages of each namespace. */
import type { FileFacts, Literal } from "../../../model/file-facts.js";
import type { Mapper, MapperCall } from "./mapper.js";
import { Options } from "./options.js";
import { Hash, Sym, type Value } from "./values.js";

type Action = readonly [verb: string, name: string];

interface Registered {
  readonly name: string;
  readonly namespace: string | null;
  readonly actions: { readonly only: readonly string[] | null; readonly except: readonly string[] } | null;
  readonly members: readonly Action[];
  readonly collections: readonly Action[];
  readonly parent: string | null;
  readonly optional: boolean;
  readonly batch: boolean | null;
}

interface Placed {
  readonly page: boolean;
  readonly path: string;
  readonly line: number;
  readonly value: Registered;
}

interface Settings {
  readonly namespace: string;
  readonly comments: boolean;
  readonly batch: boolean;
}

const INITIALIZER = /(^|\/)config\/initializers\/active_admin\.rb$/;

function settingsOf(facts: readonly FileFacts[]): Settings {
  const calls = facts.filter(({ path }) => INITIALIZER.test(path)).flatMap((file) => file.calls);
  const last = (name: string): Literal => calls.findLast(({ text }) => text === `config.${name}=`)?.args[0];
  const namespace = last("default_namespace");
  return {
    namespace: namespace === false ? "" : typeof namespace === "string" ? namespace : "admin",
    comments: last("comments") !== false,
    batch: last("batch_actions") === true,
  };
}

const placedIn = (facts: readonly FileFacts[]): readonly Placed[] =>
  facts.flatMap(({ path, fragments, marks }) =>
    marks.includes("test")
      ? []
      : fragments.flatMap((fragment) => {
          if (fragment.kind !== "setting" || fragment.framework !== "active-admin") return [];
          const value = fragment.value as unknown as Registered;
          return [{ page: fragment.name === "page", path, line: fragment.line, value }];
        }),
  );

/** https://github.com/activeadmin/activeadmin/blob/master/lib/active_admin/comments.rb */
const COMMENTS: Registered = {
  name: "Comment",
  namespace: null,
  actions: { only: ["index", "show", "create", "destroy"], except: [] },
  members: [],
  collections: [],
  parent: null,
  optional: false,
  batch: false,
};

/** https://github.com/activeadmin/activeadmin/blob/master/lib/active_admin/router.rb */
export function drawActiveAdmin(mapper: Mapper, call: MapperCall, facts: readonly FileFacts[]): void {
  const settings = settingsOf(facts);
  const registered = placedIn(facts);
  const nameOf = ({ value }: Placed): string => value.namespace ?? settings.namespace;
  const namespaces = [...new Set([settings.namespace, ...registered.map(nameOf)])];
  // What the gem brings by itself is said nowhere but in its settings.
  const place = facts.find(({ path }) => INITIALIZER.test(path))?.path ?? mapper.file;
  for (const namespace of namespaces) {
    mapper.insideFile(place, () =>
      insideNamespace(mapper, call, namespace, () => draw(mapper, call, "root", [], { to: "dashboard#index" })),
    );
    const own = registered.filter((one) => nameOf(one) === namespace);
    const comments: readonly Placed[] = settings.comments
      ? [{ page: false, path: place, line: 1, value: COMMENTS }]
      : [];
    for (const one of [...comments, ...own]) {
      const from = { ...call, line: one.line };
      mapper.insideFile(one.path, () =>
        insideNamespace(mapper, from, namespace, () => drawOne(mapper, from, one, settings)),
      );
    }
  }
}

function draw(
  mapper: Mapper,
  call: MapperCall,
  method: string,
  args: readonly Value[],
  options: Readonly<Record<string, Value>>,
  block: MapperCall["block"] = null,
): void {
  const given = Object.entries(options).reduce((set, [key, value]) => set.set(key, value), new Options());
  mapper.send(method, args, given, block, call);
}

function insideNamespace(mapper: Mapper, call: MapperCall, namespace: string, body: () => void): void {
  if (namespace === "") body();
  else draw(mapper, call, "namespace", [new Sym(namespace)], {}, body);
}

function drawOne(mapper: Mapper, call: MapperCall, { page, value }: Placed, settings: Settings): void {
  const own = (): void =>
    page ? drawPage(mapper, call, value) : drawResource(mapper, call, value, value.batch ?? settings.batch);
  if (value.parent === null || value.optional) own();
  if (value.parent === null) return;
  const parent = new Sym(mapper.world.inflector.pluralize(value.parent));
  draw(mapper, call, "resources", [parent], { only: [] }, own);
}

function drawPage(mapper: Mapper, call: MapperCall, { name, collections }: Registered): void {
  const page = name.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  draw(mapper, call, "get", [`/${page}`], { to: `${page}#index` });
  for (const [verb, action] of collections)
    draw(mapper, call, verb, [`/${page}/${action}`], { to: `${page}#${action}` });
}

const ALL = ["index", "show", "new", "edit", "create", "update", "destroy"];

function drawResource(mapper: Mapper, call: MapperCall, value: Registered, batch: boolean): void {
  const { inflector } = mapper.world;
  const singular = inflector.underscore(value.name.replace(/\s+/g, "")).replaceAll("/", "_");
  const actions = (value.actions?.only ?? ALL).filter((action) => !value.actions?.except.includes(action));
  const only = actions.map((action) => new Sym(action));
  draw(mapper, call, "resources", [new Sym(inflector.pluralize(singular))], { only }, () => {
    const add = (added: readonly Action[]) => (): void => {
      for (const [verb, name] of added) draw(mapper, call, verb, [new Sym(name)], {});
    };
    draw(mapper, call, "member", [], {}, add(value.members));
    const collections: readonly Action[] = [
      ...value.collections,
      ...(batch ? [["post", "batch_action"] as const] : []),
    ];
    draw(mapper, call, "collection", [], {}, add(collections));
  });
}

/** What `devise_for :admin_users, ActiveAdmin::Devise.config` is given. https://github.com/activeadmin/activeadmin/blob/master/lib/active_admin/devise.rb */
export function activeAdminDevise(facts: readonly FileFacts[], signOutVia: readonly string[]): Hash {
  const parts = ["sessions", "passwords", "unlocks", "registrations", "confirmations"];
  const hash = (entries: readonly (readonly [string, Value])[]): Hash =>
    new Hash(entries.map(([key, value]) => [new Sym(key), value] as const));
  return hash([
    ["path", settingsOf(facts).namespace || "/"],
    ["controllers", hash(parts.map((part) => [part, `active_admin/devise/${part}`]))],
    [
      "path_names",
      hash([
        ["sign_in", "login"],
        ["sign_out", "logout"],
      ]),
    ],
    ["sign_out_via", [...new Set([...signOutVia, "get"])].map((verb) => new Sym(verb))],
  ]);
}

/** `config.authentication_method = :authenticate_admin_user!` stands before every action of the admin. */
export function activeAdminGuard(facts: readonly FileFacts[]): string | null {
  const calls = facts.filter(({ path }) => INITIALIZER.test(path)).flatMap((file) => file.calls);
  const method = calls.findLast(({ text }) => text === "config.authentication_method=")?.args[0];
  return typeof method === "string" ? method : null;
}

export const activeAdminFiles = (facts: readonly FileFacts[]): ReadonlySet<string> =>
  new Set([
    ...placedIn(facts).map(({ path }) => path),
    ...facts.map(({ path }) => path).filter((path) => INITIALIZER.test(path)),
  ]);
