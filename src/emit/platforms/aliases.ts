/** Turns a service's variables into the app's names of the same values. */
import type { Plan } from "../../model/plan.js";
import { primaryDatabase } from "./config.js";
import type { Backing, Workload } from "./deployment.js";

/** Generated code says DATABASE_URL and REDIS_URL; the app's add-ons may say JAWSDB_URL and REDISCLOUD_URL. */
export function nameAliases(plan: Plan, workload: Workload, backings: readonly Backing[]): Workload {
  const { service, settings } = workload;
  if (service === null || settings === null) return workload;
  const own = backings.find(({ owner }) => owner === service.name)?.variables[0]?.name ?? null;
  const targets: Readonly<Record<string, string | null>> = {
    DATABASE_URL: own ?? primaryDatabase(plan, backings),
    REDIS_URL: mainRedis(backings),
  };
  const aliases = settings.required.flatMap((name) => {
    const target = targets[name] ?? null;
    return target === null || target === name ? [] : [[name, target] as const];
  });
  return { ...workload, aliases: Object.fromEntries(aliases) };
}

function mainRedis(backings: readonly Backing[]): string | null {
  const urls = backings
    .filter(({ need, owner }) => need === "redis" && owner === null)
    .flatMap(({ variables }) => variables.filter(({ holds }) => holds === "url"));
  return (urls.find(({ name }) => name === "REDIS_URL") ?? urls[0])?.name ?? null;
}
