/** Walks the graph of routers from each server's root and writes down every route with the prefixes and guards on its way. */
import type { RouteDetail } from "../../../model/app-model.js";
import type { Diagnostic, Evidence } from "../../../model/evidence.js";
import type { MountFragment, RouteFragment } from "../../../model/fragments.js";
import { byKeys } from "../../../text/order.js";
import { classifyGuards, type GuardUse } from "../../authentication.js";
import type { DetectInput } from "../../input.js";
import { joinPaths } from "../paths.js";
import type { ComposedRoute } from "../row.js";
import { buildGraph, type Edge, type Placed, type Router, type RouterGraph } from "./graph.js";
import { findStrays } from "./strays.js";
import { type Environment, Texts } from "./texts.js";
import { unrollLoops } from "./unroll.js";

const MAX_DEPTH = 30;
const MAX_ROWS = 20_000;

interface Place {
  readonly prefix: string;
  readonly configured: readonly string[];
  readonly environment: Environment;
  readonly guards: readonly GuardUse[];
  readonly framework: string;
  readonly trail: readonly string[];
  /** The call that told a registering function its path: there the route is written. */
  readonly site: Placed<MountFragment> | null;
}

const NO_TEXT = { text: "", configured: [] };

interface Answer {
  readonly evidence: readonly Evidence[];
  readonly handler: string | null;
  readonly detail: Pick<RouteDetail, "handlerPath" | "handlerLine" | "handlerName">;
}

export interface Composed {
  readonly rows: readonly ComposedRoute[];
  readonly diagnostics: readonly Diagnostic[];
}

export function composeHttp(input: DetectInput): Composed {
  const { resolution, reader } = input;
  const facts = input.facts.filter((one) => !one.marks.includes("test"));
  const texts = new Texts(facts, resolution, reader);
  return new Composer(buildGraph(unrollLoops(facts, resolution, texts), resolution), texts, input).run();
}

class Composer {
  readonly #rows: ComposedRoute[] = [];
  readonly #diagnostics = new Map<string, Diagnostic>();
  readonly #sites: ReturnType<RouterGraph["symbols"]["sites"]>;
  readonly #reached = new Set<string>();
  /** Registrations that became rows, or that a diagnostic names. */
  readonly #composed = new Set<RouteFragment>();
  /** Calls that told a function a route. */
  readonly #told = new Set<MountFragment>();

  constructor(
    private readonly graph: RouterGraph,
    private readonly texts: Texts,
    private readonly input: DetectInput,
  ) {
    this.#sites = graph.symbols.sites();
  }

