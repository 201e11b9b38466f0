/** The registry of targets, and the step that turns a plan into one target's files and its FIDELITY.md. */
import type { Artifact, FidelityRow } from "../../model/artifact.js";
import type { Plan } from "../../model/plan.js";
import { emitGatewayImage, emitImages } from "../images/index.js";
import { emitSiteImage } from "../images/site.js";
import { compose } from "./compose/index.js";
import { behindSite, type Deployment, withoutSite } from "./deployment.js";
import { describeDeployment } from "./describe.js";
import { digitalocean } from "./digitalocean/index.js";
import { listFacts } from "./facts.js";
import { printFidelity, toRow } from "./fidelity.js";
import { fly } from "./fly/index.js";
import { heroku } from "./heroku/index.js";
import { kubernetes } from "./kubernetes/index.js";
import { micro } from "./micro/index.js";
import { printOrigins } from "./origins.js";
import { file, type Platform } from "./platform.js";
import { render } from "./render/index.js";
import type { DynoMemory } from "./sizes.js";

export const platforms: readonly Platform[] = [compose, digitalocean, fly, heroku, kubernetes, micro, render];

export interface Manifests {
  readonly artifacts: readonly Artifact[];
  readonly rows: readonly FidelityRow[];
  readonly deployment: Deployment;
}

/** `sizes`: the dyno sizes of the catalogue. */
export function emitManifests(plan: Plan, platform: Platform, sizes: readonly DynoMemory[]): Manifests {
  const described = describeDeployment(plan, sizes);
  const deployment = platform.site === "container" ? described : withoutSite(described);
  const input = { plan, deployment };
  const facts = listFacts(plan, deployment);
  const rows = facts.map((fact) => toRow(fact, platform.answer(fact, input)));
  const emitted = platform.emit(input);
  const fidelity = file(
    `deploy/${platform.id}/FIDELITY.md`,
    printFidelity(platform.head(input), rows, printOrigins(platform.origins, emitted, facts)),
    "what is kept, approximated and lost",
  );
  return {
    artifacts: [
      ...emitted,
      ...emitImages(plan),
      ...emitGatewayImage(plan, deployment.workloads),
      ...emitSiteImage(plan, behindAddress(deployment)),
      fidelity,
    ],
    rows,
    deployment,
  };
}

function behindAddress(deployment: Deployment): string | undefined {
  const behind = behindSite(deployment);
  return behind === undefined ? undefined : `${behind.slug}:${behind.port}`;
}
