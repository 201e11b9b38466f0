/** Tells from the guards before a route how its caller is known. */
import type { RouteDetail } from "../model/app-model.js";
import type { Origin } from "../model/file-facts.js";
import type { DetectInput } from "./input.js";

export interface GuardUse {
  /** File the guard is named in. */
  readonly path: string;
  readonly name: string;
  readonly origin: Origin | null;
  /** Its own code lets some requests through: that it stands before the route does not say how the caller is known. */
  readonly sometimes?: boolean;
}

type Kind = RouteDetail["authentication"]["kind"];

const GUARD =
  /auth(?!or)|clerk|login|logged|session|passport|jwt|token|bearer|protect|require_?user|current_?user|ensure|permission|role|admin|policy|acl|guard|verify|api_?key|is_?allowed|can\b|restrict|secured?/i;
/** Middleware that carries sessions or reads bodies but turns nobody away. */
const CARRIER =
  /^(express-?session|session|cookieSession|cookie-session|passport\.(initialize|session)|flash|bodyParser|cookieParser|helmet|cors|morgan|compression|rateLimit\w*|\w*limiter|\w*Throttler\w*)\b/i;
const CSRF = /csrf|xsrf|csurf|lusca/i;

const BY_NAME: readonly (readonly [RegExp, Kind])[] = [
  [/jwt|jsonwebtoken/i, "jwt"],
  [/api_?key|apikey/i, "api-key"],
  [/basic/i, "basic"],
  [/bearer|access_?token|personal_?token/i, "token"],
  [/session|logged_?in|login|isAuthenticated|ensureAuthenticated|local/i, "session"],
];
const BY_PACKAGE: readonly (readonly [RegExp, Kind])[] = [
  [
    /^(jsonwebtoken|express-jwt|koa-jwt|passport-jwt|@nestjs\/jwt|jose|@fastify\/jwt|jwks-rsa|express-oauth2-jwt-bearer)$/,
    "jwt",
  ],
  [
    /^(passport|passport-local|connect-ensure-login|express-session|cookie-session|next-auth|iron-session|better-auth)$/,
    "session",
  ],
  [
    /^@(clerk\/nextjs|auth0\/nextjs-auth0|kinde-oss\/kinde-auth-nextjs|workos-inc\/authkit-nextjs|supabase\/ssr|supabase\/auth-helpers-nextjs)$/,
    "session",
  ],
  [/^(passport-http-bearer|koa-bearer-token|express-bearer-token)$/, "token"],
  [/^(express-basic-auth|koa-basic-auth|basic-auth|@fastify\/basic-auth)$/, "basic"],
];

export function classifyGuards(
  uses: readonly GuardUse[],
  input: DetectInput,
): Pick<RouteDetail, "authentication" | "csrf"> {
  const guards = uses.filter((use) => GUARD.test(use.name) && !CARRIER.test(use.name) && !CSRF.test(use.name));
  const kinds = guards.map((guard) => kindOf(guard, input));
  const known = kinds.findLast((kind) => kind !== "unknown");
  return {
    authentication: {
      kind: guards.length === 0 ? "none" : (known ?? "unknown"),
      guards: [...new Set(guards.map((guard) => guard.name))],
    },
    csrf: uses.some((use) => CSRF.test(use.name)),
  };
}

function kindOf({ path, name, origin, sometimes }: GuardUse, input: DetectInput): Kind {
  if (sometimes === true) return "unknown";
  const named = BY_NAME.find(([pattern]) => pattern.test(name));
  if (named !== undefined) return named[1];
  if (origin === null || (origin.kind !== "import" && origin.kind !== "local")) return "unknown";
  const target = input.resolution.resolve(path, origin);
  if (target.kind === "package") return BY_PACKAGE.find(([pattern]) => pattern.test(target.name))?.[1] ?? "unknown";
  if (target.kind !== "definition") return "unknown";
  return byBody(target.path, target.name, input);
}

/** A guard of the app's own: what it calls tells. */
function byBody(path: string, name: string, input: DetectInput): Kind {
  const facts = indexOf(input).get(path);
  const packages = (facts?.calls ?? [])
    .filter((call) => call.within === name || call.within === "" || call.within.startsWith(`${name}#`))
    .flatMap((call) => (call.callee.kind === "import" ? [call.callee.source] : []));
  for (const [pattern, kind] of BY_PACKAGE) if (packages.some((source) => pattern.test(source))) return kind;
  return "unknown";
}

const INDEXES = new WeakMap<DetectInput, ReadonlyMap<string, DetectInput["facts"][number]>>();

function indexOf(input: DetectInput): ReadonlyMap<string, DetectInput["facts"][number]> {
  const known = INDEXES.get(input) ?? new Map(input.facts.map((facts) => [facts.path, facts]));
  INDEXES.set(input, known);
  return known;
}
