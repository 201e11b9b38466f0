/** Turns a Plan into the list of every fact of the source that a target must answer. */

import type { FidelityRow } from "../../model/artifact.js";
import type { OwnImage } from "../../model/build.js";
import type { Evidence } from "../../model/evidence.js";
import { placeOf, type Schedule } from "../../model/heroku-app.js";
import type { Plan } from "../../model/plan.js";
import { isUnbuilt } from "../images/index.js";
import { isName } from "./config.js";
import type { Backing, ConfigEntry, Deployment, Workload } from "./deployment.js";

/** What Heroku itself gives every app, and a team notices only when it is gone. */
export const FEATURES = [
  "router timeout of 30 s",
  "SIGTERM, then SIGKILL after 30 s",
  "websockets",
  "one-off commands",
  "TLS certificates",
  "log stream and drains",
  "metrics",
  "review apps",
  "rolling restarts",
  "ephemeral disk",
  "network isolation",
  "autoscaling",
] as const;
export type Feature = (typeof FEATURES)[number];

/** What a fact is about, for the target that answers it. */
export type Subject =
  | { readonly is: "command" | "quantity" | "size" | "singleton"; readonly workload: Workload }
  | { readonly is: "autoscaling"; readonly workload: Workload }
  | { readonly is: "drain"; readonly of: "logs" | "telemetry" }
  | { readonly is: "release"; readonly command: string }
  | { readonly is: "addon"; readonly backing: Backing | null; readonly need: string | null; readonly service: string }
  | { readonly is: "config"; readonly entry: ConfigEntry | null; readonly name: string }
  | { readonly is: "schedule"; readonly index: number }
  | { readonly is: "domain"; readonly domain: string }
  | { readonly is: "script"; readonly name: string; readonly command: string }
  | { readonly is: "buildpack"; readonly url: string }
  | { readonly is: "stack"; readonly stack: string }
  | { readonly is: "image"; readonly image: OwnImage }
  | { readonly is: "build"; readonly built: boolean }
  | { readonly is: "environment"; readonly name: string }
  | { readonly is: "frontend"; readonly path: string }
  | { readonly is: "service"; readonly workload: Workload }
  | { readonly is: "routes"; readonly to: string; readonly count: number }
  | { readonly is: "feature"; readonly feature: Feature };

export interface Fact {
  readonly fact: string;
  readonly kind: FidelityRow["kind"];
  readonly evidence: readonly Evidence[];
  readonly subject: Subject;
}

const DOCS: readonly Evidence[] = [{ path: "", note: "Heroku gives it to every app" }];

export function listFacts(plan: Plan, deployment: Deployment): readonly Fact[] {
  const { heroku } = plan.monolith;
  const placed = (...words: Parameters<typeof placeOf>): readonly Evidence[] =>
    heroku.places?.[placeOf(...words)] ?? [];
  return [
    ...deployment.workloads.flatMap(processFacts),
    ...deployment.workloads.flatMap(autoscalingFacts),
    ...releaseFacts(deployment),
    ...plan.addons.map((addon): Fact => {
      const backing = deployment.backings.find((entry) => entry.addon === addon) ?? null;
      const alias = addon.as === null ? "" : ` as ${addon.as}`;
      const subject: Subject = { is: "addon", backing, need: addon.need, service: addon.service };
      return { fact: `addon ${addon.plan}${alias}`, kind: "addon", evidence: addon.evidence, subject };
    }),
    ...configFacts(plan, deployment),
    ...plan.monolith.schedules.map(scheduleFact),
    ...heroku.domains.map(
      (domain): Fact => ({
        fact: `domain ${domain}`,
        kind: "domain",
        evidence: placed("domain", domain),
        subject: { is: "domain", domain },
      }),
    ),
    ...drainFacts(deployment),
    ...heroku.scripts.map(
      ({ name, command }): Fact => ({
        fact: `script ${name}`,
        kind: "script",
        evidence: placed("script", name),
        subject: { is: "script", name, command },
      }),
    ),
    ...heroku.buildpacks.map(
      (url): Fact => ({
        fact: `buildpack ${url}`,
        kind: "buildpack",
        evidence: placed("buildpack", url),
        subject: { is: "buildpack", url },
      }),
    ),
    ...(heroku.stack === null ? [] : [stackFact(heroku.stack, placed("stack", heroku.stack))]),
    ...(plan.monolith.build?.images ?? []).map(imageFact),
    ...((plan.monolith.build?.dockerfile ?? null) === null ? [buildFact(plan)] : []),
    ...heroku.environments.map(
      (name): Fact => ({
        fact: `environment ${name}`,
        kind: "environment",
        evidence: placed("environment", name),
        subject: { is: "environment", name },
      }),
    ),
    ...(plan.frontends ?? []).map(
      (frontend): Fact => ({
        fact: `frontend ${frontend.path}`,
        kind: "frontend",
        evidence: frontend.evidence,
        subject: { is: "frontend", path: frontend.path },
      }),
    ),
    ...routeFacts(plan),
    ...FEATURES.map(
      (feature): Fact => ({ fact: feature, kind: "platform", evidence: DOCS, subject: { is: "feature", feature } }),
    ),
  ];
}

