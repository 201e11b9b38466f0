/** Turns decisions and a newer proposal into the answers whose ground moved, with what changed. */
import type { Decisions } from "../model/decision.js";
import { compareDigests } from "./digest.js";
import { addonsDigest, cutDigest, frontendDigest, type Ground, serviceGround } from "./ground.js";

export interface StaleAnswer {
  /** "services.billing" */
  readonly id: string;
  readonly changed: readonly string[];
  /** The service or cut is no longer there at all. */
  readonly gone: boolean;
}

export function findStale(decisions: Decisions, ground: Ground): readonly StaleAnswer[] {
  const services = decisions.services.map(({ id, modules, digest }) => {
    const facts = serviceGround(ground, id, modules);
    return judge(`services.${id}`, digest, facts.modules.length === 0 ? null : facts.digest);
  });
  const cuts = decisions.cuts.map(({ id, digest }) => {
    const cut = ground.proposal.cuts.find((entry) => entry.id === id);
    return judge(`cuts.${id}`, digest, cut === undefined ? null : cutDigest(cut));
  });
  const frontends = decisions.frontends.map(({ path, digest }) => {
    const frontend = ground.app.frontends.find((entry) => entry.path === path);
    return judge(`frontends.${path}`, digest, frontend === undefined ? null : frontendDigest(frontend));
  });
  const broker = judge("broker", decisions.broker.digest, addonsDigest(ground));
  return [...services, ...cuts, ...frontends, broker].filter(({ gone, changed }) => gone || changed.length > 0);
}

/** An answer without a digest was written by hand and rests on a person's word alone. */
function judge(id: string, before: string, after: string | null): StaleAnswer {
  if (after === null) return { id, changed: [], gone: true };
  return { id, changed: before === "" ? [] : compareDigests(before, after), gone: false };
}
