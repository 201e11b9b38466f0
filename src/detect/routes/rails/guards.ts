/** Turns the filters before an action into how its caller is known and whether CSRF protection stands before it. */
import type { RouteDetail } from "../../../model/app-model.js";
import type { ControllerFilter, Controllers } from "./controllers.js";
import type { RouteRow } from "./mapping.js";

type Kind = RouteDetail["authentication"]["kind"];

const GUARD =
  /auth|login|logged|sign(ed)?_?in|session|token|jwt|require_\w*(user|admin|account|member)|admin|permission|allowed|ensure_|verify_(?!authenticity)|check_.*(user|access|admin)|restrict|access|doorkeeper/i;
const NOT_A_GUARD =
  /^(set_|load_|find_|skip_|store_|redirect_if|reset_|clear_|configure_|track_|log_|no_)|unless_signed|already_/i;

const applies = (filter: ControllerFilter, action: string): boolean =>
  (filter.only === null || filter.only.includes(action)) && !(filter.except?.includes(action) ?? false);

/** Names of the filters that run before the action, in order. */
export function runningFilters(filters: readonly ControllerFilter[], action: string): readonly string[] {
  let running: string[] = [];
  for (const filter of filters) {
    if (!applies(filter, action)) continue;
    if (filter.kind === "before" || filter.kind === "basic") {
      running = [...running.filter((name) => !filter.names.includes(name)), ...filter.names];
    } else if (filter.kind === "skip" || filter.kind === "allow") {
      running = running.filter((name) => !filter.names.includes(name));
    }
  }
  return running;
}

const BY_NAME: readonly (readonly [RegExp, Kind])[] = [
  [/^http_basic|basic_auth/, "basic"],
  [/jwt/i, "jwt"],
  [/doorkeeper|access_token|bearer/, "token"],
  [/api_?key/i, "api-key"],
  [/^authenticate_\w+!$/, "devise"],
  [/token/, "token"],
  [/session|logged_in|signed_in|require_login|require_user/, "session"],
];

function kindOf(controllers: Controllers, lineage: readonly string[], guard: string): Kind {
  const sign = controllers.signOf(lineage, guard);
  if (sign !== null && !/^authenticate_\w+!$/.test(guard)) return sign as Kind;
  return BY_NAME.find(([pattern]) => pattern.test(guard))?.[1] ?? (sign as Kind | null) ?? "unknown";
}

function forgery(lineage: readonly string[], filters: readonly ControllerFilter[], action: string): boolean {
  // Rails 5.2 and later protect every ActionController::Base by default; ActionController::API never. https://guides.rubyonrails.org/security.html#csrf-countermeasures
  if (lineage.includes("ActionController::API") || lineage.includes("ActionController::Metal")) return false;
  let stands = true;
  for (const filter of filters) {
    if (!applies(filter, action)) continue;
    if (filter.kind === "csrf") stands = true;
    if (filter.kind === "skip-csrf") stands = false;
  }
  return stands;
}

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** Checks of the router itself: `authenticate :user do`. */
const routerGuards = (row: RouteRow): readonly string[] =>
  row.constraints.filter((constraint) => /^authenticated?: /.test(constraint));

export function guardRoute(
  controllers: Controllers,
  className: string | null,
  row: RouteRow,
  method: string,
): Pick<RouteDetail, "authentication" | "csrf"> {
  const outer = routerGuards(row);
  if (className === null) {
    return { authentication: { kind: outer.length > 0 ? "devise" : "none", guards: outer }, csrf: false };
  }
  const lineage = controllers.lineage(className);
  const filters = controllers.filtersOf(className);
  const action = row.action ?? "";
  const running = runningFilters(filters, action);
  const guards = running.filter((name) => GUARD.test(name) && !NOT_A_GUARD.test(name));
  const kinds = guards.map((guard) => kindOf(controllers, lineage, guard));
  const kind: Kind =
    kinds.find((one) => one !== "unknown") ?? (guards.length > 0 ? "unknown" : outer.length > 0 ? "devise" : "none");
  return {
    authentication: { kind, guards: [...outer, ...guards] },
    csrf: !SAFE.has(method) && forgery(lineage, filters, action),
  };
}
