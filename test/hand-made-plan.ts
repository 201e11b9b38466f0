/** A small plan made by hand: the story's monolith with one service that took five routes. */
import type { Route, RouteDetail, Table } from "../src/model/app-model.js";
import type { AuthChoice, Broker, ServiceLanguage } from "../src/model/decision.js";
import type { Plan, PlannedEnqueue, PlannedEvent, PlannedRoute } from "../src/model/plan.js";
import type { Cut } from "../src/model/proposal.js";

const column = (name: string, type: string, nullable = false, primaryKey = false) => ({
  name,
  type,
  nullable,
  default: null,
  primaryKey,
});

export const authorizations: Table = {
  name: "card_authorizations",
  columns: [
    column("id", "bigint", false, true),
    column("card_id", "bigint"),
    column("amount_cents", "integer"),
    column("status", "string", true),
  ],
  foreignKeys: [{ column: "card_id", to: "cards", enforced: true, evidence: [] }],
  access: [],
  evidence: [{ path: "db/migrate/20230601090000_create_cards.rb", line: 20 }],
};

const controller = "app/controllers/api/v1/card_authorizations_controller.rb";

function route(method: string, path: string, action: string, line: number): { route: Route; detail: RouteDetail } {
  const handler = `api/v1/card_authorizations#${action}`;
  const id = `${method} ${path}`;
  return {
    route: {
      id,
      method,
      path,
      host: null,
      constraints: [],
      handler,
      evidence: [{ path: "config/routes.rb", line: 40 }],
    },
    detail: {
      id,
      handlerPath: controller,
      handlerLine: line,
      handlerName: `API::V1::CardAuthorizationsController#${action}`,
      framework: "rails",
      authentication: { kind: "token", guards: ["authenticate_user"] },
      csrf: false,
    },
  };
}

const object = (properties: object) => ({
  type: "object",
  properties,
  additionalProperties: true,
  "x-read-from": "columns of card_authorizations",
});
const ROW = object({
  id: { type: "integer" },
  card_id: { type: "integer" },
  amount_cents: { type: "integer" },
  status: { type: ["string", "null"] },
});

function planned(
  method: string,
  path: string,
  action: string,
  operation: string,
  line: number,
  shapes: Pick<PlannedRoute, "request" | "response">,
  auth: AuthChoice = "ask-monolith",
): PlannedRoute {
  return {
    ...route(method, path, action, line),
    operation,
    auth,
    parameters: path.includes(":id") ? [{ name: "id", in: "path", type: "string" }] : [],
    ...shapes,
    enqueues: action === "capture" ? ["CaptureAuthorizationWorker"] : [],
  };
}

export const handMadeRoutes: readonly PlannedRoute[] = [
  planned("GET", "/api/v1/card_authorizations", "index", "listCardAuthorizations", 10, {
    request: null,
    response: { type: "array", items: ROW },
  }),
  planned("POST", "/api/v1/card_authorizations", "create", "createCardAuthorization", 19, {
    request: object({ card_id: { type: "integer" }, amount_cents: { type: "integer" } }),
    response: ROW,
  }),
  planned("GET", "/api/v1/card_authorizations/:id", "show", "getCardAuthorization", 15, {
    request: null,
    response: ROW,
  }),
  planned("POST", "/api/v1/card_authorizations/:id/capture", "capture", "captureCardAuthorization", 24, {
    request: object({ amount_cents: { type: "integer" } }),
    response: null,
  }),
];

const capture: PlannedEnqueue = {
  job: "CaptureAuthorizationWorker",
  system: "sidekiq",
  version: "6.4.1",
  queue: "critical",
  wire: "sidekiq",
  because: "Sidekiq 6.4.1 in the lockfile",
  evidence: [{ path: controller, line: 26 }],
};

const cut: Cut = {
  id: "cut-card-authorizations",
  from: "monolith",
  to: "authorizations",
  kind: "table",
  count: 3,
  remedy: "outbox",
  evidence: [{ path: "app/models/card.rb", line: 4, note: "cards" }],
};

const event: PlannedEvent = {
  name: "card.changed",
  from: "monolith",
  to: ["authorizations"],
  payload: object({ id: { type: "integer" }, user_id: { type: "integer" }, status: { type: "string" } }),
  orderedBy: "id",
  cut,
};

export interface HandMade {
  readonly broker?: Broker;
  readonly language?: ServiceLanguage;
  readonly database?: "mysql" | "postgres";
  readonly routes?: readonly PlannedRoute[];
}

export function handMadePlan({
  broker = "redis",
  language = "go",
  database = "mysql",
  routes = handMadeRoutes,
}: HandMade = {}): Plan {
  return {
    app: "northwind-bank",
    commit: null,
    monolith: {
      name: "northwind-bank",
      runtime: "ruby",
      runtimeVersion: "3.1",
      framework: "rails",
      language: "ruby",
      database,
      heroku: {
        name: "northwind-bank",
        sources: ["Procfile"],
        stack: null,
        buildpacks: [],
        processes: [],
        addons: [],
        configVars: [],
        environments: [],
        domains: ["bank.example.com"],
        scripts: [],
        cost: null,
        schedules: [],
        diagnostics: [],
      },
      schedules: [],
      locked: { sidekiq: "6.4.1", rails: "6.1.7.10", redis: "4.8.0" },
    },
    services: [
      {
        id: "authorizations",
        name: "authorizations",
        language,
        data: "shared-schema",
        port: 4001,
        routes,
        tables: [authorizations],
        enqueues: [capture],
        env: ["CARD_PROCESSOR_TOKEN"],
        files: [controller, "app/models/card_authorization.rb"],
      },
    ],
    events: [event],
    broker,
    addons: [],
    gateway: [
      ...routes.map(({ route }) => ({ route, to: "authorizations" })),
      { route: route("GET", "/web/cards", "index", 3).route, to: "monolith" },
    ],
    steps: [],
    targets: [],
  };
}
