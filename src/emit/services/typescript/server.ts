/** Turns a planned service into its HTTP adapter, its errors, and calls out to others. */

export const printServerFile = (
  hasRoutes: boolean,
): string => `/** Turns operations into a Fastify server: old paths, schemas, request ids, health. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import Fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import type { Settings } from "./config.js";
import { Refusal } from "./errors.js";
${hasRoutes ? 'import { addRoutes } from "./routes.js";\n' : ""}import type { Services } from "./services.js";

/** Milliseconds; whoever asks for readiness waits for seconds at most. */
const READY_WITHIN = 2_000;

export function createServer(
  settings: Settings,
  services: Services,
  logger: FastifyServerOptions["logger"] = { level: settings.LOG_LEVEL },
): FastifyInstance {
  const server = Fastify({
    logger,
    bodyLimit: 10 * 1024 * 1024,
    requestTimeout: 25_000,
    forceCloseConnections: "idle",
    requestIdHeader: "x-request-id",
    genReqId: () => randomUUID(),
  });
${hasRoutes ? '  server.decorateRequest("caller", null);\n' : ""}  server.addHook("onSend", async (request, reply) => {
    reply.header("X-Request-Id", request.id);
  });
  server.setErrorHandler((error, request, reply) => {
    if (error instanceof Refusal) return reply.code(error.status).send({ error: error.answer, details: error.details });
    // Fastify's own: a body that is no JSON, or too long. What else was thrown is a bug, and its text is not told.
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    return reply.code(status).send({ error: status >= 500 ? "internal" : "invalid" });
  });
  server.get("/healthz", async () => ({ status: "ok" }));
  server.get("/readyz", async (_request, reply) => {
    const ready = await Promise.race([services.store.ready(), sleep(READY_WITHIN, false, { ref: false })]);
    return reply.code(ready ? 200 : 503).send({ database: ready ? "ok" : "unavailable" });
  });
${hasRoutes ? "  addRoutes(server, settings, services);\n" : ""}  return server;
}
`;

export const printErrorsFile = (): string => `/** Errors that operations answer with. */

/** Answered with its status and a word that callers can rely on. */
export abstract class Refusal extends Error {
  abstract readonly status: number;
  abstract readonly answer: string;

  constructor(readonly details?: unknown) {
    super();
  }
}

/** An operation whose logic still waits in the monolith. */
export class NotPorted extends Refusal {
  readonly status = 501;
  readonly answer = "not_ported";
}

export class NotFound extends Refusal {
  readonly status = 404;
  readonly answer = "not_found";
}

/** \`details\` say what is wrong with the request, to the caller too. */
export class Invalid extends Refusal {
  readonly status = 422;
  readonly answer = "invalid";
}
`;

export const printOutgoingFile =
  (): string => `/** Calls others over HTTP: always a timeout, the request id passed on, reads retried with jitter, writes never. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Outgoing {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly requestId?: string;
  /** Milliseconds for one attempt. */
  readonly timeout?: number;
  readonly attempts?: number;
}

/** Milliseconds before the second attempt; doubled from then on. */
const PAUSE = 100;

export async function callOut(url: string | URL, call: Outgoing = {}): Promise<Response> {
  const method = call.method ?? "GET";
  const attempts = method === "GET" || method === "HEAD" ? (call.attempts ?? 3) : 1;
  for (let attempt = 1; ; attempt += 1) {
    const response = await send(url, method, call).catch((error: unknown) => {
      if (attempt >= attempts) throw error;
      return null;
    });
    if (response !== null && (response.status < 500 || attempt >= attempts)) return response;
    await response?.body?.cancel();
    const wait = PAUSE * 2 ** attempt;
    await sleep(wait / 2 + Math.random() * (wait / 2));
  }
}

function send(url: string | URL, method: string, { headers, body, requestId, timeout }: Outgoing): Promise<Response> {
  return fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(requestId === undefined ? {} : { "X-Request-Id": requestId }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeout ?? 5_000),
  });
}
`;
