/** Turns a workload's variables into bindings: a literal, a reference to the store, a backing's address, or another variable. */
import type { Backing, BackingVariable, ConfigEntry, Deployment, Workload } from "./deployment.js";
import { toEnvName } from "./names.js";
import { recipeOf, valueTemplate } from "./needs.js";

export type Binding =
  | { readonly name: string; readonly from: "literal"; readonly value: string }
  | { readonly name: string; readonly from: "store"; readonly required: boolean }
  /** `template` holds {host} and {password}. */
  | { readonly name: string; readonly from: "self"; readonly backing: Backing; readonly template: string }
  | {
      readonly name: string;
      readonly from: "managed";
      readonly backing: Backing;
      readonly holds: NonNullable<BackingVariable["holds"]>;
    }
  | { readonly name: string; readonly from: "alias"; readonly to: string };

/** How a backing runs on this target: its own store of that need, a container, or neither. */
export type RunsAs = (backing: Backing) => "managed" | "self" | "external";

export const passwordName = (backing: Backing): string => `${toEnvName(backing.slug)}_PASSWORD`;

export function bindWorkload(deployment: Deployment, workload: Workload, runsAs: RunsAs): readonly Binding[] {
  const literals = Object.entries(workload.literals).map(
    ([name, value]): Binding => ({ name, from: "literal", value }),
  );
  if (workload.owner === "gateway" || workload.owner === "site") return literals;
  const wanted = namesOf(workload);
  const foreign = foreignNames(deployment, workload);
  const bindings = bindConfig(deployment, runsAs).filter(
    ({ name }) => (wanted === null || wanted.has(name)) && !(name in workload.literals) && !foreign.has(name),
  );
  const own = Object.entries(workload.aliases).map(([name, to]): Binding => ({ name, from: "alias", to }));
  return [...literals, ...insist(bindings, workload), ...own];
}

/** A generated service reads what its settings name, and what its part of the monolith read; the monolith reads all. */
function namesOf({ service, settings, aliases }: Workload): ReadonlySet<string> | null {
  if (service === null) return null;
  const names = [...service.env, ...(settings?.required ?? []), ...(settings?.optional ?? [])];
  return new Set([...names.filter((name) => !(name in aliases)), ...Object.values(aliases)]);
}

/** Addresses of databases that belong to another service. */
const foreignNames = ({ backings }: Deployment, workload: Workload): ReadonlySet<string> =>
  new Set(
    backings
      .filter(({ owner }) => owner !== null && owner !== workload.service?.name)
      .flatMap(({ variables }) => variables.map(({ name }) => name)),
  );

/** What a service refuses to start without is required there, also where the monolith can do without. */
function insist(bindings: readonly Binding[], { settings, aliases }: Workload): readonly Binding[] {
  const needed = new Set((settings?.required ?? []).map((name) => aliases[name] ?? name));
  return bindings.map((binding) =>
    binding.from === "store" && needed.has(binding.name) ? { ...binding, required: true } : binding,
  );
}

/** Every variable of the app, those that others refer to first: Kubernetes expands $(NAME) only of entries above. */
export function bindConfig(deployment: Deployment, runsAs: RunsAs): readonly Binding[] {
  const names = new Set(deployment.config.map(({ name }) => name));
  const bindings = deployment.config
    .filter(({ source }) => source !== "platform" && source !== "image")
    .map((entry) => bindEntry(entry, deployment, runsAs, names));
  return [...bindings.filter(({ from }) => from !== "alias"), ...bindings.filter(({ from }) => from === "alias")];
}

function bindEntry(entry: ConfigEntry, deployment: Deployment, runsAs: RunsAs, names: ReadonlySet<string>): Binding {
  const { name, required } = entry;
  const target = entry.variable.refersTo;
  if (entry.source === "alias" && target !== null && names.has(target) && target !== name)
    return { name, from: "alias", to: target };
  const backing = deployment.backings.find(({ slug }) => slug === entry.backing);
  return backing === undefined
    ? { name, from: "store", required }
    : bindBacking(name, backing, runsAs(backing), entry.variable.readAt.length > 0);
}

/** What an add-on sets and no code reads may be missing. */
function bindBacking(name: string, backing: Backing, runs: ReturnType<RunsAs>, isRead: boolean): Binding {
  const holds = backing.variables.find((variable) => variable.name === name)?.holds ?? null;
  const recipe = recipeOf(backing.need);
  if (runs === "managed" && holds !== null) return { name, from: "managed", backing, holds };
  const template = runs === "self" && recipe !== null ? valueTemplate(recipe, holds) : null;
  if (template !== null) return { name, from: "self", backing, template };
  return { name, from: "store", required: runs === "external" && isRead };
}

/** Names that the store of secrets must hold, required ones first by `required`. */
export const storeNames = (
  bindings: readonly Binding[],
): readonly { readonly name: string; readonly required: boolean }[] =>
  bindings.flatMap((binding) => (binding.from === "store" ? [{ name: binding.name, required: binding.required }] : []));
