/** Turns the filters before an action into how its caller is known and whether CSRF protection stands before it. */
import type { RouteDetail } from "../../../model/app-model.js";
import type { ControllerFilter, Controllers } from "./controllers.js";
import type { RouteRow } from "./mapping.js";

type Kind = RouteDetail["authentication"]["kind"];

/** Names that say they let only known callers through. */
const STRONG =
  /auth(?!or)|login|logged|sign(ed)?_?in|jwt|require_\w*(user|admin|account|member)|admin|api_?key|http_basic|doorkeeper|access_token|bearer/i;
/** Names that may: their own body has to show that they know the caller and turn away others. */
const WEAK =
  /^(require|ensure|verify(?!_authenticity)|check|must|only|enforce|protect|deny|reject)_|session|token|permission|allowed|restrict|access|authoriz/i;
const NOT_A_GUARD =
  /^(set_|load_(?!and_authorize)|find_|skip_|store_|redirect_if|reset_|clear_|configure_|track_|log_|no_)|unless_signed|already_|_no_|logged_out|disabled|banned|suspended|blocked|expired|onboard|terms|rate_?limit|throttl/i;
/** Filters of gems that leave it to the app's rules who may: known to stand there, no more. */
const BY_RULES = /^(load_and_authorize_resource|authorize_resource|verify_authorized)$/;
/** What Devise's own controllers put before their actions. https://github.com/heartcombo/devise/tree/main/app/controllers/devise */
const GEM_FILTERS: Readonly<Record<string, { readonly guard: string; readonly actions: readonly string[] }>> = {
  "Devise::RegistrationsController": { guard: "authenticate_scope!", actions: ["edit", "update", "destroy"] },
  "Devise::InvitationsController": { guard: "authenticate_inviter!", actions: ["new", "create"] },
};

const applies = (filter: ControllerFilter, action: string): boolean =>
  (filter.only === null || filter.only.includes(action)) && !(filter.except?.includes(action) ?? false);

/** Names of the filters of these kinds that run for the action, in order. */
export function runningFilters(
  filters: readonly ControllerFilter[],
  action: string,
  kinds: readonly string[] = ["before", "basic"],
): readonly string[] {
  let running: string[] = [];
  for (const filter of filters) {
    if (!applies(filter, action)) continue;
    if (kinds.includes(filter.kind)) {
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

interface Guard {
  readonly name: string;
  readonly kind: Kind;
}

function guardOf(
  controllers: Controllers,
  lineage: readonly string[],
  name: string,
  conditions: readonly string[],
): Guard | null {
  if (BY_RULES.test(name)) return { name, kind: "unknown" };
  if (NOT_A_GUARD.test(name)) return null;
  const body = controllers.checks.of(lineage, name);
  const { known, refuses } = body;
  const kinds = [...body.kinds, ...conditions.flatMap((one) => controllers.checks.of(lineage, one).kinds)];
  // A filter that only looks up who is there turns nobody away.
  const looksUp = known && !refuses && kinds.length > 0;
  if (STRONG.test(name) ? looksUp : !(WEAK.test(name) && known && refuses && kinds.length > 0)) return null;
  const named = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  const told = kinds.find((kind) => kind !== "session") ?? kinds[0];
  return { name, kind: told ?? named ?? "unknown" };
}

/** What the action itself asks of its caller: `authenticate_or_request_with_http_basic do`. */
function challengesOf(controllers: Controllers, lineage: readonly string[], action: string): readonly Guard[] {
  const { challenges, kinds } = controllers.checks.of(lineage, action, 2);
  const kind = kinds.find((one) => one === "basic" || one === "token") ?? "unknown";
  return challenges.map((name) => ({ name, kind }));
}

const gemGuards = (lineage: readonly string[], action: string): readonly Guard[] =>
  lineage.flatMap((one) => {
    const filter = GEM_FILTERS[one];
    return filter?.actions.includes(action) === true ? [{ name: filter.guard, kind: "devise" as const }] : [];
  });

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
  const guards = [
    ...runningFilters(filters, action).flatMap((name) => {
      const conditions = filters.findLast(({ kind, names }) => kind === "before" && names.includes(name))?.conditions;
      return guardOf(controllers, lineage, name, conditions ?? []) ?? [];
    }),
    ...gemGuards(lineage, action),
    ...challengesOf(controllers, lineage, action),
  ];
  const told = guards.find(({ kind }) => kind !== "unknown")?.kind ?? "unknown";
  const kind: Kind = outer.length > 0 && told === "unknown" ? "devise" : guards.length > 0 ? told : "none";
  return {
    authentication: { kind, guards: [...outer, ...guards.map(({ name }) => name)] },
    csrf: !SAFE.has(method) && forgery(lineage, filters, action),
  };
}
