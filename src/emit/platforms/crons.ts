/** Turns schedules that nothing else runs into cron entries of five fields. */
import type { Schedule } from "../../model/heroku-app.js";
import type { Plan } from "../../model/plan.js";
import type { Cron } from "./deployment.js";
import type { createSlugs } from "./names.js";

const FIELD = "(?:\\*|[0-9]+|[A-Za-z]{3})(?:-(?:[0-9]+|[A-Za-z]{3}))?(?:/[0-9]+)?";
const LIST = `${FIELD}(?:,${FIELD})*`;
const FIVE_FIELDS = new RegExp(`^${LIST}(?:\\s+${LIST}){4}$`);

const SHORTHANDS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/** Null where it is no cron line ("every 10 minutes" of a clock process). */
export function toCron(when: string | null): string | null {
  if (when === null) return null;
  const text = SHORTHANDS[when.trim()] ?? when.trim();
  return FIVE_FIELDS.test(text) ? text.replace(/\s+/g, " ") : null;
}

/** What runs inside a process of the app keeps running there; only the rest becomes a job of the platform's. */
export const isRunByProcess = (schedule: Schedule): boolean => schedule.process !== null;

export function describeCrons(plan: Plan, slugOf: ReturnType<typeof createSlugs>): readonly Cron[] {
  return plan.monolith.schedules.flatMap((schedule): Cron[] => {
    const when = toCron(schedule.when);
    if (isRunByProcess(schedule) || when === null || schedule.runs === null) return [];
    const { name, timezone, runs } = schedule;
    // Kubernetes adds 11 characters to a CronJob's name and stops at 63.
    return [{ slug: slugOf(`cron-${name}`, 40), name, when, timezone, command: runs, schedule }];
  });
}
