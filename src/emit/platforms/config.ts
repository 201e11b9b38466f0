/** Turns config vars into entries that say where each value comes from on a target; values never appear. */
import type { ConfigVar } from "../../model/heroku-app.js";
import type { Plan } from "../../model/plan.js";
import { byText } from "../../text/order.js";
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
  const names = new Set([...known.keys(), ...feeds.keys(), ...plan.services.flatMap(({ env }) => env)]);
  return [...names]
    .filter(isName)
    .sort(byText)
    .map((name) => describeEntry(known.get(name) ?? undeclared(name), feeds.get(name) ?? null));
}

/** A name that no shell and no secret store takes ("MY-VAR") cannot be carried over; FIDELITY says so. */
export const isName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

function describeEntry(variable: ConfigVar, backing: Backing | null): ConfigEntry {
  const { name, required } = variable;
  const source = sourceOf(variable, backing);
  return { name, source, required: required && source === "store", variable, backing: backing?.slug ?? null };
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
