/** The registry of targets, and the step that turns a plan into one target's files and its FIDELITY.md. */
import type { Artifact, FidelityRow } from "../../model/artifact.js";
import type { Plan } from "../../model/plan.js";
import { emitImages } from "../images/index.js";
import { compose } from "./compose/index.js";
import type { Deployment } from "./deployment.js";
import { describeDeployment } from "./describe.js";
import { listFacts } from "./facts.js";
import { printFidelity, toRow } from "./fidelity.js";
import { kubernetes } from "./kubernetes/index.js";
import { file, type Platform } from "./platform.js";
import type { DynoMemory } from "./sizes.js";

export const platforms: readonly Platform[] = [compose, kubernetes];

export interface Manifests {
  readonly artifacts: readonly Artifact[];
  readonly rows: readonly FidelityRow[];
  readonly deployment: Deployment;
}

/** `sizes`: the dyno sizes of the catalogue. */
export function emitManifests(plan: Plan, platform: Platform, sizes: readonly DynoMemory[]): Manifests {
  const deployment = describeDeployment(plan, sizes);
  const input = { plan, deployment };
  const rows = listFacts(plan, deployment).map((fact) => toRow(fact, platform.answer(fact, input)));
  const fidelity = file(
    `deploy/${platform.id}/FIDELITY.md`,
    printFidelity(platform.head(input), rows),
    "what is kept, approximated and lost",
  );
  return { artifacts: [...platform.emit(input), ...emitImages(plan), fidelity], rows, deployment };
}
