/** Composes model fragments and the associations other files add into models with resolved targets. */
import type { Model } from "../model/app-model.js";
import { byKeys } from "../text/order.js";
import { associationsOf } from "./data/associations.js";
import { type ModelEntry, modelIndexOf } from "./data/model-index.js";
import { modelTablesOf } from "./data/model-tables.js";
import type { DetectInput } from "./input.js";
import { detectRubyModels } from "./ruby/models.js";

export function detectModels(input: DetectInput): readonly Model[] {
  const concrete = modelIndexOf(input).entries.filter((entry) => !entry.fragment.abstract);
  const models = [...mergeRepeats(concrete.map((entry) => toModel(entry, input))), ...detectRubyModels(input.facts)];
  return models.sort(
    byKeys(
      (model) => model.name,
      (model) => model.table ?? "",
      (model) => model.evidence[0]?.path ?? "",
    ),
  );
}

function toModel(entry: ModelEntry, input: DetectInput): Model {
  const tables = modelTablesOf(input);
  const associations = associationsOf(input).get(entry) ?? [];
  return {
    name: entry.fragment.name,
    table: tables.tableOf(entry),
    base: tables.baseOf(entry)?.fragment.name ?? null,
    associations: associations.map(({ kind, name, target, through, polymorphic }) => ({
      kind,
      name,
      target,
      through,
      polymorphic,
    })),
    evidence: [{ path: entry.path, line: entry.fragment.line }],
  };
}

/** A model said twice (a schema and a class for it, two apps of one workspace sharing a table) is one model with two places. */
function mergeRepeats(models: readonly Model[]): readonly Model[] {
  const merged = new Map<string, Model>();
  for (const model of models) {
    const key = `${model.name}\n${model.table ?? ""}`;
    const first = merged.get(key);
    if (first === undefined) merged.set(key, model);
    else {
      const names = new Set(first.associations.map((one) => one.name));
      const more = model.associations.filter((one) => !names.has(one.name));
      const associations = [...first.associations, ...more].sort(byKeys((one) => one.name));
      merged.set(key, { ...first, associations, evidence: [...first.evidence, ...model.evidence] });
    }
  }
  return [...merged.values()];
}
