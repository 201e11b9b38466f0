/** Composes Nest controllers with their modules' paths, versions and the global prefix. https://docs.nestjs.com/faq/global-prefix */
import type { Diagnostic } from "../../../model/evidence.js";
import type { FileFacts, Literal, Origin } from "../../../model/file-facts.js";
import type { MountFragment, RouteFragment, SettingFragment } from "../../../model/fragments.js";
import { classifyGuards } from "../../authentication.js";
import type { DetectInput } from "../../input.js";
import { joinPaths, sharedSteps } from "../paths.js";
import type { ComposedRoute } from "../row.js";
import type { Composed } from "./http.js";
import { NestGuards } from "./nest-guards.js";
import { type Environment, type Text, Texts } from "./texts.js";

interface Placed<T> {
  readonly path: string;
  readonly fragment: T;
}

interface Controller {
  readonly path: string;
  readonly name: string;
  readonly mounts: readonly Placed<MountFragment>[];
  readonly versions: readonly string[];
  readonly host: string | null;
}

interface Excluded {
  readonly path: string;
  readonly method: string | null;
}

const NOTHING: Environment = new Map();

export function composeNest(input: DetectInput): Composed {
  return new NestComposer(input).run();
}

class NestComposer {
  readonly #facts: readonly FileFacts[];
  readonly #texts: Texts;
  readonly #guards: NestGuards;
  readonly #routes = new Map<string, Placed<RouteFragment>[]>();
  readonly #controllers = new Map<string, Controller>();
  readonly #settings: Placed<SettingFragment>[] = [];
  readonly #prefixes: Placed<MountFragment>[] = [];
  /** Path of the module that a controller is in, set by RouterModule. */
  readonly #modulePaths = new Map<string, string>();
  /** Controllers that some module lists. */
  readonly #listed = new Set<string>();
  readonly #diagnostics: Diagnostic[] = [];

  constructor(private readonly input: DetectInput) {
    this.#facts = input.facts.filter((one) => !one.marks.includes("test"));
    this.#texts = new Texts(this.#facts, input.resolution, input.reader);
    this.#guards = new NestGuards(this.#facts, this.#texts, input);
  }

  run(): Composed {
    this.#collect();
    this.#placeModules();
    const rows = this.#served().flatMap((one) => this.#controllerRows(one));
    return { rows, diagnostics: this.#diagnostics };
  }

  #collect(): void {
    for (const { path, fragments } of this.#facts) {
      for (const fragment of fragments) {
        if (fragment.kind === "route" && fragment.framework === "nest") {
          push(this.#routes, `${path}#${nameOf(fragment.router)}`, { path, fragment });
        } else if (fragment.kind === "setting" && (fragment.framework === "nest" || fragment.framework === "config")) {
          if (fragment.name === "controller") this.#addController(path, fragment);
          else this.#settings.push({ path, fragment });
        } else if (fragment.kind === "mount" && fragment.framework === "nest-prefix") {
          this.#prefixes.push({ path, fragment });
        }
      }
    }
  }

  /** Controllers that a module lists, or that some file names: what nobody names is never served. */
  #served(): Controller[] {
    const own = new Set(this.#facts.map((one) => one.path));
    const named = new Set(
      this.input.resolution.references
        .filter((one) => own.has(one.from) && one.from !== one.to)
        .flatMap((one) => [`${one.to}#${one.symbol}`, ...(/^(\*|)$/.test(one.symbol) ? [`${one.to}#*`] : [])]),
    );
    return [...this.#controllers].flatMap(([key, one]) => {
      const known = this.#listed.size === 0 || this.#listed.has(key);
      return known || named.has(key) || named.has(`${one.path}#*`) ? [one] : [];
    });
  }

