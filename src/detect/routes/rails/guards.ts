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
  if (BY_RULES.test(name)) return { name, kind: callerKind(controllers, lineage) };
  if (NOT_A_GUARD.test(name)) return null;
  const body = controllers.checks.of(lineage, name);
  const { known, refuses } = body;
  const kinds = [...body.kinds, ...conditions.flatMap((one) => controllers.checks.of(lineage, one).kinds)];
  // A filter that only looks up who is there turns nobody away.
  const looksUp = known && !refuses && kinds.length > 0;
  const asks = body.asks.length > 0 && kinds.length > 0;
  if (STRONG.test(name) ? looksUp : !(asks || (WEAK.test(name) && known && refuses && kinds.length > 0))) return null;
  const named = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  return { name, kind: told(kinds) ?? named ?? "unknown" };
}

const told = (kinds: readonly Kind[]): Kind | undefined => kinds.find((kind) => kind !== "session") ?? kinds[0];

/** How the app knows the one that its rules are asked about. */
const callerKind = (controllers: Controllers, lineage: readonly string[]): Kind => {
  const { known, kinds } = controllers.checks.of(lineage, "current_user");
  return told(kinds.filter((kind) => known || kind === "devise")) ?? "unknown";
};

/** Guards by name that a body calls itself: `authenticate_user!`, `require_login`. */
const CALLED = /^(authenticate_\w+!?|require_(login|user|admin|authentication)|doorkeeper_authorize!)$/;
/** How far an action's own checks may stand below it. */
const NEAR = 2;

/** What a body asks of its caller by itself: a challenge, the app's rules, a guard it calls, a condition that refuses. */
function askedIn(controllers: Controllers, lineage: readonly string[], method: string): readonly Guard[] {
  const check = controllers.checks.of(lineage, method, NEAR);
  const challenged: Kind = check.kinds.find((one) => one === "basic" || one === "token") ?? "unknown";
  const named: readonly Guard[] = [
    ...check.challenges.map((name) => ({ name, kind: challenged })),
    ...check.calls.filter((name) => CALLED.test(name)).flatMap((name) => guardOf(controllers, lineage, name, []) ?? []),
    ...check.rules.map((name) => ({ name, kind: callerKind(controllers, lineage) })),
  ];
  if (named.length > 0) return named;
  return check.asks.flatMap((name) => {
    const kind = told(controllers.checks.of(lineage, name).kinds) ?? (name === "session" ? "session" : undefined);
    return kind === undefined ? [] : [{ name, kind }];
  });
}

/** Guards that stand before the action under their own names, and what other filters ask of its rules. */
function filterGuards(
  controllers: Controllers,
  lineage: readonly string[],
  filters: readonly ControllerFilter[],
  action: string,
): readonly Guard[] {
  return runningFilters(filters, action).flatMap((name) => {
    const conditions = filters.findLast(({ kind, names }) => kind === "before" && names.includes(name))?.conditions;
    const guard = guardOf(controllers, lineage, name, conditions ?? []);
    if (guard !== null) return [guard];
    const kind = callerKind(controllers, lineage);
    return controllers.checks.of(lineage, name, NEAR).rules.map((rule) => ({ name: rule, kind }));
  });
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

/** Checks of the router itself: `authenticate :user do`, and constraints that look at who asks. */
function routerGuards(row: RouteRow, controllers: Controllers): readonly Guard[] {
  return row.constraints.flatMap((name): Guard[] => {
    if (/^authenticated?: /.test(name)) return [{ name, kind: "devise" }];
    // https://github.com/thoughtbot/clearance/tree/main/lib/clearance/constraints
    if (/^(::)?Clearance::Constraints::SignedIn$/.test(name)) return [{ name, kind: "session" }];
    const kind = told(controllers.checks.kindsOf(name.replace(/^::/, "")));
    return kind === undefined ? [] : [{ name, kind }];
  });
}

export function guardRoute(
  controllers: Controllers,
  className: string | null,
  row: RouteRow,
  method: string,
): Pick<RouteDetail, "authentication" | "csrf"> {
  const outer = routerGuards(row, controllers);
  if (className === null) return { authentication: summarise(outer), csrf: false };
  const lineage = controllers.lineage(className);
  const filters = controllers.filtersOf(className);
  const action = row.action ?? "";
  const guards = [
    ...filterGuards(controllers, lineage, filters, action),
    ...gemGuards(lineage, action),
    ...askedIn(controllers, lineage, action),
  ];
  // What stands nearest to the action tells best; the router's own check where that says nothing.
  const authentication = summarise([...outer, ...guards], [...guards, ...outer]);
  return { authentication, csrf: !SAFE.has(method) && forgery(lineage, filters, action) };
}

function summarise(guards: readonly Guard[], byTrust: readonly Guard[] = guards): RouteDetail["authentication"] {
  const kind = byTrust.find((one) => one.kind !== "unknown")?.kind ?? (guards.length > 0 ? "unknown" : "none");
  return { kind, guards: [...new Set(guards.map(({ name }) => name))] };
}
