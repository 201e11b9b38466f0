/** Turns the ways in which routes know their callers into one TypeScript file. */
export const printIdentityFile = (name: string): string => `/** Knows the callers of a route, each in one way. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Settings } from "./config.js";

export type Auth = "ask-monolith" | "jwt" | "token" | "api-key" | "public";

export interface Caller {
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

declare module "fastify" {
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** A hook that lets known callers in and answers 401 to all others. */
export const guard = (auth: Auth, settings: Settings) => async (request: FastifyRequest, reply: FastifyReply) => {
  const caller = identify(auth, request, settings);
  if (caller === null) return reply.code(401).send({ error: "unauthenticated" });
  request.caller = caller;
};

function identify(auth: Auth, request: FastifyRequest, settings: Settings): Caller | null {
  const bearer = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  switch (auth) {
    case "public":
      return { subject: "", claims: {} };
    case "ask-monolith":
      return fromMonolith(request, settings);
    case "jwt":
      return callerOf(verify(bearer, settings.JWT_SECRET));
    case "token":
      return same(bearer, settings.SERVICE_TOKEN) ? MACHINE : null;
    case "api-key":
      return settings.API_KEYS.some((key) => same(String(request.headers["x-api-key"] ?? ""), key)) ? MACHINE : null;
  }
}

const MACHINE: Caller = { subject: "machine", claims: {} };

/** The monolith's word: signed, short-lived, for this service and this request. */
function fromMonolith(request: FastifyRequest, settings: Settings): Caller | null {
  const claims = verify(String(request.headers["x-valueline-identity"] ?? ""), settings.VALUELINE_IDENTITY_SECRET);
  const asked = \`\${request.method} \${request.url.split("?")[0]}\`;
  return claims?.["aud"] === "${name}" && claims["req"] === asked ? callerOf(claims) : null;
}

/** Claims of a JWT signed with HS256; an empty secret trusts nobody. */
export function verify(token: string, secret: string, now = Date.now()): Record<string, unknown> | null {
  const [header = "", body = "", signature = ""] = token.split(".");
  if (secret === "" || signature === "") return null;
  const expected = createHmac("sha256", secret).update(\`\${header}.\${body}\`).digest("base64url");
  if (!same(signature, expected)) return null;
  try {
    if (decode(header)["alg"] !== "HS256") return null;
    const claims = decode(body);
    return typeof claims["exp"] === "number" && now / 1000 < claims["exp"] ? claims : null;
  } catch {
    return null;
  }
}

const decode = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));

const callerOf = (claims: Record<string, unknown> | null): Caller | null =>
  claims === null ? null : { subject: String(claims["sub"] ?? ""), claims };

function same(given: string, known: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(known);
  return known !== "" && left.length === right.length && timingSafeEqual(left, right);
}
`;
