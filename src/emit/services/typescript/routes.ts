/** Turns planned routes into Fastify routes and operations: plain functions apart from the framework. */
import type { Artifact } from "../../../model/artifact.js";
import type { PlannedRoute, PlannedService } from "../../../model/plan.js";
import { pageOf } from "../../page-of.js";
import { type JsonSchema, keyText, typeOf, zodFields } from "./zod.js";

const pascal = (name: string): string => name[0]!.toUpperCase() + name.slice(1);
const kebab = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();

export function printRoutesFile(service: PlannedService): string {
  const imports = service.routes.map(
    ({ operation }) =>
      `import { ${operation}, ${pascal(operation)}Request } from "./operations/${kebab(operation)}.js";\n`,
  );
  return `/** The monolith's paths, unchanged; each calls one operation. */
import type { FastifyInstance } from "fastify";
import type { Settings } from "./config.js";
import { handlerOf } from "./handler.js";
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
  const page = pageOf(planned) === undefined ? "" : ', { "content-type": "text/html; charset=utf-8" }';
  return `  server.route({
    method: "${route.method}",
    url: ${JSON.stringify(fastifyPath(route.path))},
    onRequest: guard("${auth}", settings),
    handler: handlerOf(${pascal(operation)}Request, ${operation}, services${page}),
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
  const { route, operation, response, detail, enqueues } = planned;
  const page = pageOf(planned);
  const Name = pascal(operation);
  const source = detail.handlerPath === null ? route.id : `${detail.handlerPath}:${detail.handlerLine ?? 1}`;
  const jobs = (enqueues ?? []).length === 0 ? "" : `; it enqueues ${enqueues!.join(", ")} (services.jobs.enqueue)`;
  return `/** ${route.method} ${route.path}, from ${source} */
import { z } from "zod";
import { NotPorted } from "../errors.js";
import type { Answer, Call } from "../operation.js";
import type { Services } from "../services.js";

${printRequest(Name, planned)}${page === undefined ? printResponse(Name, response as Described | null) : `\n/** The page ${page}. */\nexport type ${Name}Response = string;\n`}
export async function ${operation}(
  _call: Call<z.infer<typeof ${Name}Request>>,
  _services: Services,
): Promise<Answer<${Name}Response>> {
  // VALUELINE-PORT: ${route.handler ?? route.id}${jobs}
  throw new NotPorted();
}
`;
}

type Described = JsonSchema & { readonly "x-read-from"?: string };

/** A query string holds text. */
const queryZod = (type: string): string =>
  ({ integer: "z.coerce.number().int()", number: "z.coerce.number()" })[type] ?? "z.string()";

/** What is asked for, by part; a part that the route has not is left out. */
function printRequest(name: string, { route, request, parameters }: PlannedRoute): string {
  const described = request as Described | null;
  const query = parameters
    .filter((parameter) => parameter.in === "query" && parameter.name !== "__proto__")
    .map((parameter) => `${keyText(parameter.name)}: ${queryZod(parameter.type)}.optional()`);
  const body = zodFields(described ?? {});
  const hasBody = body.length > 0 || ["POST", "PUT", "PATCH"].includes(route.method);
  const from = body.length === 0 ? "" : `/** Body read from ${described?.["x-read-from"] ?? "the monolith"}. */\n`;
  const part = (key: string, kind: string, fields: readonly string[]): string =>
    `  ${key}: z.${kind}({${fields.length === 0 ? "" : `\n${fields.map((field) => `    ${field},\n`).join("")}  `}}),\n`;
  const params = paramsOf(fastifyPath(route.path));
  return `${from}export const ${name}Request = z.object({
${params.length === 0 ? "" : part("params", "object", params)}${part("query", "looseObject", query)}${hasBody ? part("body", "looseObject", body) : ""}});
`;
}

/** Names as Fastify gives them; the last part may be optional, and the wildcard is called "*". */
const paramsOf = (path: string): readonly string[] => [
  ...[...path.matchAll(/:([A-Za-z_]\w*)(\?)?/g)].map(
    ([, name, optional]) => `${name}: z.string()${optional === undefined ? "" : ".optional()"}`,
  ),
  ...(path.endsWith("*") ? ['"*": z.string()'] : []),
];

function printResponse(name: string, schema: Described | null): string {
  if (schema === null) return `\nexport type ${name}Response = unknown;\n`;
  const from = schema["x-read-from"] ?? (schema.items as Described | undefined)?.["x-read-from"] ?? "the monolith";
  return `\n/** Read from ${from}. */\nexport type ${name}Response = ${typeOf(schema)};\n`;
}

export const printOperationFile = (): string => `/** What an operation gets and gives: no HTTP, no framework. */
import type { Caller } from "./identity.js";

/** A request whose parts are what the operation's schema says. */
export type Call<Request> = Request & {
  readonly caller: Caller | null;
  /** Passed on in every call out. */
  readonly requestId: string;
};

export interface Answer<Body = unknown> {
  /** Default 200. */
  readonly status?: number;
  /** What the answer says besides its body, such as location. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
}
`;

export const printHandlerFile =
  (): string => `/** Turns an operation into a Fastify handler: reads the request, refuses what is not as asked for, answers. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { Invalid } from "./errors.js";
import type { Answer, Call } from "./operation.js";
import type { Services } from "./services.js";

export const handlerOf =
  <Schema extends z.ZodObject>(
    schema: Schema,
    operation: (call: Call<z.infer<Schema>>, services: Services) => Promise<Answer>,
    services: Services,
    headers: Readonly<Record<string, string>> = {},
  ) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { params, query, body } = request;
    const read = schema.safeParse({ params, query, body: body ?? {} });
    if (!read.success) throw new Invalid(read.error.issues);
    const answer = await operation({ ...read.data, caller: request.caller, requestId: request.id }, services);
    return reply
      .code(answer.status ?? 200)
      .headers({ ...headers, ...answer.headers })
      .send(answer.body);
  };
`;
