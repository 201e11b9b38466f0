/** Turns a planned service into the fixed parts of a TypeScript service: config, server, identity, health. */
import type { PlannedService } from "../../../model/plan.js";

export const printPackage = (name: string, bullmq: boolean): string =>
  `${JSON.stringify(
    {
      name,
      version: "1.0.0",
      private: true,
      type: "module",
      engines: { node: ">=20.19.0" },
      scripts: {
        build: "tsc -p tsconfig.build.json",
        start: "node dist/main.js",
        lint: "tsc --noEmit",
        test: "tsc --noEmit && tsc -p tsconfig.test.json && node --test dist-test/test/*.test.js",
      },
      dependencies: {
        ...(bullmq ? { bullmq: "5.34.0" } : {}),
        fastify: "5.12.8",
        pg: "8.23.1",
        zod: "4.6.7",
      },
      devDependencies: { "@types/node": "20.19.43", "@types/pg": "8.11.10", typescript: "5.9.3" },
    },
    null,
    2,
  )}\n`;

const COMPILER = {
  target: "ES2022",
  module: "NodeNext",
  moduleResolution: "NodeNext",
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  types: ["node"],
};

export const printTsconfig = (kind: "check" | "build" | "test"): string =>
  `${JSON.stringify(
    {
      compilerOptions: {
        ...COMPILER,
        ...(kind === "check"
          ? { noEmit: true }
          : { outDir: kind === "build" ? "dist" : "dist-test", rootDir: kind === "build" ? "src" : "." }),
      },
      include: kind === "build" ? ["src"] : ["src", "test"],
    },
    null,
    2,
  )}\n`;

export const printConfigFile = ({ port, routes, enqueues }: PlannedService): string => {
  const asks = routes.some(({ auth }) => auth === "ask-monolith");
  const jwt = routes.some(({ auth }) => auth === "jwt");
  const token = routes.some(({ auth }) => auth === "token");
  const bullmq = enqueues.some(({ wire }) => wire === "bullmq");
  const field = (name: string, required: boolean): string =>
    `  ${name}: ${required ? "z.string().min(1)" : 'z.string().default("")'},\n`;
  return `/** Reads the environment once, and refuses to start without what is required. */
import { z } from "zod";

const Settings = z.object({
  PORT: z.coerce.number().int().default(${port}),
  DATABASE_URL: z.string().min(1),
${field("REDIS_URL", bullmq)}${field("VALUELINE_IDENTITY_SECRET", asks)}${field("JWT_SECRET", jwt)}${field("SERVICE_TOKEN", token)}  API_KEYS: z
    .string()
    .default("")
    .transform((text) => text.split(",").filter((key) => key !== "")),
});

export type Settings = z.infer<typeof Settings>;

export const readSettings = (env: NodeJS.ProcessEnv): Settings => Settings.parse(env);
`;
};

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

export const printServerFile =
  (): string => `/** Turns operations into a Fastify server: old paths, schemas, request ids, health. */
import { randomUUID } from "node:crypto";
import Fastify, { type FastifyInstance } from "fastify";
import type { Settings } from "./config.js";
import { NotPorted } from "./errors.js";
import { addRoutes } from "./routes.js";
import type { Services } from "./services.js";

export function createServer(settings: Settings, services: Services, logger = true): FastifyInstance {
  const server = Fastify({
    logger,
    bodyLimit: 10 * 1024 * 1024,
    requestTimeout: 25_000,
    requestIdHeader: "x-request-id",
    genReqId: () => randomUUID(),
  });
  server.decorateRequest("caller", null);
  server.addHook("onSend", async (request, reply) => {
    reply.header("X-Request-Id", request.id);
  });
  server.setErrorHandler((error, request, reply) => {
    if (error instanceof NotPorted) return reply.code(501).send({ error: "not_ported" });
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    return reply.code(status).send({ error: status >= 500 ? "internal" : "invalid" });
  });
  server.get("/healthz", async () => ({ status: "ok" }));
  server.get("/readyz", async (_request, reply) => {
    const ready = await services.ready();
    return reply.code(ready ? 200 : 503).send({ database: ready ? "ok" : "unavailable" });
  });
  addRoutes(server, settings, services);
  return server;
}
`;

export const printErrorsFile = (): string => `/** Errors that operations answer with. */

/** An operation whose logic still waits in the monolith. */
export class NotPorted extends Error {}

export class NotFound extends Error {
  readonly statusCode = 404;
}

export class Invalid extends Error {
  readonly statusCode = 422;
}
`;

export const printMainFile = (bullmq: boolean): string => `/** Starts the service; SIGTERM finishes what it began. */
import { readSettings } from "./config.js";
import { createServer } from "./server.js";
import { openServices } from "./services.js";

const settings = readSettings(process.env);
const services = openServices(settings);
${bullmq ? 'if (process.argv[2] === "migrate") {\n  await services.migrate();\n  await services.close();\n  process.exit(0);\n}\n' : ""}const server = createServer(settings, services);
await server.listen({ port: settings.PORT, host: "0.0.0.0" });

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    await server.close();
    await services.close();
  });
}
`;
