/** Turns a plan into the Node side of the cut: identity, outbox and relay, consumer, enqueue endpoint, and edits as a patch. */
import type { Artifact } from "../../../model/artifact.js";
import type { Plan } from "../../../model/plan.js";
import type { Sources } from "../../sources.js";
import { refuseWithoutMonolithSide } from "../refuse.js";
import { printNodeConsumer, printNodeHandle, printNodeMessages } from "./consumer.js";
import { canEnqueue, printNodeEnqueue } from "./enqueue.js";
import { canTellIdentity, printIdentity } from "./identity/index.js";
import { printInboxSql, printNodeInbox } from "./inbox.js";
import { INBOX_SUBJECT, OUTBOX_SUBJECT, printMigration } from "./migrations.js";
import { printOutboxSql } from "./outbox-sql.js";
import { printNodePatch } from "./patches.js";
import { findOrm, printPublisher } from "./publisher.js";
import { printNodeBroker, printNodeDatabase, printNodeRelay } from "./relay.js";
import { describeSide, type NodeSide } from "./side.js";
import { printNodeSource } from "./sources.js";

const FOLDER = "valueline";

export function emitNode(plan: Plan, sources: Sources): readonly Artifact[] {
  const side = describeSide(plan);
  refuseImpossible(plan, side);
  const files = [
    ...identityFiles(plan, side),
    ...endpointFiles(side),
    ...outboxFiles(plan, side, sources),
    ...consumerFiles(plan, side, sources),
  ];
  if (files.length === 0) return [];
  const patch = printNodePatch(plan, side, sources);
  return [...files, file("migration/monolith.patch", patch, "edits of files that you own; git apply it")];
}

const file = (path: string, content: string, because: string): Artifact => ({
  path,
  content,
  policy: "generated",
  because,
});

/** A part that cannot be written is refused, never left out in silence. */
function refuseImpossible(plan: Plan, { asks, endpoint, told, heard, dialect, home }: NodeSide): void {
  const able =
    (!asks || canTellIdentity(home, plan.monolith.locked)) &&
    (told.length + heard.length === 0 || dialect !== null) &&
    endpoint.every(canEnqueue);
  if (!able || (endpoint.length > 0 && home === null)) refuseWithoutMonolithSide(plan);
}

/** CommonJS, which both kinds of modules can load. */
function identityFiles(plan: Plan, { asks, home }: NodeSide): readonly Artifact[] {
  if (!asks || home === null) return [];
  const types = "export function addIdentity(app: object): void;\n";
  return [
    file(`${FOLDER}/identity.cjs`, printIdentity(plan.services, home.framework), "tells the gateway who is calling"),
    ...(home.typed ? [file(`${FOLDER}/identity.d.cts`, types, "types of identity")] : []),
  ];
}

function endpointFiles({ endpoint, home }: NodeSide): readonly Artifact[] {
  if (endpoint.length === 0) return [];
  const types =
    'import type { IncomingMessage, ServerResponse } from "node:http";\n\nexport function enqueue(request: IncomingMessage, response: ServerResponse): Promise<void>;\n';
  return [
    file(`${FOLDER}/enqueue.cjs`, printNodeEnqueue(endpoint), "enqueues where only the app's own library may"),
    ...(home?.typed === true ? [file(`${FOLDER}/enqueue.d.cts`, types, "types of enqueue")] : []),
  ];
}

function outboxFiles(plan: Plan, { told, dialect }: NodeSide, sources: Sources): readonly Artifact[] {
  if (told.length === 0 || dialect === null) return [];
  const migration = printMigration(plan, sources, printOutboxSql(dialect, told), OUTBOX_SUBJECT);
  const broker = plan.broker ?? "redis";
  const asked = told.filter(({ table }) => table === undefined);
  const { locked } = plan.monolith;
  return [
    file(migration.path, migration.content, `the outbox and its triggers, as a migration of ${migration.tool}`),
    file(`${FOLDER}/relay.cjs`, printNodeRelay(), "outbox to broker"),
    file(`${FOLDER}/database.cjs`, printNodeDatabase(dialect, "mysql2"), "the outbox's side"),
    file(`${FOLDER}/broker.cjs`, printNodeBroker(broker, told), "the broker's side"),
    ...(asked.length === 0
      ? []
      : [
          file(
            `${FOLDER}/outbox.cjs`,
            printPublisher(dialect, findOrm(locked), asked),
            "events in the app's transactions",
          ),
        ]),
  ];
}

function consumerFiles(plan: Plan, { heard, dialect }: NodeSide, sources: Sources): readonly Artifact[] {
  if (heard.length === 0 || dialect === null) return [];
  const migration = printMigration(plan, sources, printInboxSql(dialect), INBOX_SUBJECT);
  return [
    file(migration.path, migration.content, `ids of events that had their effect, as a migration of ${migration.tool}`),
    file(`${FOLDER}/consumer.cjs`, printNodeConsumer(), "services' events: retried, dead-lettered"),
    file(`${FOLDER}/messages.cjs`, printNodeMessages(heard), "events as this app reads them"),
    file(`${FOLDER}/inbox.cjs`, printNodeInbox(dialect), "each event once"),
    file(`${FOLDER}/source.cjs`, printNodeSource(plan.broker ?? "redis"), "the broker's reading side"),
    file(`${FOLDER}/handle.cjs`, printNodeHandle(heard), "what the app does when a service tells it something"),
  ];
}