  run(): Composed {
    const routers = [...this.graph.routers.values()].sort(byKeys((one) => one.key));
    for (const router of routers.filter((one) => one.root && !one.mounted)) this.#start(router);
    for (const router of routers.filter((one) => !one.mounted && !one.made)) {
      // A function that hangs servers' parts on an application nobody is seen to give it.
      if (!this.#reached.has(router.key) && this.#leadsToApplication(router, 0)) {
        const message = "the application these routes hang on is handed over out of sight: taken for the server itself";
        this.#diagnose("route-root-assumed", router.path, router.line, message);
        this.#start(router);
      }
    }
    for (const one of findStrays(this.graph, this.#composed, this.#told, this.input.resolution)) {
      this.#diagnose(one.code, one.path, one.line ?? 0, one.message);
    }
    return { rows: this.#rows, diagnostics: [...this.#diagnostics.values()] };
  }

  #start(router: Router): void {
    const framework = router.framework ?? "express";
    this.#visit(router, {
      prefix: "",
      configured: [],
      environment: new Map(),
      guards: [],
      framework,
      trail: [],
      site: null,
    });
  }

  /** Mounts, at whatever depth, an application that nothing else reaches. */
  #leadsToApplication(router: Router, depth: number): boolean {
    if (depth > 5) return false;
    return router.edges.some((edge) => {
      const child = this.graph.routers.get(edge.child);
      if (child === undefined || this.#reached.has(child.key)) return false;
      return child.root || this.#leadsToApplication(child, depth + 1);
    });
  }

  #visit(router: Router, place: Place): void {
    if (place.trail.includes(router.key) || place.trail.length > MAX_DEPTH || this.#rows.length > MAX_ROWS) return;
    this.#reached.add(router.key);
    const here: Place = {
      ...place,
      prefix: router.prefix === null ? place.prefix : joinPaths(place.prefix, router.prefix),
      framework: router.framework ?? place.framework,
      trail: [...place.trail, router.key],
    };
    for (const route of router.routes) this.#route(router, route, here);
    for (const edge of router.edges) this.#edge(router, edge, here);
    for (const mount of router.middlewares) this.#application(router, mount, here);
  }

  #edge(router: Router, edge: Edge, place: Place): void {
    const child = this.graph.routers.get(edge.child);
    const { path, fragment } = edge.mount;
    if (child === undefined) return;
    const guard = this.#guardInstead(path, edge);
    const text = guard === null ? this.texts.join(path, edge.prefix, place.environment) : NO_TEXT;
    if (text === null) {
      this.#diagnose(
        "route-prefix-unknown",
        path,
        fragment.line,
        `the prefix of ${fragment.childName ?? "a router"} is not fixed in the code`,
      );
      return;
    }
    if (fragment.chosen === true) {
      const message = `which of ${(fragment.childName ?? "a table").replace(/[.[].*$/, "")} is called is decided at run time: all are listed`;
      this.#diagnose("route-part-chosen", path, fragment.line, message);
    }
    const environment = new Map(place.environment);
    if (edge.function !== null && fragment.args !== undefined) {
      environment.set(edge.function, this.texts.given(path, fragment.args, place.environment));
    }
    const given = fragment.guards?.map((guard) => ({ path, ...guard })) ?? [];
    const before = guard === null ? given : [guard, ...given];
    this.#visit(child, {
      ...place,
      prefix: text.text === "" ? place.prefix : joinPaths(place.prefix, text.text),
      configured: [...place.configured, ...text.configured],
      environment,
      site: edge.function !== null && fragment.childParam !== undefined ? edge.mount : place.site,
      guards: [...place.guards, ...this.#guardsBefore(router, path, fragment.line, text.text), ...before],
    });
  }

  /** `use(mayEnter, router)`: what stands first is a function, not a path. */
  #guardInstead(path: string, { prefix }: Edge): GuardUse | null {
    const [only] = prefix;
    if (prefix.length !== 1 || only === undefined || typeof only === "string") return null;
    if (!this.graph.symbols.isCode(path, only)) return null;
    const name = "members" in only ? only.members?.at(-1) : undefined;
    return { path, name: name ?? ("name" in only ? only.name : ""), origin: only };
  }

  /** Middleware that `use` put before this line of the same file, for everything or for a path around it. */
  #guardsBefore(router: Router, path: string, line: number, below: string): GuardUse[] {
    return router.middlewares
      .filter((one) => one.path !== path || one.fragment.line < line)
      .filter(({ fragment }) => covers(fragment.prefix, below))
      .map((one) => ({ path: one.path, name: one.fragment.childName ?? "", origin: one.fragment.child }));
  }

  #route(router: Router, { path, fragment }: Placed<RouteFragment>, place: Place): void {
    this.#composed.add(fragment);
    const told = this.#sitesOf(router, path, fragment, place);
    if (told !== null) {
      for (const site of told) this.#route(router, { path, fragment }, site);
      return;
    }
    if (fragment.onlyIf?.some((one) => !this.#holds(path, one, place))) return;
    const text = this.texts.join(path, fragment.pathParts ?? [fragment.path ?? ""], place.environment);
    const given = fragment.methodParts && this.texts.join(path, fragment.methodParts, place.environment)?.text;
    const methods = given === undefined ? fragment.methods : [given === "all" ? "ANY" : given.toUpperCase()];
    if (text === null || methods.length === 0) {
      const what = fragment.methods.length === 0 ? "method or path of a" : `path of a ${fragment.methods.join("/")}`;
      const message = `the ${what} route is not fixed in the code`;
      const at = this.#unknownAt({ path, fragment }, place);
      this.#diagnose("route-path-unknown", at.path, at.line, message);
      return;
    }
    const configured = [...new Set([...place.configured, ...text.configured])];
    for (const name of configured) {
      const message = `routes here are below a prefix set by ${name} when deployed`;
      this.#diagnose("route-prefix-configured", path, fragment.line, message, name);
    }
    const own = fragment.guards?.map((guard) => ({ path, ...guard })) ?? [];
    const guards = [...place.guards, ...this.#guardsBefore(router, path, fragment.line, text.text), ...own];
    const known = classifyGuards(guards, this.input);
    const { evidence, ...answer } = this.#answer({ path, fragment }, place);
    for (const method of methods) {
      this.#rows.push({
        method,
        path: joinPaths(place.prefix, text.text),
        host: fragment.host ?? null,
        constraints: [...(fragment.constraints ?? []), ...configured.map((name) => `below ${name}`)],
        handler: answer.handler,
        evidence,
        detail: { ...answer.detail, framework: place.framework, ...known },
      });
    }
  }

  /** `case "GET": app.get(path, …)`: not where the caller says another. */
  #holds(path: string, { of, values }: NonNullable<RouteFragment["onlyIf"]>[number], { environment }: Place): boolean {
    const given = this.texts.join(path, [of], environment)?.text.toLowerCase();
    return given === undefined || values.includes(given);
  }

  /** A function that registers what its callers tell, called without a router: once for each call; null where it is no such function. */
  #sitesOf(router: Router, path: string, fragment: RouteFragment, place: Place): readonly Place[] | null {
    const parts = [...(fragment.pathParts ?? []), ...(fragment.methodParts ?? [])];
    const param = parts.find((part) => typeof part !== "string" && part.kind === "param");
    if (param === undefined || typeof param === "string" || param.kind !== "param") return null;
    const key = `${path}#${param.function}`;
    if (place.environment.has(key)) return null;
    const all = this.#sites.get(key) ?? [];
    const ofClass = (one: Placed<MountFragment>): string => `${one.path}#${ownerOf(one.fragment)}`;
    const inherited = router.classes?.has(`${path}#${param.function.split("#")[0]}`) === true;
    const sites = all
      .map(({ path: from, mount }) => ({ path: from, fragment: mount }))
      .filter((one) => !inherited || router.classes?.has(ofClass(one)) === true);
    // Each class has a router of its own: which of them a call is for cannot be told apart.
    if (!inherited && (sites.length === 0 || new Set(sites.map(ofClass)).size > 1)) return null;
    return sites.map((site) => {
      this.#told.add(site.fragment);
      const args = this.texts.given(site.path, site.fragment.args ?? [], place.environment);
      return { ...place, environment: new Map([...place.environment, [key, args]]), site };
    });
  }

  /** Where the route is written: at the call that names its path, where a function registers it. */
  #place({ path, fragment }: Placed<RouteFragment>, { site }: Place): { path: string; line: number; told: boolean } {
    const told = fragment.pathParts?.some((part) => typeof part !== "string" && part.kind === "param") === true;
    if (!told || site === null) return { path, line: fragment.line, told: false };
    return { path: site.path, line: site.fragment.line, told };
  }

  /** Where a path that cannot be known is written: at the call of a registering function, if a part of it stands there. */
  #unknownAt(route: Placed<RouteFragment>, place: Place): { path: string; line: number } {
    const param = route.fragment.pathParts?.find((part) => typeof part !== "string" && part.kind === "param");
    const index = typeof param === "object" && param.kind === "param" ? param.index : -1;
    const given = place.site?.fragment.args?.[index];
    const written = Array.isArray(given) && given.some((part) => typeof part === "string");
    return written ? this.#place(route, place) : { path: route.path, line: route.fragment.line };
  }

  /** Where the route is written and what answers it. */
  #answer({ path, fragment }: Placed<RouteFragment>, place: Place): Answer {
    const { told: isTold, ...at } = this.#place({ path, fragment }, place);
    const told = isTold ? place.site : null;
    const source = told === null || fragment.handlerOrigin?.kind === "local" ? fragment : told.fragment;
    const handlerOrigin = source.handlerOrigin ?? null;
    const from = source === fragment ? path : at.path;
    const target = handlerOrigin === null ? null : this.graph.symbols.definition(from, handlerOrigin);
    const inline = { handlerPath: at.path, handlerLine: at.line, handlerName: null };
    const found = {
      handlerPath: target?.path ?? null,
      handlerLine: target?.line ?? null,
      handlerName: target?.name ?? null,
    };
    return { evidence: [at], handler: source.handler ?? null, detail: handlerOrigin === null ? inline : found };
  }

  /** An application of a package, mounted at a path: it cannot be seen into. */
  #application(_router: Router, { path, fragment }: Placed<MountFragment>, place: Place): void {
    if (fragment.prefix === null || fragment.prefix === "" || fragment.prefix === "/") return;
    const name = this.#applicationName(path, fragment);
    if (name === null) return;
    this.#rows.push({
      method: "ANY",
      path: joinPaths(place.prefix, fragment.prefix),
      host: null,
      constraints: [],
      handler: `mount:${name}`,
      evidence: [{ path, line: fragment.line }],
      detail: {
        handlerPath: null,
        handlerLine: null,
        handlerName: null,
        framework: place.framework,
        ...classifyGuards(place.guards, this.input),
      },
    });
  }

  #applicationName(path: string, { child, childName }: MountFragment): string | null {
    const target = this.input.resolution.resolve(path, child);
    const name = target.kind === "package" ? target.name : null;
    if (name !== null && APPLICATIONS.test(name) && !/serveStatic|\.serve$/.test(childName ?? ""))
      return name.replace(/^@[^/]+\//, "");
    return null;
  }

  #diagnose(code: string, path: string, line: number, message: string, once = `${path}:${line}`): void {
    const key = `${code} ${once}`;
    if (!this.#diagnostics.has(key)) this.#diagnostics.set(key, { code, path, line, message });
  }
}

/** Packages whose middleware is an application with routes of its own. */
const APPLICATIONS =
  /^(swagger-ui-express|koa2-swagger-ui|express-graphql|graphql-http|graphql-yoga|@graphql-yoga\/.*|apollo-server.*|@apollo\/server|@as-integrations\/.*|@bull-board\/.*|bull-board|bull-arena|agendash|adminjs|@adminjs\/.*|admin-bro|parse-server|oidc-provider|http-proxy-middleware|express-http-proxy|better-auth|@auth\/express|@trpc\/server|peer|kue|uploadthing|inngest|next|json-server|graphql-voyager.*|graphiql|express-status-monitor)$/;

/** Class whose method is called on `this`, "" where none. */
const ownerOf = ({ child }: MountFragment): string =>
  child.kind === "local" && child.members?.[0] === "()" ? child.name : "";

function covers(prefix: string | null, path: string): boolean {
  if (prefix === null) return false;
  if (prefix === "" || prefix === "/") return true;
  return path === prefix || path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
}
