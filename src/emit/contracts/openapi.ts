/** Turns a planned service into OpenAPI 3.1: what its routes take and give. */
import type { PlannedRoute, PlannedService } from "../../model/plan.js";
import { pageOf } from "../page-of.js";

const SECURITY = {
  "ask-monolith": [{ identity: [] }],
  jwt: [{ bearer: [] }],
  token: [{ bearer: [] }],
  "api-key": [{ apiKey: [] }],
  public: [],
} as const;

export function describeOpenapi(app: string, service: PlannedService): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const planned of service.routes) {
    const path = planned.route.path.replace(/\([^)]*\)/g, "").replace(/[:*]([A-Za-z_]\w*)/g, "{$1}") || "/";
    paths[path] = { ...paths[path], [planned.route.method.toLowerCase()]: describeOperation(planned) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: `${service.name} of ${app}`,
      version: "1.0.0",
      description: "Read from the monolith. A schema says where it was read in x-read-from.",
      license: { name: "Proprietary", identifier: "LicenseRef-proprietary" },
    },
    servers: [{ url: "/", description: "behind the gateway" }],
    paths,
    components: {
      securitySchemes: {
        identity: { type: "apiKey", in: "header", name: "X-Valueline-Identity", description: "set by the gateway" },
        bearer: { type: "http", scheme: "bearer" },
        apiKey: { type: "apiKey", in: "header", name: "X-Api-Key" },
      },
      schemas: { Error: ERROR },
    },
  };
}

const ERROR = { type: "object", properties: { error: { type: "string" } }, required: ["error"] };

function describeOperation(planned: PlannedRoute): object {
  const { route, operation, parameters, request, response, auth, detail } = planned;
  const page = pageOf(planned);
  const refusal = (description: string): object => ({
    description,
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  });
  return {
    operationId: operation,
    summary: `${route.method} ${route.path}`,
    ...(detail.handlerPath === null ? {} : { "x-source": `${detail.handlerPath}:${detail.handlerLine ?? 1}` }),
    security: SECURITY[auth],
    parameters: parameters.map(({ name, in: where, type }) => ({
      name,
      in: where,
      required: where === "path",
      schema: { type },
    })),
    ...(request === null ? {} : { requestBody: { content: { "application/json": { schema: request } } } }),
    responses: {
      "200": {
        description: "as the monolith answered",
        ...(response === null ? {} : { content: { "application/json": { schema: response } } }),
        ...(page === undefined ? {} : { content: { "text/html": { schema: { type: "string" } } } }),
      },
      ...(auth === "public" ? {} : { "401": refusal("unknown caller") }),
      "422": refusal("invalid"),
    },
  };
}
