/** Composes Sinatra and Grape applications below their mounts: in config.ru, in each other, in Rails. */
import type { RouteDetail } from "../../model/app-model.js";
import type { Literal, Origin } from "../../model/file-facts.js";
import type { RouteFragment } from "../../model/fragments.js";
import type { DetectInput } from "../input.js";
import { joinPaths } from "./paths.js";
import { Controllers } from "./rails/controllers.js";
import type { ActionTouches } from "./rails/touches.js";
import type { ComposedRoute } from "./row.js";

const BASES: Readonly<Record<string, string>> = {
  "Sinatra::Base": "sinatra",
  "Sinatra::Application": "sinatra",
  "Grape::API": "grape",
  "Grape::API::Instance": "grape",
  Roda: "roda",
};

interface PlacedRoute {
  readonly path: string;
  readonly fragment: RouteFragment;
}

interface Mount {
  readonly child: string;
  readonly prefix: string;
}

interface Place {
  readonly mounted: string;
  readonly prefix: string;
  readonly guards: readonly Guard[];
  /** Flows of the blocks that run around every route. */
  readonly filters: readonly string[];
}

type Guard = { readonly text: string; readonly kind: RouteDetail["authentication"]["kind"] };

const fieldOf = (value: Literal, name: string): string => {
  const field = (value as { readonly [key: string]: Literal } | null)?.[name];
  return typeof field === "string" ? field : "";
};

export class RackApps {
  readonly #routes = new Map<string, PlacedRoute[]>();
  readonly #mounts = new Map<string, Mount[]>();
  readonly #prefixes = new Map<string, string[]>();
  readonly #guards = new Map<string, Guard[]>();
  readonly #filters = new Map<string, string[]>();
  readonly #lineages: Controllers;
  readonly #reached = new Set<string>();

  constructor(
    private readonly input: DetectInput,
    private readonly touches: ActionTouches,
  ) {
    this.#lineages = new Controllers(input);
    for (const facts of input.facts) {
      if (facts.language !== "ruby" || facts.marks.includes("test")) continue;
      for (const fragment of facts.fragments) {
        if (fragment.kind === "route" && fragment.framework === "rack") {
          push(this.#routes, this.#nameOf(facts.path, fragment.router), { path: facts.path, fragment });
        }
        if (fragment.kind !== "setting" || fragment.framework !== "rack") continue;
        const { value } = fragment;
        if (fragment.name === "mount") {
          const child = this.#nameOf(facts.path, fragment.origin ?? { kind: "unknown", name: "" });
          push(this.#mounts, fieldOf(value, "parent"), { child, prefix: fieldOf(value, "prefix") });
        } else if (fragment.name === "filter") {
          push(
            this.#filters,
            this.#nameOf(facts.path, fragment.origin ?? { kind: "unknown", name: "" }),
            String(value),
          );
        } else if (fragment.name === "guard") {
          const kind = fieldOf(value, "kind") as Guard["kind"];
          push(this.#guards, fieldOf(value, "owner"), { text: fieldOf(value, "value"), kind });
        } else push(this.#prefixes, fieldOf(value, "owner"), fieldOf(value, "value"));
      }
    }
  }

  #nameOf(path: string, origin: Origin): string {
    if (origin.kind === "local") return `${path}#main`;
    const target = this.input.resolution.resolve(path, origin);
    if (target.kind === "definition") return target.name;
    return "name" in origin ? origin.name.replace(/^::/, "") : "";
  }

  /** "sinatra" or "grape" where the class descends from it; null for any other class. */
  frameworkOf(name: string): string | null {
    if (name.endsWith("#main")) return "sinatra";
    for (const ancestor of this.#lineages.lineage(name))
      if (Object.hasOwn(BASES, ancestor)) return BASES[ancestor] ?? null;
    return null;
  }

  /** All routes of the application mounted at `prefix`; null where it is none of ours. */
  expand(name: string, mounted: string): readonly ComposedRoute[] | null {
    return this.#expand(name, { mounted, prefix: "", guards: [], filters: [] }, 0);
  }

  /** Grape puts all mount points before the prefix and the version, and hands its checks down. */
  #expand(name: string, place: Place, depth: number): readonly ComposedRoute[] | null {
    const framework = this.frameworkOf(name);
    if (framework === null || depth > 10) return null;
    this.#reached.add(name);
    const prefix = (this.#prefixes.get(name) ?? []).reduce((path, part) => joinPaths(path, part), place.prefix);
    const base = prefix === "" ? place.mounted : joinPaths(place.mounted, prefix);
    const lineage = name.endsWith("#main") ? [name] : this.#lineages.lineage(name);
    const own = lineage.flatMap((one) => this.#routes.get(one) ?? []);
    const guards = [...place.guards, ...lineage.flatMap((one) => this.#guards.get(one) ?? [])];
    const filters = [...place.filters, ...lineage.flatMap((one) => this.#filters.get(one) ?? [])];
    const rows = own.flatMap((route) => this.#rows(name, route, { mounted: base, prefix, guards, filters }, framework));
    const below = (this.#mounts.get(name) ?? []).flatMap(
      (mount) =>
        this.#expand(
          mount.child,
          { mounted: joinPaths(place.mounted, mount.prefix), prefix, guards, filters },
          depth + 1,
        ) ?? [],
    );
    return [...rows, ...below];
  }

  #rows(name: string, route: PlacedRoute, place: Place, framework: string): readonly ComposedRoute[] {
    const { fragment, path } = route;
    const { guards, filters } = place;
    const blocks = [...filters, ...(fragment.flow === undefined ? [] : [fragment.flow])];
    const touches = this.touches.ofBlocks(name.replace(/^.*#main$/, ""), blocks);
    return fragment.methods.map((method) => ({
      method,
      path: joinPaths(place.mounted, fragment.path ?? ""),
      host: null,
      constraints: [],
      handler: fragment.handler,
      evidence: [{ path, line: fragment.line }],
      detail: {
        handlerPath: path,
        handlerLine: fragment.line,
        handlerName: fragment.handler,
        framework,
        authentication: { kind: guards.at(-1)?.kind ?? "none", guards: guards.map((guard) => guard.text) },
        csrf: false,
        touches,
      },
    }));
  }

  /** Applications that config.ru runs, then those that nothing mounts. */
  standalone(): readonly ComposedRoute[] {
    const run = this.#mounts.get("") ?? [];
    const rows = run.flatMap((mount) => this.expand(mount.child, mount.prefix) ?? []);
    const mounted = new Set([...this.#mounts.values()].flatMap((mounts) => mounts.map((mount) => mount.child)));
    const bases = new Set([...this.#routes.keys()].flatMap((name) => this.#lineages.lineage(name).slice(0, -1)));
    const left = [...this.#routes.keys()]
      .filter((name) => !this.#reached.has(name) && !mounted.has(name) && !bases.has(name))
      .sort();
    return [...rows, ...left.flatMap((name) => this.expand(name, "") ?? [])];
  }
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}
