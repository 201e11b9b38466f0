/** Turns the team's decisions on processes and schedules into the monolith as it will run. */
import type { Decisions, ProcessOverride } from "../model/decision.js";
import type { Evidence } from "../model/evidence.js";
import type { HerokuProcess, Schedule } from "../model/heroku-app.js";
import type { PlannedMonolith } from "../model/plan.js";

const DECIDED: Evidence = { path: "migration/decisions.yaml" };

export function applyOverrides(monolith: PlannedMonolith, decisions: Decisions): PlannedMonolith {
  const processes = monolith.heroku.processes.map((process) => {
    const override = decisions.processes.find(({ type }) => type === process.type);
    return override === undefined ? process : overrideProcess(process, override);
  });
  return { ...monolith, heroku: { ...monolith.heroku, processes }, schedules: mergeSchedules(monolith, decisions) };
}

function overrideProcess(process: HerokuProcess, override: ProcessOverride): HerokuProcess {
  const { quantity, memory, singleton, autoscaling } = override;
  return {
    ...process,
    ...(quantity === undefined ? {} : { quantity }),
    ...(memory === undefined ? {} : { memory }),
    ...(singleton === undefined ? {} : { singleton }),
    ...(autoscaling === undefined ? {} : { autoscaling: { ...autoscaling, p95: process.autoscaling?.p95 ?? null } }),
    evidence: [...process.evidence, { ...DECIDED, note: `processes: ${process.type}` }],
  };
}

/** A stated schedule replaces the one of its name; the Scheduler add-on's nameless entry is answered by any. */
function mergeSchedules({ schedules }: PlannedMonolith, { facts }: Decisions): readonly Schedule[] {
  const stated = facts.schedules.map(
    ({ name, when, timezone, runs }): Schedule => ({
      name,
      when,
      timezone,
      process: null,
      runs,
      evidence: [{ ...DECIDED, note: `facts: schedules: ${name}` }],
    }),
  );
  if (stated.length === 0) return schedules;
  const names = new Set(stated.map(({ name }) => name));
  const unknown = ({ when, runs, process }: Schedule): boolean => when === null && runs === null && process === null;
  return [...schedules.filter((schedule) => !names.has(schedule.name) && !unknown(schedule)), ...stated];
}
