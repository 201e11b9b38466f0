/** Turns a plan's add-ons and broker into backings: what stores and brokers the deployment needs, and which variables lead there. */
import type { Broker } from "../../model/decision.js";
import type { Plan, PlannedService } from "../../model/plan.js";
import type { Backing, BackingRun, BackingVariable } from "./deployment.js";
import type { createSlugs } from "./names.js";
import { toEnvName } from "./names.js";
import { holdsOf, recipeOf } from "./needs.js";

type Addon = Plan["addons"][number];
type Slugs = ReturnType<typeof createSlugs>;

/** Needs that are no store to reach: they become platform features or stay accounts with their vendor. */
const SCHEDULER = "scheduler";

export function describeBackings(plan: Plan, slugOf: Slugs): readonly Backing[] {
  const fromAddons = plan.addons
    .filter(({ need }) => need !== SCHEDULER)
    .map((addon) => describeAddon(addon, slugOf(nameOf(addon))));
  const broker =
    plan.services.length > 0 && plan.broker !== null ? describeBroker(plan.broker, fromAddons, slugOf) : [];
  return [...fromAddons, ...plan.services.flatMap((service) => describeOwnDatabase(plan, service, slugOf)), ...broker];
}

/** A service that was decided to own its data has a database that nothing else reaches. */
function describeOwnDatabase(plan: Plan, { name, id, data }: PlannedService, slugOf: Slugs): readonly Backing[] {
  if (data !== "own-database") return [];
  const need = plan.monolith.database ?? "postgres";
  const slug = slugOf(`${name}-db`);
  const like = plan.addons.find((addon) => addon.need === need);
  const backing: Backing = {
    slug,
    need,
    run: like?.run ?? "managed",
    addon: null,
    owner: name,
    variables: [{ name: `${toEnvName(slug)}_URL`, holds: "url" }],
    evidence: [{ path: "migration/decisions.yaml", note: `services: ${id}: data: own-database` }],
  };
  return [backing];
}

const nameOf = (addon: Addon): string => addon.as ?? addon.need ?? addon.service;

function describeAddon(addon: Addon, slug: string): Backing {
  return {
    slug,
    need: addon.need,
    run: runOf(addon),
    addon,
    owner: null,
    variables: addon.configVars.filter((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)).map(toVariable),
    evidence: addon.evidence,
  };
}

function runOf(addon: Addon): BackingRun {
  // Another app owns or uses it: a second one here would split the data.
  if (addon.sharedWith.length > 0) return "external";
  return recipeOf(addon.need) === null ? "external" : addon.run;
}

const toVariable = (name: string): BackingVariable => ({ name, holds: holdsOf(name) });

/** Variable through which generated code reaches the broker, by broker. */
export const BROKER_VARIABLES: Readonly<Record<Broker, string>> = {
  redis: "REDIS_URL",
  nats: "NATS_URL",
  rabbitmq: "AMQP_URL",
};

const BROKER_NEEDS: Readonly<Record<Broker, string>> = { redis: "redis", nats: "nats", rabbitmq: "queue" };

function describeBroker(broker: Broker, present: readonly Backing[], slugOf: Slugs): readonly Backing[] {
  const variable = BROKER_VARIABLES[broker];
  if (present.some(({ variables }) => variables.some(({ name }) => name === variable))) return [];
  const backing: Backing = {
    slug: slugOf("broker"),
    need: BROKER_NEEDS[broker],
    run: "self",
    addon: null,
    owner: null,
    variables: [{ name: variable, holds: "url" }],
    evidence: [{ path: "migration/decisions.yaml", note: `broker: ${broker}` }],
  };
  return [backing];
}
