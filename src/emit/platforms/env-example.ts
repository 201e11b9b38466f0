/** Turns the names that a store of secrets must hold into an example file without a single value. */
import type { Evidence } from "../../model/evidence.js";
import { type Binding, bindWorkload, type RunsAs, storeNames } from "./bindings.js";
import type { Deployment, Workload } from "./deployment.js";

export function printEnvExample(deployment: Deployment, bindings: readonly Binding[], head: string): string {
  const lines = storeNames(bindings).flatMap(({ name, required }) => [
    `# ${describe(deployment, name, required)}`,
    assignment(name, required),
  ]);
  return `${head
    .split("\n")
    .map((line) => `# ${line}`)
    .join("\n")}\n${lines.join("\n")}${lines.length > 0 ? "\n" : ""}`;
}

/** What one generated service reads from its store, under its own names: DATABASE_URL, whatever the monolith calls it. */
export function storedNames(
  deployment: Deployment,
  workload: Workload,
  runsAs: RunsAs,
): readonly { readonly name: string; readonly required: boolean; readonly same: string | null }[] {
  if (workload.service === null) return [];
  const aliased = new Map(Object.entries(workload.aliases).map(([name, to]) => [to, name]));
  return bindWorkload(deployment, workload, runsAs).flatMap((binding) => {
    if (binding.from !== "store") return [];
    const own = aliased.get(binding.name);
    return [{ name: own ?? binding.name, required: binding.required, same: own === undefined ? null : binding.name }];
  });
}

export function printServiceExample(deployment: Deployment, workload: Workload, runsAs: RunsAs, head: string): string {
  const lines = storedNames(deployment, workload, runsAs).map(({ name, required, same }) => {
    const note = same === null ? "" : `; the value of the monolith's ${same}`;
    return `# ${required ? "required" : "optional"}${note}\n${assignment(name, required)}\n`;
  });
  return `# ${head}\n${lines.join("")}`;
}

/** An optional one stays a comment: set to nothing, `ENV.fetch("X") { 5 }` and `process.env.X ?? 5` would lose their defaults. */
const assignment = (name: string, required: boolean): string => `${required ? "" : "#"}${name}=`;

function describe(deployment: Deployment, name: string, required: boolean): string {
  const entry = deployment.config.find((found) => found.name === name);
  const places = (entry?.variable.readAt ?? []).slice(0, 3).map(showPlace);
  const backing = entry?.backing ?? null;
  return [
    required ? "required" : "optional",
    ...(entry?.variable.generated === true ? ["generated once by Heroku: carry the old value over"] : []),
    ...(backing === null ? [] : [`from ${backing}`]),
    ...(places.length > 0 ? [`read at ${places.join(", ")}`] : []),
  ].join("; ");
}

export const showPlace = ({ path, line, note }: Evidence): string =>
  path === "" ? (note ?? "") : line === undefined ? path : `${path}:${line}`;

/** "from Procfile:2, app.json:14", as a comment above what it became. */
export function showEvidence(evidence: readonly Evidence[]): string {
  const places = [...new Set(evidence.map(showPlace).filter((place) => place !== ""))];
  return places.length === 0 ? "" : `from ${places.join(", ")}`;
}
