/** Turns planned routes into Fastify routes and operations: plain functions apart from the framework. */
import type { Artifact } from "../../../model/artifact.js";
import type { PlannedRoute, PlannedService } from "../../../model/plan.js";
import { pageOf } from "../../page-of.js";
import { type JsonSchema, typeOf, zodOf } from "./zod.js";

const pascal = (name: string): string => name[0]!.toUpperCase() + name.slice(1);
const kebab = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();

export function printRoutesFile(service: PlannedService): string {
  const imports = service.routes.map(
    ({ operation }) =>
      `import { ${operation}, ${pascal(operation)}Body, ${pascal(operation)}Query } from "./operations/${kebab(operation)}.js";\n`,
  );
  return `/** The monolith's paths, unchanged; each calls one operation. */
import type { FastifyInstance } from "fastify";
import type { Settings } from "./config.js";
import { guard } from "./identity.js";
${imports.join("")}import type { Services } from "./services.js";

export function addRoutes(server: FastifyInstance, settings: Settings, services: Services): void {
${service.routes.map(printRoute).join("")}}
`;
}

/** Fastify's own spelling: one wildcard, at the end; optional parts stay with the monolith. */
const fastifyPath = (path: string): string => path.replace(/\([^)]*\)/g, "").replace(/\*[A-Za-z_]\w*$/, "*") || "/";

function printRoute(planned: PlannedRoute): string {
  const { route, operation, auth } = planned;
  return `  server.route({
    method: "${route.method}",
    url: ${JSON.stringify(fastifyPath(route.path))},
    onRequest: guard("${auth}", settings),
    handler: async (request, reply) => {
      const body = ${pascal(operation)}Body.safeParse(request.body ?? {});
      if (!body.success) return reply.code(422).send({ error: "invalid", details: body.error.issues });
      const query = ${pascal(operation)}Query.safeParse(request.query);
      if (!query.success) return reply.code(422).send({ error: "invalid", details: query.error.issues });
      const params = request.params as Record<string, string>;
      const call = { params, query: query.data, body: body.data, caller: request.caller, requestId: request.id };
      const answer = await ${operation}(call, services);
      return reply.code(answer.status ?? 200)${pageOf(planned) === undefined ? "" : '.type("text/html; charset=utf-8")'}.headers(answer.headers ?? {}).send(answer.body);
    },
  });
`;
}

export function printOperations(service: PlannedService): readonly Artifact[] {
  return service.routes.map((planned) => ({
    path: `services/${service.name}/src/operations/${kebab(planned.operation)}.ts`,
    content: printOperation(planned),
    policy: "once",
    because: `operation of ${planned.route.id}`,
    evidence: planned.route.evidence,
  }));
}

function printOperation(planned: PlannedRoute): string {
  const { route, operation, request, response, parameters, detail, enqueues } = planned;
  const page = pageOf(planned);
  const Name = pascal(operation);
  const source = detail.handlerPath === null ? route.id : `${detail.handlerPath}:${detail.handlerLine ?? 1}`;
  const jobs = (enqueues ?? []).length === 0 ? "" : `; it enqueues ${enqueues!.join(", ")} (services.jobs.enqueue)`;
  const query = parameters
    .filter(({ in: where }) => where === "query")
    .map(({ name, type }) => `  ${JSON.stringify(name)}: ${queryZod(type)}.optional(),\n`);
  return `/** ${route.method} ${route.path}, from ${source} */
import { z } from "zod";
import { NotPorted } from "../errors.js";
import type { Answer, Call } from "../operation.js";
import type { Services } from "../services.js";

${printBody(Name, request as Described | null)}
export const ${Name}Query = z.looseObject({${query.length === 0 ? "" : `\n${query.join("")}`}});
${page === undefined ? printResponse(Name, response as Described | null) : `\n/** The page ${page}. */\nexport type ${Name}Response = string;\n`}
type ${Name}Call = Call<z.infer<typeof ${Name}Body>, z.infer<typeof ${Name}Query>>;

export async function ${operation}(_call: ${Name}Call, _services: Services): Promise<Answer<${Name}Response>> {
  // VALUELINE-PORT: ${route.handler ?? route.id}${jobs}
  throw new NotPorted();
}
`;
}

type Described = JsonSchema & { readonly "x-read-from"?: string };

/** A query string holds text. */
const queryZod = (type: string): string =>
  ({ integer: "z.coerce.number().int()", number: "z.coerce.number()" })[type] ?? "z.string()";

function printBody(name: string, schema: Described | null): string {
  const required = new Set(schema?.required ?? []);
  const fields = Object.entries(schema?.properties ?? {}).map(
    ([field, inner]) => `  ${JSON.stringify(field)}: ${zodOf(inner)}${required.has(field) ? "" : ".optional()"},\n`,
  );
  const read = fields.length === 0 ? "" : `/** Read from ${schema?.["x-read-from"] ?? "the monolith"}. */\n`;
  return `${read}export const ${name}Body = z.looseObject({${fields.length === 0 ? "" : `\n${fields.join("")}`}});\n`;
}

function printResponse(name: string, schema: Described | null): string {
  if (schema === null) return `\nexport type ${name}Response = unknown;\n`;
  const from = schema["x-read-from"] ?? (schema.items as Described | undefined)?.["x-read-from"] ?? "the monolith";
  return `\n/** Read from ${from}. */\nexport type ${name}Response = ${typeOf(schema)};\n`;
}

export const printOperationFile = (): string => `/** What an operation gets and gives: no HTTP, no framework. */
import type { Caller } from "./identity.js";

export interface Call<Body, Query = unknown> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller | null;
  /** Passed on in every call out. */
  readonly requestId: string;
}

export interface Answer<Body = unknown> {
  /** Default 200. */
  readonly status?: number;
  /** What the answer says besides its body, such as location. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
}
`;
