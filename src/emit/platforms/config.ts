/** Turns config vars into entries that say where each value comes from on a target; values never appear. */
import type { ConfigVar } from "../../model/heroku-app.js";
import type { Plan } from "../../model/plan.js";
import { byText } from "../../text/order.js";
import { describeSettings } from "../services/settings.js";
import type { Backing, ConfigEntry } from "./deployment.js";

/** Set by the dyno itself: devcenter "Dyno Metadata", "Dynos and the Dyno Manager". */
const PLATFORM = new Set(["PORT", "DYNO", "PS"]);

/** What buildpacks set, by devcenter's page of each language; no secret among them. */
export const IMAGE_DEFAULTS: Readonly<Record<string, string>> = {
  LANG: "C.UTF-8",
  MALLOC_ARENA_MAX: "2",
  NODE_ENV: "production",
  PYTHONUNBUFFERED: "1",
  RACK_ENV: "production",
  RAILS_ENV: "production",
  RAILS_LOG_TO_STDOUT: "enabled",
  RAILS_SERVE_STATIC_FILES: "enabled",
};

export function describeConfig(plan: Plan, backings: readonly Backing[]): readonly ConfigEntry[] {
  const feeds = new Map<string, Backing>();
  for (const backing of backings)
    for (const { name } of backing.variables) if (!feeds.has(name)) feeds.set(name, backing);
  const known = new Map(plan.monolith.heroku.configVars.map((variable) => [variable.name, variable]));
  const settings = plan.services.map((service) => describeSettings(plan, service));
  const made = new Set(settings.flatMap(({ required }) => required).filter((name) => GENERATED.test(name)));
  const names = new Set([...known.keys(), ...feeds.keys(), ...plan.services.flatMap(({ env }) => env), ...made]);
  for (const name of settings.flatMap(({ optional }) => optional)) names.add(name);
  // Without an add-on that holds the database, its address is a value that the team gives.
  if (plan.services.length > 0 && primaryDatabase(plan, backings) === null) names.add("DATABASE_URL");
  return [...names]
    .filter(isName)
    .sort(byText)
    .map((name) => describeEntry(known.get(name) ?? undeclared(name), feeds.get(name) ?? null, made.has(name)));
}

/** Secrets that generated code reads on both sides of a cut. */
const GENERATED = /^(?:VALUELINE_[A-Z_]+|JWT_SECRET|SERVICE_TOKEN)$/;

/** The variable through which the monolith reaches its main database; null where no add-on holds it. */
export function primaryDatabase(plan: Plan, backings: readonly Backing[]): string | null {
  const need = plan.monolith.database ?? "postgres";
  const shared = backings.filter(({ owner, need: held }) => owner === null && held === need);
  const urls = shared.flatMap(({ variables }) => variables.filter(({ holds }) => holds === "url"));
  return (urls.find(({ name }) => name === "DATABASE_URL") ?? urls[0])?.name ?? null;
}

/** A name that no shell and no secret store takes ("MY-VAR") cannot be carried over; FIDELITY says so. */
export const isName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

function describeEntry(variable: ConfigVar, backing: Backing | null, made: boolean): ConfigEntry {
  const { name, required } = variable;
  const source = sourceOf(variable, backing);
  return { name, source, required: (required || made) && source === "store", variable, backing: backing?.slug ?? null };
}

function sourceOf(variable: ConfigVar, backing: Backing | null): ConfigEntry["source"] {
  if (backing !== null) return "backing";
  if (PLATFORM.has(variable.name)) return "platform";
  if (variable.refersTo !== null && isName(variable.refersTo)) return "alias";
  const injected = variable.injectedBy !== null || !variable.declared;
  return injected && IMAGE_DEFAULTS[variable.name] !== undefined ? "image" : "store";
}

const undeclared = (name: string): ConfigVar => ({
  name,
  declared: false,
  required: false,
  generated: false,
  secret: true,
  injectedBy: null,
  refersTo: null,
  readAt: [],
});