/** Timers without a name of their own are called after their function, which may hold several: the place tells them. */
function scheduleFact({ name, evidence }: Schedule, index: number, all: readonly Schedule[]): Fact {
  const [place] = evidence;
  const alone = place === undefined || all.filter((other) => other.name === name).length === 1;
  return {
    fact: alone ? `schedule ${name}` : `schedule ${name} of ${place.path}:${place.line ?? 1}`,
    kind: "schedule",
    evidence,
    subject: { is: "schedule", index },
  };
}

function processFacts(workload: Workload): readonly Fact[] {
  if (workload.owner === "gateway" || workload.owner === "site") return [];
  const { type, evidence } = workload;
  if (workload.owner === "service")
    return [{ fact: `service ${type}`, kind: "service", evidence, subject: { is: "service", workload } }];
  const aspects = ["command", "quantity", "size", ...(workload.singleton ? (["singleton"] as const) : [])] as const;
  return aspects.map((is): Fact => {
    return {
      fact: is === "command" ? `process ${type}` : `process ${type}: ${is}`,
      kind: "process",
      evidence,
      subject: { is, workload },
    };
  });
}

const autoscalingFacts = (workload: Workload): readonly Fact[] =>
  workload.autoscaling === null && workload.queueScaling === null
    ? []
    : [
        {
          fact: `autoscaling of ${workload.type}`,
          kind: "autoscaling",
          evidence: workload.evidence,
          subject: { is: "autoscaling", workload },
        },
      ];

const drainFacts = ({ drains }: Deployment): readonly Fact[] =>
  (["logs", "telemetry"] as const)
    .filter((of) => drains !== null && drains[of] > 0)
    .map((of) => ({
      fact: `${of === "logs" ? "log" : "telemetry"} drains: ${drains![of]}`,
      kind: "drain",
      evidence: [{ path: "", note: `capture: GET /apps/x/${of === "logs" ? "log" : "telemetry"}-drains` }],
      subject: { is: "drain", of },
    }));

const releaseFacts = ({ release }: Deployment): readonly Fact[] =>
  release === null
    ? []
    : [
        {
          fact: "release phase",
          kind: "release",
          evidence: release.evidence,
          subject: { is: "release", command: release.command },
        },
      ];

const imageFact = (image: OwnImage): Fact => ({
  fact: `image ${image.name}`,
  kind: "image",
  evidence: [{ path: "heroku.yml", line: image.line }],
  subject: { is: "image", image },
});

/** What Heroku builds by itself, declared or not; a build that nothing replaces must not look as if it were there. */
function buildFact(plan: Plan): Fact {
  const { heroku, build } = plan.monolith;
  const manifests = (build?.parts ?? []).flatMap((part) => part.manifests.slice(0, 1));
  const started = heroku.processes.flatMap(({ evidence }) => evidence.slice(0, 1)).slice(0, 1);
  return {
    fact: "build of the app",
    kind: "image",
    evidence: manifests.length > 0 ? manifests.map((path) => ({ path })) : started,
    subject: { is: "build", built: !isUnbuilt(plan) },
  };
}

const stackFact = (stack: string, evidence: readonly Evidence[]): Fact => ({
  fact: `stack ${stack}`,
  kind: "stack",
  evidence,
  subject: { is: "stack", stack },
});

function configFacts(plan: Plan, deployment: Deployment): readonly Fact[] {
  const refused = plan.monolith.heroku.configVars.map(({ name }) => name).filter((name) => !isName(name));
  return [
    ...deployment.config.map((entry): Fact => {
      const { name, variable } = entry;
      return {
        fact: `config var ${name}`,
        kind: "config-var",
        evidence: variable.readAt.length > 0 ? variable.readAt.slice(0, 3) : addonEvidence(deployment, entry.backing),
        subject: { is: "config", entry, name },
      };
    }),
    ...refused.map(
      (name): Fact => ({
        fact: `config var ${name}`,
        kind: "config-var",
        evidence: [],
        subject: { is: "config", entry: null, name },
      }),
    ),
  ];
}

function routeFacts(plan: Plan): readonly Fact[] {
  const counts = new Map<string, { count: number; evidence: Evidence[] }>();
  for (const { route, to } of plan.gateway) {
    const entry = counts.get(to) ?? { count: 0, evidence: [] };
    entry.count += 1;
    if (entry.evidence.length < 3) entry.evidence.push(...route.evidence.slice(0, 1));
    counts.set(to, entry);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([to, { count, evidence }]) => ({
      fact: `routes answered by ${to}: ${count}`,
      kind: "route",
      evidence,
      subject: { is: "routes", to, count },
    }));
}

const addonEvidence = (deployment: Deployment, slug: string | null): readonly Evidence[] =>
  deployment.backings.find((backing) => backing.slug === slug)?.evidence ?? [];
