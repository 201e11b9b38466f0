/** Turns a Plan into everything that `migrate generate` writes. */
import type { Artifact } from "../model/artifact.js";
import type { Plan } from "../model/plan.js";
import { byKeys } from "../text/order.js";
import { emitContracts } from "./contracts/index.js";
import { emitGateway } from "./gateway/index.js";
import { emitMonolith } from "./monolith/index.js";
import { printPlan } from "./plan-page.js";
import { emitServices } from "./services/index.js";
import type { Sources } from "./sources.js";

export type { Sources } from "./sources.js";

export function emitPlan(plan: Plan, sources: Sources): readonly Artifact[] {
  if (plan.services.length === 0) return [];
  const page: Artifact = {
    path: "migration/plan.md",
    content: printPlan(plan),
    policy: "generated",
    because: "ordered steps to production",
  };
  return [
    ...emitServices(plan),
    ...emitContracts(plan),
    ...emitGateway(plan),
    ...emitMonolith(plan, sources),
    page,
  ].sort(byKeys(({ path }) => path));
}

/** Places that a person must port, by service. */
export function countMarkers(artifacts: readonly Artifact[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { path, content } of artifacts) {
    const service = /^services\/([^/]+)\//.exec(path)?.[1];
    if (service === undefined || path.endsWith(".md")) continue;
    counts.set(service, (counts.get(service) ?? 0) + content.split("VALUELINE-PORT:").length - 1);
  }
  return counts;
}
