/** Turns the planned services into ordered steps to production, each small enough to undo. */
import type { Decisions } from "../model/decision.js";
import type { PlannedEvent, PlannedMonolith, PlannedService, PlannedStep } from "../model/plan.js";

export function planSteps(
  monolith: PlannedMonolith,
  services: readonly PlannedService[],
  events: readonly PlannedEvent[],
  decisions: Decisions,
): readonly PlannedStep[] {
  if (services.length === 0) return [];
  return [
    prepareStep(monolith),
    wireMonolith(monolith, events),
    ...services.flatMap((service) => [
      expandStep(service),
      ...(service.data === "own-database" || service.data === "own-schema" ? dataSteps(service) : []),
      compareStep(service),
      switchStep(service),
      contractStep(service),
    ]),
    drainStep(decisions),
  ];
}

const step = (
  phase: PlannedStep["phase"],
  title: string,
  parts: Partial<Omit<PlannedStep, "phase" | "title">>,
): PlannedStep => ({ phase, title, commands: [], watch: [], rollback: [], because: [], ...parts });

const prepareStep = ({ heroku }: PlannedMonolith): PlannedStep =>
  step("prepare", "Put everything in place that does not change behaviour", {
    commands: [
      "openssl rand -hex 32   # VALUELINE_IDENTITY_SECRET, the same for the monolith and every service",
      ...heroku.domains.map((domain) => `dig +noall +answer ${domain}   # lower its TTL to 60 s a day ahead`),
    ],
    because: [
      "webhooks and allow-lists name addresses: list who calls you and whom you call before egress addresses change",
      "keys that encrypt columns or cookies must be the same on both sides of a cut",
    ],
  });

function wireMonolith(monolith: PlannedMonolith, events: readonly PlannedEvent[]): PlannedStep {
  const migrate =
    monolith.framework === "rails" ? "bin/rails db:migrate" : "the SQL below migration/ by your migration tool";
  return step("relay", "Apply the monolith's side: identity endpoint, outbox, relay", {
    commands: ["git apply --check migration/monolith.patch && git apply migration/monolith.patch", migrate],
    watch: ["outbox rows with published_at IS NULL: their age stays below a minute"],
    rollback: ["git apply -R migration/monolith.patch", "scale the relay process to 0; rows wait in the table"],
    because: [
      "a row in the same transaction is the only write; a second write to a broker beside it would sooner or later differ",
      ...events.map((event) => `${event.name}: ${event.from} -> ${event.to.join(", ")}`),
    ],
  });
}

const expandStep = (service: PlannedService): PlannedStep =>
  step("expand", `Deploy ${service.name} without traffic`, {
    commands: [
      `cd services/${service.name} && grep -rn VALUELINE-PORT: . | wc -l   # must be 0 before traffic`,
      `curl -fsS http://${service.name}:${service.port}/readyz`,
    ],
    watch: ["readyz is 200 for a quarter of an hour", "memory below its limit"],
    rollback: ["remove the deployment; nothing calls it yet"],
  });

const dataSteps = (service: PlannedService): readonly PlannedStep[] => [
  step("backfill", `Copy the rows of ${service.name}`, {
    commands: service.tables.map(({ name }) => `-- copy ${name} by primary key in batches of 1,000`),
    because: service.tables.flatMap(({ name, foreignKeys }) =>
      foreignKeys
        .filter(({ to }) => !service.tables.some((table) => table.name === to))
        .map(
          ({ column, to }) =>
            `${name}.${column} -> ${to} can no longer be a foreign key: keep the id, check it by an API call or an event`,
        ),
    ),
    rollback: ["drop the copy; the monolith still owns the data"],
  }),
];

const compareStep = (service: PlannedService): PlannedStep =>
  step("compare", `Compare ${service.name} with the monolith on real requests`, {
    commands: [`curl -H 'X-Valueline-Canary: ${service.name}' https://<host>${service.routes[0]?.route.path ?? "/"}`],
    watch: ["same status and body as without the header"],
    rollback: ["stop sending the header"],
  });

const switchStep = (service: PlannedService): PlannedStep =>
  step("switch", `Send traffic to ${service.name}: 1 %, 10 %, 50 %, 100 %`, {
    commands: [`edit the share of ${service.name} in gateway/nginx/switches.conf, then nginx -s reload`],
    watch: [
      "5xx rate and p95 of the service against the monolith's",
      "fallbacks in the gateway log (GET and HEAD only)",
    ],
    rollback: ["set the share to 0 and reload: the monolith answers again"],
  });

const contractStep = (service: PlannedService): PlannedStep =>
  step("contract", `Remove what ${service.name} took over from the monolith`, {
    commands: service.files.slice(0, 20).map((file) => `git rm ${file}   # when nothing else refers to it`),
    because: ["two weeks without a fallback, and no scheduled or retried job of the old code left"],
    rollback: ["git revert"],
  });

const drainStep = ({ broker }: Decisions): PlannedStep =>
  step("contract", "Drain what is still on its way", {
    commands: [
      "scheduled, retried and dead jobs: wait until their sets hold none of the removed classes",
      `${broker.choice}: consumer lag 0 and an empty dead-letter queue`,
    ],
  });
