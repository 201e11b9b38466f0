/** Turns a plan into what a TypeScript service needs: a database, a broker, the monolith's job queues. */
import { UserError } from "../../../model/errors.js";
import type { Plan, PlannedEvent, PlannedService } from "../../../model/plan.js";
import { describeSettings, type ServiceSettings } from "../settings.js";

export type StoreKind = "postgres" | "mysql" | "mongodb";

/** What the templates of one TypeScript service print from. */
export interface TypescriptService {
  readonly service: PlannedService;
  readonly app: string;
  readonly store: StoreKind;
  readonly consumes: readonly PlannedEvent[];
  /** Events that it tells others. */
  readonly publishes: readonly PlannedEvent[];
  readonly settings: ServiceSettings;
  readonly broker: NonNullable<Plan["broker"]>;
  /** The app's own versions: its workers read what they write. */
  readonly bullmqVersion: string;
  readonly bullVersion: string;
  readonly sidekiqVersion: string | null;
  readonly uses: {
    readonly outbox: boolean;
    readonly bullmq: boolean;
    readonly bull: boolean;
    readonly sidekiq: boolean;
    readonly resque: boolean;
    readonly celery: boolean;
    readonly endpoint: boolean;
    readonly event: boolean;
    readonly redis: boolean;
    readonly nats: boolean;
    readonly rabbitmq: boolean;
  };
}

export function describeTypescriptService(plan: Plan, service: PlannedService): TypescriptService {
  const consumes = plan.events.filter(({ to }) => to.includes(service.name));
  const publishes = plan.events.filter(({ from }) => from === service.name);
  const broker = plan.broker ?? "redis";
  const has = (wire: string, system?: string): boolean =>
    service.enqueues.some((job) => job.wire.includes(wire) && (system === undefined || job.system === system));
  const speaks = (name: string): boolean => consumes.length + publishes.length > 0 && broker === name;
  const uses = {
    outbox: service.enqueues.length + publishes.length > 0,
    event: publishes.length > 0,
    bullmq: has("bullmq", "bullmq"),
    bull: has("bullmq", "bull"),
    sidekiq: has("sidekiq"),
    resque: has("resque"),
    celery: has("celery"),
    endpoint: has("endpoint"),
  };
  const { locked } = plan.monolith;
  return {
    service,
    app: plan.app,
    store: storeOf(plan, service),
    consumes,
    publishes,
    settings: describeSettings(plan, service),
    broker,
    bullmqVersion: exact(locked["bullmq"]) ?? "5.34.0",
    bullVersion: exact(locked["bull"]) ?? "4.16.5",
    sidekiqVersion: locked["sidekiq"] ?? null,
    uses: {
      ...uses,
      // Celery's broker is told by its address when the service starts: Redis or RabbitMQ.
      redis: uses.bullmq || uses.bull || uses.sidekiq || uses.resque || uses.celery || speaks("redis"),
      nats: speaks("nats"),
      rabbitmq: uses.celery || speaks("rabbitmq"),
    },
  };
}

const exact = (version: string | undefined): string | null => /^\d+\.\d+\.\d+/.exec(version ?? "")?.[0] ?? null;

/** The tables that a service shares say which driver it needs; one of its own may be anything, so PostgreSQL. */
function storeOf(plan: Plan, service: PlannedService): StoreKind {
  const { database } = plan.monolith;
  if (database === "sqlite" && service.data !== "own-database") {
    throw new UserError(`${service.name} cannot share the monolith's SQLite file from another machine`, {
      hint: `--set services.${service.id}.data=own-database gives it a PostgreSQL of its own`,
    });
  }
  return database === "mysql" || database === "mongodb" ? database : "postgres";
}

export const snake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();

export const pascal = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join("");

export const outboxTable = ({ service }: TypescriptService): string => `${snake(service.name)}_outbox`;
export const inboxTable = ({ service }: TypescriptService): string => `${snake(service.name)}_inbox`;
