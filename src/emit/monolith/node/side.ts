/** Turns a plan into what its Node monolith must be given. */
import type { Plan, PlannedEnqueue, PlannedEvent, ServerHome } from "../../../model/plan.js";
import type { Dialect } from "./outbox-sql.js";
import { BROKER_PACKAGES } from "./relay.js";

export interface NodeSide {
  readonly asks: boolean;
  readonly endpoint: readonly PlannedEnqueue[];
  readonly told: readonly PlannedEvent[];
  readonly heard: readonly PlannedEvent[];
  readonly dialect: Dialect | null;
  readonly home: ServerHome | null;
}

export function describeSide(plan: Plan): NodeSide {
  const { database, home } = plan.monolith;
  return {
    asks: plan.services.some(({ routes }) => routes.some(({ auth }) => auth === "ask-monolith")),
    endpoint: plan.services.flatMap(({ enqueues }) => enqueues.filter(({ wire }) => wire === "endpoint")),
    told: plan.events.filter(({ from }) => from === "monolith"),
    heard: plan.events.filter(({ to }) => to.includes("monolith")),
    dialect: database === null || database === "mongodb" ? null : database,
    home: home ?? null,
  };
}

/** Packages that the monolith's side needs beyond what the app has, exact. */
export function packagesOf(plan: Plan, { told, heard, dialect }: NodeSide): Readonly<Record<string, string>> {
  if (told.length + heard.length === 0 || dialect === null) return {};
  const drivers = { postgres: { pg: "8.23.1" }, mysql: { mysql2: "3.24.6" }, sqlite: { "better-sqlite3": "12.4.1" } };
  return { ...BROKER_PACKAGES[plan.broker ?? "redis"], ...drivers[dialect] };
}
