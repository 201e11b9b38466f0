/** Turns router, mount and route fragments of all files into a graph of routers. */
import type { FileFacts, Origin } from "../../../model/file-facts.js";
import type { MountFragment, RouteFragment } from "../../../model/fragments.js";
import type { Resolution } from "../../../model/resolution.js";
import { byText } from "../../../text/order.js";
import type { Inheritance } from "./inheritance.js";
import { paramKey } from "./keys.js";
import { RouterSymbols } from "./symbols.js";
import type { Parts } from "./texts.js";

export interface Placed<T> {
  readonly path: string;
  readonly fragment: T;
}

export interface Edge {
  readonly child: string;
  readonly prefix: Parts;
  /** Function whose parameters the arguments are for. */
  readonly function: string | null;
  readonly mount: Placed<MountFragment>;
}

export interface Router {
  readonly key: string;
  readonly path: string;
  framework: string | null;
  made: boolean;
  root: boolean;
  prefix: string | null;
  line: number;
  readonly routes: Placed<RouteFragment>[];
  readonly edges: Edge[];
  /** What `use` puts before routes and is no router itself. */
  readonly middlewares: Placed<MountFragment>[];
  /** Something hangs this router below itself. */
  mounted: boolean;
  /** The class it belongs to and those above, where a base class makes it. */
  classes: ReadonlySet<string> | null;
}

export interface RouterGraph {
  readonly routers: ReadonlyMap<string, Router>;
  /** Routes on what no file shows to be made. */
  readonly adrift: readonly Placed<RouteFragment>[];
  readonly symbols: RouterSymbols;
}

export function buildGraph(facts: readonly FileFacts[], resolution: Resolution): RouterGraph {
  const symbols = new RouterSymbols(facts, resolution);
  const adrift: Placed<RouteFragment>[] = [];
  const routers = new Map<string, Router>();
  const at = (key: string, path: string, line: number): Router => {
    const known = routers.get(key);
    if (known !== undefined) return known;
    const made: Router = {
      key,
      path,
      framework: null,
      made: false,
      root: false,
      prefix: null,
      line,
      routes: [],
      edges: [],
      middlewares: [],
      mounted: false,
      classes: null,
    };
    routers.set(key, made);
    return made;
  };
  for (const { path, fragments } of facts) {
    for (const fragment of fragments) {
      if (fragment.kind === "router" && fragment.framework !== "nest") {
        const key = symbols.router(path, fragment.origin);
        if (key === null) continue;
        const router = at(key, path, fragment.line);
        if (fragment.framework !== "http") {
          router.framework = fragment.framework;
          router.made = true;
        }
        router.root ||= fragment.root;
        router.prefix ??= fragment.prefix;
      } else if (fragment.kind === "route" && fragment.framework === "http") {
        const key = symbols.router(path, fragment.router);
        if (key === null) adrift.push({ path, fragment });
        else at(key, path, fragment.line).routes.push({ path, fragment });
      }
    }
  }
  // Mounts come second: whether a child is a router is known only now.
  for (const { path, fragments } of facts) {
    for (const fragment of fragments)
      if (fragment.kind === "mount" && !/^(registry|call|list)$/.test(fragment.framework))
        addMount(path, fragment, { symbols, resolution, routers, at });
  }
  inherit(symbols.inheritance, routers, at);
  mountGiven(routers);
  return { routers, symbols, adrift };
}

/** What a base class hangs on its router hangs on that of each class below, before its own. */
function inherit({ derived }: Inheritance, routers: ReadonlyMap<string, Router>, at: Building["at"]): void {
  const done = new Set<string>();
  const take = (key: string): void => {
    const known = derived.get(key);
    if (known === undefined || done.has(key)) return;
    done.add(key);
    take(known.from);
    const base = routers.get(known.from);
    if (base === undefined) return;
    const router = at(key, known.path, base.line);
    base.mounted = true;
    router.made ||= base.made;
    router.root ||= base.root;
    router.framework ??= base.framework;
    router.prefix ??= base.prefix;
    router.classes = known.classes;
    router.routes.unshift(...base.routes);
    router.edges.unshift(...base.edges);
    router.middlewares.unshift(...base.middlewares);
  };
  for (const key of [...derived.keys()].sort(byText)) take(key);
}

/** A parameter that is mounted stands for every router it is given: `attach(app, router)` with `app.use("/x", router)` inside. */
function mountGiven(routers: ReadonlyMap<string, Router>): void {
  const givers = new Map<string, string[]>();
  for (const router of routers.values()) {
    for (const edge of router.edges) {
      if (edge.mount.fragment.childParam !== undefined)
        givers.set(edge.child, [...(givers.get(edge.child) ?? []), router.key]);
    }
  }
  for (const router of routers.values()) {
    const mounted = router.edges.filter((edge) => edge.mount.fragment.childParam === undefined);
    for (const edge of mounted) {
      for (const giver of givers.get(edge.child) ?? []) {
        const child = routers.get(giver);
        if (child === undefined || giver === router.key) continue;
        child.mounted = true;
        router.edges.push({ ...edge, child: giver, function: null });
      }
    }
  }
}

