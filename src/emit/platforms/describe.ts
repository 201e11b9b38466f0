/** Turns a Plan into the Deployment that every target prints. */
import type { Plan } from "../../model/plan.js";
import { nameAliases } from "./aliases.js";
import { describeBackings } from "./backings.js";
import { describeConfig } from "./config.js";
import { describeCrons } from "./crons.js";
import type { Deployment, ImageRef, Release, Workload } from "./deployment.js";
import { createSlugs, toSlug } from "./names.js";
import type { DynoMemory } from "./sizes.js";
import { describeWorkloads } from "./workloads.js";

export const SITE_DOCKERFILE = "deploy/images/site.Dockerfile";
export const GATEWAY_DOCKERFILE = "deploy/images/gateway.Dockerfile";
export const MONOLITH_DOCKERFILE = "deploy/images/monolith.Dockerfile";

export function describeDeployment(plan: Plan, sizes: readonly DynoMemory[]): Deployment {
  const { heroku } = plan.monolith;
  const slug = toSlug(plan.app);
  const slugOf = createSlugs(["release", "default", "staging", "production"]);
  const own = describeOwnImages(plan, slug);
  const named = describeWorkloads(plan, { slugOf, imageOf: (type) => own.get(type)?.slug ?? slug, sizes });
  const backings = describeBackings(plan, slugOf);
  const workloads = named.map((workload) => nameAliases(plan, workload, backings));
  return {
    app: plan.app,
    slug,
    workloads,
    release: releaseOf(plan, own.get("release")?.slug ?? slug),
    tasks: heroku.scripts.map(({ name, command }) => ({ name, slug: slugOf(`task-${name}`), command })),
    crons: describeCrons(plan, slugOf),
    backings,
    config: describeConfig(plan, backings),
    images: [...describeImages(plan, slug, workloads), ...new Set(own.values())],
    domains: heroku.domains,
    websockets: plan.gateway.some(({ route }) => route.method === "WS"),
    drains: heroku.drains ?? null,
    reviewApps: heroku.environments.includes("review"),
    image: slug,
    ownImage: (plan.monolith.build?.dockerfile ?? null) !== null,
    language: plan.monolith.runtime,
  };
}

function releaseOf(plan: Plan, image: string): Release | null {
  const found = plan.monolith.heroku.processes.find(({ type, role }) => type === "release" || role === "release");
  return found === undefined ? null : { command: found.command, image, evidence: found.evidence };
}

/** By process type: what heroku.yml builds beside the image that everything else runs in. */
function describeOwnImages({ monolith: { build } }: Plan, slug: string): ReadonlyMap<string, ImageRef> {
  const others = (build?.images ?? []).filter(({ types }) => !types.includes("web"));
  return new Map(
    others.flatMap(({ name, dockerfile, target, types }) => {
      const image = { slug: `${slug}-${toSlug(name)}`, dockerfile, context: ".", ...stage(target) };
      return types.map((type): [string, ImageRef] => [type, image]);
    }),
  );
}

const stage = (target: string | null | undefined) => (target == null ? {} : { target });

function describeImages(plan: Plan, slug: string, workloads: readonly Workload[]): readonly ImageRef[] {
  const own = plan.monolith.build?.dockerfile ?? MONOLITH_DOCKERFILE;
  const services = workloads
    .filter(({ service }) => service !== null)
    .map(({ image, service }) => ({
      slug: image,
      dockerfile: `services/${service!.name}/Dockerfile`,
      context: `services/${service!.name}`,
    }));
  const gateway = plan.services.length > 0 ? [{ slug: "gateway", dockerfile: GATEWAY_DOCKERFILE, context: "." }] : [];
  const site = plan.site === undefined ? [] : [{ slug: "site", dockerfile: SITE_DOCKERFILE, context: "." }];
  const main = plan.monolith.build?.images?.find(({ types }) => types.includes("web"));
  return [{ slug, dockerfile: own, context: ".", ...stage(main?.target) }, ...services, ...gateway, ...site];
}
