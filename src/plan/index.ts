/** Turns an app, its proposal and the team's decisions into a Plan: everything decided, nothing printed. */
import type { AppModel } from "../model/app-model.js";
import type { MonolithBuild } from "../model/build.js";
import type { AddonDecision, Decisions } from "../model/decision.js";
import { UserError } from "../model/errors.js";
import type { Plan } from "../model/plan.js";
import type { Proposal } from "../model/proposal.js";
import { planEvents } from "./events.js";
import { describeMonolith } from "./monolith.js";
import { applyOverrides } from "./overrides.js";
import { planServices } from "./services.js";
import { planSteps } from "./steps/index.js";

export { planBuild } from "./build.js";
export { planMonolith } from "./monolith.js";

export interface PlanInput {
  readonly app: AppModel;
  readonly proposal: Proposal;
  readonly decisions: Decisions;
  readonly commit: string | null;
  readonly build: MonolithBuild | null;
}

export function makePlan({ app, proposal, decisions, commit, build }: PlanInput): Plan {
  const monolith = applyOverrides(describeMonolith(app, build), decisions);
  const services = planServices(app, proposal, decisions);
  const events = planEvents(app, proposal, services, decisions.cuts);
  const owner = new Map(services.flatMap(({ name, routes }) => routes.map(({ route }) => [route.id, name] as const)));
  return {
    app: app.name,
    commit,
    monolith,
    services,
    events,
    broker: services.length === 0 ? null : decisions.broker.choice,
    addons: app.heroku.addons.map((addon) => ({ ...addon, run: runOf(decisions.addons, addon.plan) })),
    gateway: app.routes.map((route) => ({ route, to: owner.get(route.id) ?? "monolith" })),
    steps: planSteps({ app, monolith, services, events, decisions }),
    targets: decisions.targets,
    frontends: app.frontends,
    ...planSite(decisions, build),
  };
}

function planSite({ frontends }: Decisions, build: MonolithBuild | null): Pick<Plan, "site"> {
  const path = frontends.find(({ host }) => host === "static")?.path;
  if (path === undefined) return {};
  const site = build?.sites?.find((one) => one.path === path);
  if (site === undefined)
    throw new UserError(`migration/decisions.yaml: frontends.${path}: no such frontend is in the repo any more`, {
      hint: "`migrate analyze` lists the frontends; take the entry out or name one of them",
    });
  const { output } = site;
  if (output === null)
    throw new UserError(`migration/decisions.yaml: frontends.${path}.host: which folder its build fills is not known`, {
      hint: "leave it with the monolith (host: monolith), or commit the built files in a folder with an index.html",
    });
  return { site: { ...site, output } };
}

const runOf = (decisions: readonly AddonDecision[], plan: string): "managed" | "self" =>
  decisions.find((decision) => decision.plan === plan)?.run ?? "managed";