  #addController(path: string, setting: SettingFragment): void {
    const name = setting.origin ? nameOf(setting.origin) : "";
    const facts = this.#facts.find((one) => one.path === path);
    const mounts = (facts?.fragments ?? [])
      .filter((one): one is MountFragment => one.kind === "mount" && one.framework === "nest-controller")
      .filter((one) => nameOf(one.child) === name)
      .map((fragment) => ({ path, fragment }));
    const { versions, host } = setting.value as { versions: readonly string[]; host?: string };
    this.#controllers.set(`${path}#${name}`, { path, name, mounts, versions, host: host ?? null });
  }

  /** RouterModule gives a module a path; the module's controllers go below it. */
  #placeModules(): void {
    const below = new Map<string, string>();
    const each = (framework: string, visit: (path: string, mount: MountFragment) => void) => {
      for (const { path, fragments } of this.#facts) {
        for (const one of fragments) if (one.kind === "mount" && one.framework === framework) visit(path, one);
      }
    };
    each("nest-router", (path, mount) => {
      const text = this.#text(path, mount.prefixParts ?? [mount.prefix ?? ""])?.text;
      if (text !== undefined) below.set(this.#classKey(path, mount.child), text);
    });
    each("nest-module", (path, mount) => {
      const child = this.#classKey(path, mount.child);
      this.#listed.add(child);
      const prefix = below.get(this.#classKey(path, mount.parent));
      if (prefix !== undefined) this.#modulePaths.set(child, prefix);
    });
  }

  #classKey(path: string, origin: Origin): string {
    const target = this.input.resolution.resolve(path, origin);
    return target.kind === "definition" ? `${target.path}#${target.name}` : "";
  }

  #controllerRows(controller: Controller): ComposedRoute[] {
    const routes = this.#routesOf(controller.path, controller.name, 0);
    return controller.mounts.flatMap((mount) => routes.flatMap((route) => this.#rows(controller, mount, route)));
  }

  /** Own routes and those of base classes that are not overridden. */
  #routesOf(path: string, name: string, depth: number): Placed<RouteFragment>[] {
    const own = this.#routes.get(`${path}#${name}`) ?? [];
    const definitions = this.#facts.find((one) => one.path === path)?.definitions ?? [];
    const definition = definitions.find((one) => one.kind === "class" && one.name === name);
    const base = definition?.bases.find((one) => one.how === "extends");
    if (base === undefined || depth > 8) return own;
    const target = this.input.resolution.resolve(path, base.origin);
    if (target.kind !== "definition") return own;
    const method = (route: Placed<RouteFragment>) => (route.fragment.handler ?? "").replace(/^.*#/, "");
    // An override without a decorator is no route any more: Nest reads the metadata of the method itself.
    const taken = new Set(definitions.map((one) => one.name.startsWith(`${name}#`) && one.name.slice(name.length + 1)));
    return [...own, ...this.#routesOf(target.path, target.name, depth + 1).filter((one) => !taken.has(method(one)))];
  }

  #rows(controller: Controller, mount: Placed<MountFragment>, route: Placed<RouteFragment>): ComposedRoute[] {
    const { fragment } = route;
    const above = this.#text(mount.path, mount.fragment.prefixParts ?? [mount.fragment.prefix ?? ""]);
    const own = this.#text(route.path, fragment.pathParts ?? [fragment.path ?? ""]);
    if (above === null || own === null) {
      const message = `the path of ${fragment.handler} is not fixed in the code`;
      this.#diagnostics.push({ code: "route-path-unknown", path: route.path, line: fragment.line, message });
      return [];
    }
    const inside = joinPaths(
      this.#modulePaths.get(`${controller.path}#${controller.name}`) ?? "",
      joinPaths(above.text, own.text),
    );
    const configured = [...above.configured, ...own.configured];
    return this.#versioned(controller, fragment, inside).map(({ path, constraints }) => ({
      method: fragment.methods[0]!,
      path,
      host: controller.host,
      constraints: [...constraints, ...configured.map((name) => `below ${name}`)],
      handler: `${controller.name}#${(fragment.handler ?? "").replace(/^.*#/, "")}`,
      evidence: [{ path: route.path, line: fragment.line }],
      detail: this.#detail(mount, route),
    }));
  }

  #detail(mount: Placed<MountFragment>, { path, fragment }: Placed<RouteFragment>): ComposedRoute["detail"] {
    const name = fragment.handler ?? "";
    const definition = this.#facts.find((one) => one.path === path)?.definitions.find((one) => one.name === name);
    const shared = mount.fragment.guards?.map((guard) => ({ path: mount.path, ...guard })) ?? [];
    const own = fragment.guards?.map((guard) => ({ path, ...guard })) ?? [];
    const known = classifyGuards(this.#guards.before(path, [...shared, ...own]), this.input);
    return {
      handlerPath: path,
      handlerLine: definition?.line ?? fragment.line,
      handlerName: name,
      framework: "nest",
      ...known,
    };
  }

  #versioned(
    controller: Controller,
    fragment: RouteFragment,
    inside: string,
  ): { path: string; constraints: readonly string[] }[] {
    const global = this.#globalPrefix(controller.path);
    const excluded = global.exclude.some((one) => excludes(one, fragment.methods[0]!, inside));
    const prefix = excluded ? "" : global.text;
    const below = excluded ? [] : global.configured.map((name) => `below ${name}`);
    const versioning = this.#setting(controller.path, "versioning") as {
      kind: string;
      prefix: string;
      default: readonly string[];
    } | null;
    if (versioning === null) return [{ path: joinPaths(prefix, inside), constraints: below }];
    const own = (fragment.constraints ?? []).map((one) => one.replace("version:", ""));
    const chosen = own.length > 0 ? own : controller.versions.length > 0 ? controller.versions : versioning.default;
    const versions = chosen.length > 0 ? chosen : ["neutral"];
    return versions.map((version) => {
      if (version === "neutral") return { path: joinPaths(prefix, inside), constraints: below };
      if (versioning.kind !== "URI")
        return { path: joinPaths(prefix, inside), constraints: [`version ${version}`, ...below] };
      return { path: joinPaths(joinPaths(prefix, `${versioning.prefix}${version}`), inside), constraints: below };
    });
  }

  #globalPrefix(path: string): Text & { readonly exclude: readonly Excluded[] } {
    const setting = this.#setting(path, "global-prefix") as {
      prefix: string | null;
      exclude: readonly Excluded[];
    } | null;
    if (setting === null) return { text: "", configured: [], exclude: [] };
    if (setting.prefix !== null) return { text: setting.prefix, configured: [], exclude: setting.exclude };
    const mount = nearest(this.#prefixes, path);
    const text = mount === null ? null : this.#text(mount.path, mount.fragment.prefixParts ?? []);
    if (mount !== null && text === null) {
      const message = "the global prefix is not fixed in the code";
      if (!this.#diagnostics.some((one) => one.message === message)) {
        this.#diagnostics.push({ code: "route-prefix-unknown", path: mount.path, line: mount.fragment.line, message });
      }
    }
    return { ...(text ?? { text: "", configured: ["the global prefix"] }), exclude: setting.exclude };
  }

  #setting(path: string, name: string): Literal | null {
    const found = nearest(
      this.#settings.filter((one) => one.fragment.framework === "nest" && one.fragment.name === name),
      path,
    );
    return found?.fragment.value ?? null;
  }

  /** Text of a path, with settings that `registerAs` gives a default. */
  #text(path: string, parts: readonly (string | Origin)[]): Text | null {
    const known = parts.map((part) =>
      typeof part !== "string" && part.kind === "unknown" ? (this.#configured(part.name) ?? part) : part,
    );
    return this.#texts.join(path, known, NOTHING);
  }

  #configured(name: string): string | null {
    const [namespace, key] = name.replace(/^config:/, "").split(".");
    const setting = this.#settings.find(
      (one) => one.fragment.framework === "config" && one.fragment.name === namespace,
    );
    const value = setting?.fragment.value;
    if (key === undefined || typeof value !== "object" || value === null || Array.isArray(value)) return null;
    const text = (value as Readonly<Record<string, Literal>>)[key];
    return typeof text === "string" ? text : null;
  }
}

const nameOf = (origin: Origin): string => ("name" in origin ? origin.name : "");

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

/** Of several applications in one repo, the one whose file is nearest speaks. */
function nearest<T>(all: readonly Placed<T>[], path: string): Placed<T> | null {
  let best: Placed<T> | null = null;
  for (const one of all) if (best === null || sharedSteps(one.path, path) > sharedSteps(best.path, path)) best = one;
  return best;
}

/** `exclude: ["health", "docs/*rest", { path: "hooks/:id", method: RequestMethod.POST }]` */
function excludes({ path: pattern, method }: Excluded, asked: string, path: string): boolean {
  if (method !== null && method !== "ALL" && method !== asked) return false;
  const clean = (text: string) => text.replace(/^\/|\/$/g, "");
  const expression = clean(pattern)
    .replace(/[.+?^$|[\]\\]/g, "\\$&")
    .replaceAll("{", "(?:")
    .replaceAll("}", ")?")
    .replace(/:\w+/g, "[^/]+")
    .replace(/\(\\?\.\*\)|\*\w*/g, ".*");
  return new RegExp(`^${expression}$`).test(clean(path));
}
