/** Turns a plan into the Rails side of the cut: new files, and edits of existing ones as a patch. */
import type { Artifact } from "../../model/artifact.js";
import type { Plan, PlannedEvent } from "../../model/plan.js";
import type { Sources } from "../sources.js";
import { atEnd, type Insertion, printFilePatch } from "./patch.js";
import { printProcessLines } from "./processes.js";
import { printRailsConsumer, printRailsHandle, printRailsInbox, printRailsInboxMigration } from "./rails-consumer.js";
import { printRailsEnqueue, printRailsEnqueueMigration } from "./rails-enqueue.js";
import { printRailsIdentity } from "./rails-identity.js";
import {
  BROKER_GEM,
  printRailsBroker,
  printRailsMigration,
  printRailsOutbox,
  printRailsPublishes,
  printRailsRelay,
} from "./rails-outbox.js";
import { printRailsSource } from "./rails-sources.js";

/** Below app/, every folder is an autoload root: nothing needs a require. https://guides.rubyonrails.org/autoloading_and_reloading_constants.html */
const FOLDER = "app/valueline/valueline";

const file = (path: string, content: string, because: string): Artifact => ({
  path,
  content,
  policy: "generated",
  because,
});

const toldBy = ({ events }: Plan): readonly PlannedEvent[] => events.filter(({ from }) => from === "monolith");
const heardBy = ({ events }: Plan): readonly PlannedEvent[] => events.filter(({ to }) => to.includes("monolith"));

export function emitRails(plan: Plan, sources: Sources): readonly Artifact[] {
  const viaEndpoint = plan.services.flatMap(({ enqueues }) => enqueues.filter(({ wire }) => wire === "endpoint"));
  return [
    file(`${FOLDER}/identity.rb`, printRailsIdentity(plan.services), "tells the gateway who is calling"),
    ...(viaEndpoint.length === 0
      ? []
      : [
          file(
            `${FOLDER}/enqueue.rb`,
            printRailsEnqueue(viaEndpoint),
            "enqueues where a raw push would skip the client",
          ),
          file(
            migrationPath(sources, "create_valueline_enqueued", 2n),
            printRailsEnqueueMigration(railsVersion(plan)),
            "ids of jobs that were enqueued",
          ),
        ]),
    ...outboxFiles(plan, sources),
    ...consumerFiles(plan, sources),
    file("migration/monolith.patch", printRailsPatch(plan, sources), "edits of files that you own; git apply it"),
  ];
}

function outboxFiles(plan: Plan, sources: Sources): readonly Artifact[] {
  const told = toldBy(plan);
  if (told.length === 0) return [];
  const migration = migrationPath(sources, "create_valueline_outbox", 1n);
  return [
    file(migration, printRailsMigration(railsVersion(plan)), "the outbox table"),
    file(`${FOLDER}/outbox.rb`, printRailsOutbox(), "events in the app's transactions"),
    file(`${FOLDER}/publishes.rb`, printRailsPublishes(told), "models that tell their changes"),
    file(`${FOLDER}/relay.rb`, printRailsRelay(), "outbox to broker"),
    file(`${FOLDER}/broker.rb`, printRailsBroker(plan.broker ?? "redis", told), "the broker's side"),
  ];
}

function consumerFiles(plan: Plan, sources: Sources): readonly Artifact[] {
  const heard = heardBy(plan);
  if (heard.length === 0) return [];
  const migration = migrationPath(sources, "create_valueline_inbox", 3n);
  return [
    file(migration, printRailsInboxMigration(railsVersion(plan)), "ids of events that had their effect"),
    file(`${FOLDER}/inbox.rb`, printRailsInbox(), "each event once"),
    file(`${FOLDER}/consumer.rb`, printRailsConsumer(), "services' events: retried, dead-lettered"),
    file(`${FOLDER}/source.rb`, printRailsSource(plan.broker ?? "redis", heard), "the broker's reading side"),
    file(`${FOLDER}/handle.rb`, printRailsHandle(heard), "what the app does when a service tells it something"),
  ];
}

/** Seconds after the newest migration: later than all there is, and the same in every run. */
function migrationPath({ paths, read }: Sources, name: string, seconds: bigint): string {
  const ours = paths.find((path) => path.startsWith("db/migrate/") && path.endsWith(`_${name}.rb`));
  if (ours !== undefined) return ours;
  const versions = paths.flatMap((path) =>
    path.includes("valueline") ? [] : (/^db\/migrate\/(\d+)_/.exec(path)?.[1] ?? []),
  );
  const schema = (read("db/schema.rb") ?? "").match(/version: ([\d_]+)/)?.[1]?.replaceAll("_", "");
  const newest = [...versions, ...(schema === undefined ? [] : [schema])].sort().at(-1) ?? "20260101000000";
  return `db/migrate/${String(BigInt(newest) + seconds)}_${name}.rb`;
}

const railsVersion = ({ monolith }: Plan): string => /^\d+\.\d+/.exec(monolith.locked["rails"] ?? "")?.[0] ?? "6.1";

function printRailsPatch(plan: Plan, sources: Sources): string {
  const told = toldBy(plan);
  const edits: readonly (readonly [string, (text: string) => readonly Insertion[]])[] = [
    ["config/routes.rb", (text) => routeLines(text, plan)],
    ["Procfile", (text) => printProcessLines(plan, text)],
    ["Gemfile", (text) => gemLines(text, plan)],
    ...told.map((event) => [event.source?.path ?? "", (text: string) => modelLines(text, event.name)] as const),
  ];
  const byPath = new Map<string, Insertion[]>();
  for (const [path, edit] of edits) {
    const text = sources.read(path);
    if (text !== null) byPath.set(path, [...(byPath.get(path) ?? []), ...edit(text)]);
  }
  return [...byPath].map(([path, insertions]) => printFilePatch(path, sources.read(path)!, insertions)).join("");
}

/** Right after `routes.draw do`: nothing below can shadow it. */
function routeLines(text: string, plan: Plan): readonly Insertion[] {
  const line = text.split("\n").findIndex((content) => /\.routes\.draw\s+do\b/.test(content));
  if (line < 0 || text.includes("Valueline::Identity")) return [];
  const endpoint = plan.services.some(({ enqueues }) => enqueues.some(({ wire }) => wire === "endpoint"));
  const lines = [
    '  get "valueline/identity", to: ->(env) { Valueline::Identity.call(env) }',
    ...(endpoint ? ['  post "valueline/jobs", to: ->(env) { Valueline::Enqueue.call(env) }'] : []),
  ];
  return [{ after: line + 1, lines }];
}

function gemLines(text: string, plan: Plan): readonly Insertion[] {
  if (toldBy(plan).length + heardBy(plan).length === 0) return [];
  const [gem, requirement] = BROKER_GEM[plan.broker ?? "redis"];
  return new RegExp(`^\\s*gem ["']${gem}["']`, "m").test(text) ? [] : atEnd(text, [`gem "${gem}", "${requirement}"`]);
}

function modelLines(text: string, event: string): readonly Insertion[] {
  const line = text.split("\n").findIndex((content) => /^\s*class\s+[A-Z]/.test(content));
  if (line < 0 || text.includes(`publishes "${event}"`)) return [];
  const indent = `${/^\s*/.exec(text.split("\n")[line]!)![0]}  `;
  return [{ after: line + 1, lines: [`${indent}include Valueline::Publishes`, `${indent}publishes "${event}"`, ""] }];
}
