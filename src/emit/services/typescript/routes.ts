/** Turns planned routes into Fastify routes and operations: plain functions apart from the framework. */
import type { Artifact } from "../../../model/artifact.js";
import type { PlannedRoute, PlannedService } from "../../../model/plan.js";

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const pascal = (name: string): string => name[0]!.toUpperCase() + name.slice(1);
const kebab = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();

export function printRoutesFile(service: PlannedService): string {
  const imports = service.routes.map(
    ({ operation }) =>
      `import { ${operation}, ${pascal(operation)}Body } from "./operations/${kebab(operation)}.js";\n`,
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

function printRoute({ route, operation, auth }: PlannedRoute): string {
  const path = route.path.replace(/\([^)]*\)/g, "").replace(/\*[A-Za-z_]\w*$/, "*") || "/";
  return `  server.route({
    method: "${route.method}",
    url: "${path}",
    onRequest: guard("${auth}", settings),
    handler: async (request, reply) => {
      const body = ${pascal(operation)}Body.safeParse(request.body ?? {});
      if (!body.success) return reply.code(422).send({ error: "invalid", details: body.error.issues });
      const params = request.params as Record<string, string>;
      const answer = await ${operation}({ params, query: request.query, body: body.data, caller: request.caller }, services);
      return reply.code(answer.status ?? 200).send(answer.body);
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

function printOperation({ route, operation, request, detail, enqueues }: PlannedRoute): string {
  const fields = Object.entries((request as Schema | null)?.properties ?? {}).map(
    ([name, schema]) => `  ${JSON.stringify(name)}: ${zodOf(schema)}.optional(),\n`,
  );
  const source = detail.handlerPath === null ? route.id : `${detail.handlerPath}:${detail.handlerLine ?? 1}`;
  const jobs = (enqueues ?? []).length === 0 ? "" : `; it enqueues ${enqueues!.join(", ")} (services.jobs.enqueue)`;
  return `/** ${route.method} ${route.path}, from ${source} */
import { z } from "zod";
import { NotPorted } from "../errors.js";
import type { Answer, Call } from "../operation.js";
import type { Services } from "../services.js";

export const ${pascal(operation)}Body = z.looseObject({${fields.length === 0 ? "" : `\n${fields.join("")}`}});

export async function ${operation}(_call: Call<z.infer<typeof ${pascal(operation)}Body>>, _services: Services): Promise<Answer> {
  // VALUELINE-PORT: ${route.handler ?? route.id}${jobs}
  throw new NotPorted();
}
`;
}

const ZOD: Readonly<Record<string, string>> = {
  integer: "z.number().int()",
  number: "z.number()",
  boolean: "z.boolean()",
  string: "z.string()",
};

function zodOf({ type }: Schema): string {
  const names = typeof type === "string" ? [type] : (type ?? []);
  const base = ZOD[names[0] ?? ""] ?? "z.unknown()";
  return names.includes("null") ? `${base}.nullable()` : base;
}

export const printOperationFile = (): string => `/** What an operation gets and gives: no HTTP, no framework. */
import type { Caller } from "./identity.js";

export interface Call<Body> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: Body;
  readonly caller: Caller | null;
}

export interface Answer {
  /** Default 200. */
  readonly status?: number;
  readonly body?: unknown;
}
`;
