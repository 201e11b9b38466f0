/** Turns cuts decided as events into named messages with a payload. */
import type { AppModel, Table } from "../model/app-model.js";
import type { CutDecision } from "../model/decision.js";
import { canKeepOutbox } from "../model/outbox-support.js";
import type { PlannedEvent, PlannedService } from "../model/plan.js";
import type { Cut, Proposal } from "../model/proposal.js";
import { createInflector } from "../text/inflections.js";
import { byKeys, byText } from "../text/order.js";
import { rowSchema } from "./schemas.js";

const inflector = createInflector();

export function planEvents(
  app: AppModel,
  proposal: Proposal,
  services: readonly PlannedService[],
  decisions: readonly CutDecision[],
): readonly PlannedEvent[] {
  const transport = new Map(decisions.map((decision) => [decision.id, decision.transport]));
  // As the default of a proposed cut: an event where the monolith can be given an outbox.
  const fallback = canKeepOutbox(app) ? "event" : "api";
  const own = handMadeCuts(app, proposal, services).filter(({ id }) => (transport.get(id) ?? fallback) === "event");
  const cuts = [...proposal.cuts.filter(({ id }) => transport.get(id) === "event"), ...own];
  const nameOf = (id: string): string => services.find((service) => service.id === id)?.name ?? "monolith";
  return mergeEvents(cuts.flatMap((cut) => eventsOf(app, cut, nameOf(cut.from), nameOf(cut.to))));
}

/** Foreign keys of a service that a person composed: the proposal knows no cuts of it. */
function handMadeCuts(app: AppModel, proposal: Proposal, services: readonly PlannedService[]): readonly Cut[] {
  const known = new Set(proposal.services.map(({ id }) => id));
  return services
    .filter(({ id }) => !known.has(id))
    .flatMap((service): Cut[] => {
      const mine = new Set(service.tables.map(({ name }) => name));
      const keys = app.tables
        .filter(({ name }) => mine.has(name))
        .flatMap(({ name, foreignKeys }) =>
          foreignKeys
            .filter(({ to }) => !mine.has(to))
            .map(({ to, evidence }) => ({ path: "", ...evidence[0], note: `${name} -> ${to}` })),
        );
      const id = `${service.id}--monolith--foreign-key`;
      const cut: Cut = {
        id,
        from: service.id,
        to: "monolith",
        kind: "foreign-key",
        count: keys.length,
        remedy: "event",
        evidence: keys,
      };
      return keys.length === 0 ? [] : [cut];
    });
}

/** Whoever owns a row tells of it; whoever calls requests. A session is never an event. */
function eventsOf(app: AppModel, cut: Cut, from: string, to: string): readonly PlannedEvent[] {
  if (from === to || cut.kind === "session") return [];
  const tables = tablesOf(app, cut);
  if (cut.kind === "foreign-key" || cut.kind === "table")
    return tables.map((table) => changed(app, cut, table, to, from));
  const table = tables[0] ?? null;
  const subject = table === null ? fileName(cut) : inflector.singularize(table.name);
  const verb = cut.kind === "transaction" ? "recorded" : "requested";
  return [
    { name: `${snake(subject)}.${verb}`, from, to: [to], payload: rowSchema(table), orderedBy: keyOf(table), cut },
  ];
}

function changed(app: AppModel, cut: Cut, table: Table, owner: string, follower: string): PlannedEvent {
  const model = app.models.find((entry) => entry.table === table.name && entry.base === null) ?? null;
  const place = model?.evidence.find(({ path }) => path.includes("model")) ?? model?.evidence[0];
  return {
    name: `${snake(inflector.singularize(table.name))}.changed`,
    from: owner,
    to: [follower],
    payload: rowSchema(table),
    orderedBy: keyOf(table),
    ...(place === undefined ? {} : { source: place }),
    table,
    cut,
  };
}

/** "cards -> accounts": the tables that the cut's places point at. */
function tablesOf(app: AppModel, cut: Cut): readonly Table[] {
  const names = new Set(cut.evidence.map(({ note }) => (note ?? "").split("->").at(-1)!.trim()));
  return app.tables.filter(({ name }) => names.has(name));
}

function mergeEvents(events: readonly PlannedEvent[]): readonly PlannedEvent[] {
  const merged = new Map<string, PlannedEvent>();
  for (const event of events) {
    const key = `${event.from} ${event.name}`;
    const found = merged.get(key);
    merged.set(
      key,
      found === undefined ? event : { ...found, to: [...new Set([...found.to, ...event.to])].sort(byText) },
    );
  }
  return [...merged.values()].sort(
    byKeys(
      (event) => event.name,
      (event) => event.from,
    ),
  );
}

/** What came from one row must be seen in the order in which it was committed. */
const keyOf = (table: Table | null): string | null =>
  table === null ? null : (table.columns.find(({ primaryKey }) => primaryKey)?.name ?? "id");

const fileName = (cut: Cut): string => cut.evidence[0]?.path.split("/").at(-1)?.split(".")[0] ?? cut.kind;

const snake = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_");
