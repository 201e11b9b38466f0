/** Turns cuts decided as events into named messages with a payload. */
import type { AppModel, Table } from "../model/app-model.js";
import type { CutDecision } from "../model/decision.js";
import type { PlannedEvent } from "../model/plan.js";
import type { Cut } from "../model/proposal.js";
import { createInflector } from "../text/inflections.js";
import { byKeys } from "../text/order.js";
import { rowSchema } from "./schemas.js";

const inflector = createInflector();

/** Data that changed is a fact of the past; a call or job is a request. */
const VERB: Readonly<Record<Cut["kind"], string>> = {
  call: "requested",
  job: "requested",
  session: "changed",
  table: "changed",
  "foreign-key": "changed",
  transaction: "recorded",
};

export function planEvents(
  app: AppModel,
  cuts: readonly Cut[],
  decisions: readonly CutDecision[],
  nameOf: (id: string) => string | null,
): readonly PlannedEvent[] {
  const asEvent = new Set(decisions.filter(({ transport }) => transport === "event").map(({ id }) => id));
  const events = new Map<string, PlannedEvent>();
  for (const cut of cuts.filter(({ id }) => asEvent.has(id))) {
    const from = nameOf(cut.from);
    const to = nameOf(cut.to);
    if (from === null || to === null || from === to) continue;
    const event = planEvent(app, cut, from, to);
    const key = `${event.from} ${event.name}`;
    const found = events.get(key);
    events.set(key, found === undefined ? event : { ...found, to: [...new Set([...found.to, to])].sort() });
  }
  return [...events.values()].sort(
    byKeys(
      (event) => event.name,
      (event) => event.from,
    ),
  );
}

function planEvent(app: AppModel, cut: Cut, from: string, to: string): PlannedEvent {
  const subject = subjectOf(app, cut);
  return {
    name: `${subject.name}.${VERB[cut.kind]}`,
    from,
    to: [to],
    payload: rowSchema(subject.table),
    // What came from one row must be seen in the order in which it was committed.
    orderedBy:
      subject.table === null ? null : (subject.table.columns.find(({ primaryKey }) => primaryKey)?.name ?? "id"),
    cut,
  };
}

/** The table that the cut's places touch; else the file's own name. */
function subjectOf(app: AppModel, cut: Cut): { name: string; table: Table | null } {
  const places = new Set(cut.evidence.map(({ path, line }) => `${path}:${line ?? 0}`));
  const noted = cut.evidence.map(({ note }) => note ?? "").join(" ");
  const table =
    app.tables.find(({ name }) => new RegExp(`\\b${escapePattern(name)}\\b`).test(noted)) ??
    app.tables.find(({ access }) => access.some(({ path, line }) => places.has(`${path}:${line}`))) ??
    null;
  const file = cut.evidence[0]?.path.split("/").at(-1)?.split(".")[0] ?? cut.kind;
  return { name: snake(table === null ? file : inflector.singularize(table.name)), table };
}

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const snake = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_");
