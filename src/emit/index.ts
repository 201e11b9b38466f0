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

const MONOLITH_SIDE = /^(app\/)?valueline\//;

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

/** Places that a person must port, by service; the monolith's own side has some where it hears services. */
export function countMarkers(artifacts: readonly Artifact[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { path, content } of artifacts) {
    const service = /^services\/([^/]+)\//.exec(path)?.[1];
    const owner = service ?? (MONOLITH_SIDE.test(path) ? "monolith" : null);
    const count = content.split("VALUELINE-PORT:").length - 1;
    if (owner === null || path.endsWith(".md") || (owner === "monolith" && count === 0)) continue;
    counts.set(owner, (counts.get(owner) ?? 0) + count);
  }
  return counts;
}
