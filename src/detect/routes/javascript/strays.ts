/** Turns registrations that no server was seen to reach into diagnostics: nothing that answers requests stays unsaid. */
import type { Diagnostic } from "../../../model/evidence.js";
import type { MountFragment, RouteFragment } from "../../../model/fragments.js";
import type { Resolution } from "../../../model/resolution.js";
import { byKeys } from "../../../text/order.js";
import type { Placed, RouterGraph } from "./graph.js";

const MAX_LINES = 40;

export function findStrays(
  { routers, adrift, symbols }: RouterGraph,
  composed: ReadonlySet<RouteFragment>,
  used: ReadonlySet<MountFragment>,
  resolution: Resolution,
): readonly Diagnostic[] {
  const left = (one: Placed<RouteFragment>): boolean => !composed.has(one.fragment);
  const groups: Placed<RouteFragment | MountFragment>[][] = [];
  for (const router of routers.values()) {
    const routes = router.routes.filter((one) => left(one) && (router.made || one.fragment.seen === true));
    groups.push(...groupByFile(routes));
  }
  const lost = adrift.filter((one) => left(one) && one.fragment.seen === true && !isForeign(one, resolution));
  groups.push(...groupByFile(lost));
  const said = new Set(groups.flat().map((one) => `${one.path}:${one.fragment.line}`));
  const told = symbols.calls().filter((one) => !used.has(one.fragment) && tellsRoute(one.fragment));
  groups.push(...groupByFile(told.filter((one) => !said.has(`${one.path}:${one.fragment.line}`))));
  return groups.map(describe).sort(
    byKeys(
      (one) => one.path,
      (one) => one.line ?? 0,
    ),
  );
}

/** What hangs on a package's own object is that package's matter. */
const isForeign = ({ path, fragment }: Placed<RouteFragment>, resolution: Resolution): boolean =>
  resolution.resolve(path, fragment.router).kind === "package";

const REGISTERS = /(^|\.)(route|addRoute|registerRoute|addEndpoint|endpoint)$/;
const METHOD = /^(get|post|put|patch|delete|head|options|all)$/i;

/** `this.route("GET", "/users", list)`: the app's own way to register, whatever becomes of it at run time. */
function tellsRoute({ childName, args = [] }: MountFragment): boolean {
  const fixed = args.flatMap((one) =>
    Array.isArray(one) && one.length === 1 && typeof one[0] === "string" ? one : [],
  );
  return REGISTERS.test(childName ?? "") && fixed.some((one) => METHOD.test(String(one)));
}

function groupByFile<T extends RouteFragment | MountFragment>(routes: readonly Placed<T>[]): Placed<T>[][] {
  const groups = new Map<string, Placed<T>[]>();
  for (const one of routes) groups.set(one.path, [...(groups.get(one.path) ?? []), one]);
  return [...groups.values()];
}

function describe(routes: readonly Placed<RouteFragment | MountFragment>[]): Diagnostic {
  const lines = [...new Set(routes.map((one) => one.fragment.line))].sort((a, b) => a - b);
  const shown = lines.slice(0, MAX_LINES).join(", ");
  const more = lines.length > MAX_LINES ? ` and ${lines.length - MAX_LINES} more` : "";
  const [one, lists] =
    lines.length === 1 ? ["a route hangs", ""] : [`${lines.length} routes hang`, `: lines ${shown}${more}`];
  const message = `${one} on a router that no server is seen to mount${lists}`;
  return { code: "route-prefix-unknown", path: routes[0]!.path, line: lines[0] ?? null, message };
}
