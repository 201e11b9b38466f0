/** Turns a plan into what a Go service needs: a database driver, the monolith's Redis, a broker. */
import type { Plan, PlannedEnqueue, PlannedEvent, PlannedService } from "../../../model/plan.js";

export interface GoNeeds {
  readonly mysql: boolean;
  readonly postgres: boolean;
  readonly redis: boolean;
  readonly nats: boolean;
  readonly rabbitmq: boolean;
  readonly celery: boolean;
}

type Need = "mysql" | "nats" | "postgres" | "rabbitmq" | "redis";

/** What any of these needs asks for; none: every service does. */
export type Pinned = readonly [readonly Need[], string];

/** What the templates of one Go service print from. */
export interface GoService {
  readonly service: PlannedService;
  readonly module: string;
  readonly needs: GoNeeds;
  readonly consumes: readonly PlannedEvent[];
  readonly produces: readonly PlannedEvent[];
  readonly broker: NonNullable<Plan["broker"]>;
  readonly sidekiqVersion: string | null;
  readonly app: string;
}

export function describeGoService(plan: Plan, service: PlannedService): GoService {
  const consumes = plan.events.filter(({ to }) => to.includes(service.name));
  const produces = plan.events.filter(({ from }) => from === service.name);
  const told = consumes.length + produces.length > 0;
  const sidekiq = service.enqueues.filter(({ wire }) => wire === "sidekiq" || wire === "active-job-sidekiq");
  const broker = plan.broker ?? "redis";
  return {
    service,
    module: `${plan.app.toLowerCase().replace(/[^a-z0-9]+/g, "-")}/services/${service.name}`,
    consumes,
    produces,
    broker,
    sidekiqVersion: sidekiq[0]?.version ?? null,
    app: plan.app,
    needs: {
      mysql: plan.monolith.database === "mysql",
      postgres: plan.monolith.database !== "mysql",
      redis: sidekiq.length > 0 || pushes(service, "resque") || (told && broker === "redis"),
      nats: told && broker === "nats",
      rabbitmq: told && broker === "rabbitmq",
      celery: pushes(service, "celery"),
    },
  };
}

export const snake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();

const INITIALISMS = new Set(["id", "url", "api", "uuid", "ip", "http", "json", "sql", "html", "kyc"]);

/** "account_id" -> "AccountID": as golint spells names. */
export function exported(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  const text = words
    .map((word) => (INITIALISMS.has(word.toLowerCase()) ? word.toUpperCase() : word[0]!.toUpperCase() + word.slice(1)))
    .join("");
  return /^[A-Z]/.test(text) ? text : `X${text}`;
}

/** "active-job-resque" and "resque" both go to Resque. */
const pushes = ({ enqueues }: PlannedService, to: string): boolean => enqueues.some(({ wire }) => wire.endsWith(to));

export const pushesSidekiq = ({ service }: GoService): boolean => pushes(service, "sidekiq");
export const pushesResque = ({ service }: GoService): boolean => pushes(service, "resque");

/** Jobs that only the monolith's own client may write. */
export const usesEndpoint = ({ service }: GoService): boolean =>
  service.enqueues.some((enqueue) => wireOf(enqueue) === "endpoint");

/** BullMQ's scripts have no Go port. */
export const wireOf = ({ wire }: PlannedEnqueue): string => (wire === "bullmq" ? "endpoint" : wire);

/** Jobs that are rows of delayed_job's table. */
export const writesDelayedJobs = ({ service }: GoService): boolean => pushes(service, "delayed");

export const outboxTable = (go: GoService): string => `${snake(go.service.name)}_outbox`;
export const eventsTable = (go: GoService): string => `${snake(go.service.name)}_events`;
export const inboxTable = (go: GoService): string => `${snake(go.service.name)}_inbox`;

/** "?, ?" or "$1, $2", as the driver wants them. */
export const placeholders = (go: GoService, count: number): string =>
  Array.from({ length: count }, (_, i) => (go.needs.mysql ? "?" : `$${i + 1}`)).join(", ");

/** A Go name for each of several names that may meet in one: "a_b" and "aB" become AB and AB2. */
export function fieldNames(names: readonly string[], reserved: readonly string[] = []): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const taken = new Set(reserved);
  for (const name of names) {
    const wanted = exported(name);
    let field = wanted;
    for (let i = 2; taken.has(field); i += 1) field = `${wanted}${i}`;
    taken.add(field);
    fields.set(name, field);
  }
  return fields;
}

/** Entries of a Go map by text, as gofmt aligns them. */
export function printEntries(entries: readonly (readonly [key: string, value: string])[]): string {
  const width = Math.max(0, ...entries.map(([key]) => key.length));
  return entries.map(([key, value]) => `	${`"${key}":`.padEnd(width + 3)} ${value},\n`).join("");
}