interface Building {
  readonly symbols: RouterSymbols;
  readonly resolution: Resolution;
  readonly routers: Map<string, Router>;
  readonly at: (key: string, path: string, line: number) => Router;
}

function addMount(path: string, mount: MountFragment, building: Building): void {
  const parentKey = building.symbols.router(path, mount.parent);
  if (parentKey === null) return;
  const parent = building.at(parentKey, path, mount.line);
  const prefix: Parts = mount.prefixParts ?? [mount.prefix ?? ""];
  let found = false;
  for (const one of childrenOf(path, mount, building)) {
    if (one.child === parentKey || (mount.framework === "http-all" && !holdsRoutes(one.child, building))) continue;
    found = true;
    building.at(one.child, one.path, mount.line).mounted = true;
    const below: Parts = one.below === "" ? prefix : [...prefix, one.below];
    parent.edges.push({ child: one.child, prefix: below, function: one.function, mount: { path, fragment: mount } });
  }
  // What a router behind `all` answers is told by its own routes.
  if (found && mount.framework === "http-all") {
    const own = parent.routes.filter((one) => !(one.path === path && one.fragment.line === mount.line));
    parent.routes.splice(0, parent.routes.length, ...own);
  }
  if (!found && mount.childParam === undefined && mount.framework !== "http-all")
    parent.middlewares.push({ path, fragment: mount });
}

/** What stands behind a path may be a mere handler: `post("/x", may("write"), save)`. */
function holdsRoutes(key: string, { routers }: Building): boolean {
  const router = routers.get(key);
  return router !== undefined && (router.made || router.routes.length > 0 || router.edges.length > 0);
}

interface Child {
  readonly child: string;
  readonly path: string;
  readonly function: string | null;
  /** Further prefix that the loader adds. */
  readonly below: string;
}

function childrenOf(path: string, mount: MountFragment, building: Building): Child[] {
  const { child } = mount;
  const files = child.kind === "import" ? (building.resolution.expand?.(path, child.source) ?? []) : [];
  if (files.length === 0) {
    const given = mount.childParam === undefined ? building.symbols.registered(path, child) : [];
    if (given.length > 0) {
      return given.flatMap((one) => childOf(one.path, one.child, mount, building) ?? []);
    }
    const one = childOf(path, child, mount, building);
    return one === null ? [] : [one];
  }
  const folder = mount.framework === "fastify-autoload" && child.kind === "import" ? child.source : null;
  return files.flatMap((file) => {
    const members = child.kind === "import" ? (child.members ?? []) : [];
    const whole: Origin = { kind: "local", name: "=", ...(members.length > 0 ? { members } : {}) };
    const one = childOf(file, whole, mount, building);
    return one === null ? [] : [{ ...one, below: folder === null ? "" : folderPrefix(folder, file) }];
  });
}

/** @fastify/autoload: folders below `dir` become prefixes, "_id" a parameter. */
function folderPrefix(source: string, file: string): string {
  const last =
    source
      .replace(/\/\*\*$/, "")
      .split("/")
      .filter((step) => step !== "." && step !== "..")
      .at(-1) ?? "";
  const at = file.indexOf(`${last}/`);
  const folders = (at < 0 ? file : file.slice(at + last.length + 1)).split("/").slice(0, -1);
  return folders.map((step) => `/${step.replace(/^_/, ":")}`).join("");
}

function childOf(path: string, origin: Origin, mount: MountFragment, building: Building): Child | null {
  const { symbols, routers } = building;
  const callee = symbols.function(path, withoutCall(origin));
  const functionKey = callee === null ? null : `${callee.path}#${callee.name}`;
  if (mount.childParam !== undefined) {
    if (callee === null) return null;
    const key = paramKey(callee.path, callee.name, mount.childParam, mount.childMembers ?? []);
    return { child: key, path: callee.path, function: functionKey, below: "" };
  }
  const key = symbols.router(path, origin);
  // A parameter is a router only if something hangs on it.
  if (key === null || !(routers.has(key) || symbols.inheritance.derived.has(key) || origin.kind === "param"))
    return null;
  return { child: key, path, function: functionKey, below: "" };
}

function withoutCall(origin: Origin): Origin {
  if (!("members" in origin) || origin.members?.at(-1) !== "()") return origin;
  const { members, ...rest } = origin;
  return members.length > 1 ? { ...rest, members: members.slice(0, -1) } : rest;
}
