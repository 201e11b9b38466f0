/** Turns the ways in which routes know their callers into one TypeScript file. */
import type { AuthChoice } from "../../../model/decision.js";
import type { PlannedService } from "../../../model/plan.js";

const WAYS: Readonly<Record<AuthChoice, string>> = {
  "ask-monolith": "fromMonolith(request, settings)",
  jwt: "callerOf(verify(bearerOf(request), settings.JWT_SECRET))",
  token: "same(bearerOf(request), settings.SERVICE_TOKEN) ? MACHINE : null",
  "api-key": 'settings.API_KEYS.some((key) => same(String(request.headers["x-api-key"] ?? ""), key)) ? MACHINE : null',
  public: '{ subject: "", claims: {} }',
};

/** Only what the service's routes are decided to use: code that no route asks for would trust callers all the same. */
export function printIdentityFile({ name, routes }: PlannedService): string {
  const auths = [...new Set(routes.map(({ auth }) => auth))].sort();
  const uses = (...some: readonly AuthChoice[]): boolean => some.some((auth) => auths.includes(auth));
  const signed = uses("ask-monolith", "jwt");
  const compares = signed || uses("token", "api-key");
  const crypto = [...(signed ? ["createHmac"] : []), ...(compares ? ["timingSafeEqual"] : [])];
  return `/** Knows the callers of a route, each in one way. */
${crypto.length === 0 ? "" : `import { ${crypto.join(", ")} } from "node:crypto";\n`}import type { FastifyReply, FastifyRequest } from "fastify";
import type { Settings } from "./config.js";

export type Auth = ${auths.map((auth) => `"${auth}"`).join(" | ")};

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

function identify(auth: Auth, ${uses("ask-monolith", "jwt", "token", "api-key") ? "request" : "_request"}: FastifyRequest, ${compares ? "settings" : "_settings"}: Settings): Caller | null {
  switch (auth) {
${auths.map((auth) => `    case "${auth}":\n      return ${WAYS[auth]};\n`).join("")}  }
}
${uses("jwt", "token") ? BEARER : ""}${uses("token", "api-key") ? MACHINE : ""}${uses("ask-monolith") ? printMonolithsWord(name) : ""}${signed ? SIGNED : ""}${compares ? SAME : ""}`;
}

const BEARER = `
const bearerOf = ({ headers }: FastifyRequest): string => (headers.authorization ?? "").replace(/^Bearer /, "");
`;

const MACHINE = `
const MACHINE: Caller = { subject: "machine", claims: {} };
`;

const printMonolithsWord = (name: string): string => `
/** The monolith's word: signed, short-lived, for this service and this request. */
function fromMonolith(request: FastifyRequest, settings: Settings): Caller | null {
  const claims = verify(String(request.headers["x-valueline-identity"] ?? ""), settings.VALUELINE_IDENTITY_SECRET);
  const asked = \`\${request.method} \${request.url.split("?")[0]}\`;
  return claims?.["aud"] === "${name}" && claims["req"] === asked ? callerOf(claims) : null;
}
`;

const SIGNED = `
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
`;

const SAME = `
function same(given: string, known: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(known);
  return known !== "" && left.length === right.length && timingSafeEqual(left, right);
}
`;
