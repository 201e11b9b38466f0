/** Turns a planned service into the variables its generated code reads and the command that prepares its tables. */
import type { Plan, PlannedService } from "../../model/plan.js";

export interface ServiceSettings {
  /** The service refuses to start without them. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Creates the outbox and inbox tables, safe to run again; null where it has none. */
  readonly migrate: ServiceCommand | null;
}

export interface ServiceCommand {
  /** Given to the image's own entrypoint. */
  readonly args: readonly string[];
  /** With the program, where a platform leaves the entrypoint out. */
  readonly whole: readonly string[];
}

const BROKER_ADDRESS = { redis: "REDIS_URL", nats: "NATS_URL", rabbitmq: "AMQP_URL" } as const;

/** What each way of knowing callers is configured by; "public" by nothing. */
const AUTH_SECRETS: Readonly<Record<string, string>> = {
  "ask-monolith": "VALUELINE_IDENTITY_SECRET",
  jwt: "JWT_SECRET",
  token: "SERVICE_TOKEN",
};

/** As `printConfig` (Go) and `printConfigFile` (TypeScript) read them; a test compares. */
export function describeSettings(plan: Plan, service: PlannedService): ServiceSettings {
  const auths = new Set(service.routes.map(({ auth }) => auth));
  const wires = new Set(service.enqueues.map(({ wire }) => wire));
  const consumes = plan.events.some(({ to }) => to.includes(service.name));
  const publishes = plan.events.some(({ from }) => from === service.name);
  const go = service.language === "go";
  const usesRedis = [...wires].some((wire) => /(sidekiq|resque)$/.test(wire)) || (!go && wires.has("bullmq"));
  const asksEndpoint = wires.has("endpoint") || (go && wires.has("bullmq"));
  const usesResque = [...wires].some((wire) => wire.endsWith("resque"));
  const required = [
    "DATABASE_URL",
    ...(usesRedis ? ["REDIS_URL"] : []),
    ...(wires.has("celery") ? ["CELERY_BROKER_URL"] : []),
    ...(consumes || publishes ? [BROKER_ADDRESS[plan.broker ?? "redis"]] : []),
    ...[...auths].flatMap((auth) => AUTH_SECRETS[auth] ?? []),
    ...(asksEndpoint ? ["MONOLITH_URL", "VALUELINE_ENQUEUE_TOKEN"] : []),
  ];
  return {
    required: [...new Set(required)].sort(),
    optional: [...(auths.has("api-key") ? ["API_KEYS"] : []), ...(usesResque ? ["RESQUE_NAMESPACE"] : [])],
    migrate: migrateOf(service, wires.size > 0 || consumes || publishes),
  };
}

/** Go images have the program as entrypoint, Node images a command. */
function migrateOf({ language, name, data }: PlannedService, hasTables: boolean): ServiceCommand | null {
  if (language === "go") return { args: ["migrate"], whole: [`/${name}`, "migrate"] };
  const node = ["node", "dist/main.js", "migrate"];
  return hasTables || data === "own-schema" ? { args: node, whole: node } : null;
}
