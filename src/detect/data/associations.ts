/** Composes the associations of each model: its own, those inherited from abstract bases, those other files add. */
import type { Association } from "../../model/app-model.js";
import type { AssociationFact } from "../../model/fragments.js";
import { createInflector } from "../../text/inflections.js";
import { byKeys } from "../../text/order.js";
import type { DetectInput } from "../input.js";
import { type ModelEntry, modelIndexOf } from "./model-index.js";
import { modelTablesOf } from "./model-tables.js";
import { nameOf } from "./origin-names.js";
import { ownFiles, placed } from "./sources.js";

export interface ResolvedAssociation extends Association {
  readonly fact: AssociationFact;
  /** File that states it. */
  readonly path: string;
  readonly targetEntry: ModelEntry | null;
}

const inflector = createInflector();
const known = new WeakMap<DetectInput["facts"], ReadonlyMap<ModelEntry, readonly ResolvedAssociation[]>>();

export function associationsOf(input: DetectInput): ReadonlyMap<ModelEntry, readonly ResolvedAssociation[]> {
  const found = known.get(input.facts);
  if (found !== undefined) return found;
  const composed = compose(input);
  known.set(input.facts, composed);
  return composed;
}

type Stated = { readonly path: string; readonly fact: AssociationFact };

function compose(input: DetectInput): ReadonlyMap<ModelEntry, readonly ResolvedAssociation[]> {
  const index = modelIndexOf(input);
  const added = new Map<ModelEntry, Stated[]>();
  for (const { path, fragment } of placed(ownFiles(input.facts), "associate")) {
    const model = index.find(path, fragment.model);
    if (model === null) continue;
    const list = added.get(model) ?? [];
    list.push({ path, fact: fragment.association });
    added.set(model, list);
  }
  const own = (entry: ModelEntry): Stated[] => [
    ...entry.fragment.associations.map((fact) => ({ path: entry.path, fact })),
    ...(added.get(entry) ?? []),
  ];
  return new Map(
    index.entries.map((entry) => {
      const stated = lineage(entry, input).flatMap(own);
      const resolved = stated.map((one) => resolve(one, input));
      return [entry, distinct(resolved.filter(isAssociation).map((one) => bothWays(entry, one)))] as const;
    }),
  );
}

const isAssociation = ({ fact, targetEntry }: ResolvedAssociation): boolean =>
  fact.tentative !== true || targetEntry !== null;

/** Lists on both sides, of which a file of a split Prisma schema sees one. */
function bothWays(entry: ModelEntry, one: ResolvedAssociation): ResolvedAssociation {
  if (one.fact.tentative !== true || one.kind !== "has-many") return one;
  const back = one.targetEntry?.fragment.associations.some(
    ({ kind, target }) => kind === "has-many" && target !== null && nameOf(target) === entry.fragment.name,
  );
  return back === true ? { ...one, kind: "many-to-many" } : one;
}

/** The model and the abstract classes it extends. */
export function lineage(entry: ModelEntry, input: DetectInput): readonly ModelEntry[] {
  const tables = modelTablesOf(input);
  const line = [entry];
  for (
    let at = tables.parentOf(entry);
    at !== null && line.length < 10 && !line.includes(at);
    at = tables.parentOf(at)
  ) {
    if (!at.fragment.abstract && tables.baseOf(line.at(-1)!) !== at) break;
    line.push(at);
  }
  return line;
}

function resolve({ path, fact }: Stated, input: DetectInput): ResolvedAssociation {
  const index = modelIndexOf(input);
  const entry =
    fact.target === null ? null : (index.find(path, fact.target) ?? index.registered(path, nameOf(fact.target)));
  const target = entry?.fragment.name ?? (fact.target === null ? null : nameOf(fact.target));
  const name = fact.name === "" ? impliedName(fact.kind, entry?.fragment.registered ?? target ?? "") : fact.name;
  const { kind, through, polymorphic } = fact;
  return { kind, name, target, through, polymorphic, fact, path, targetEntry: entry };
}

/** Sequelize names an association after its target where nothing else is said. */
const impliedName = (kind: Association["kind"], target: string): string =>
  kind === "has-many" || kind === "many-to-many" ? inflector.pluralize(target) : inflector.singularize(target);

function distinct(associations: readonly ResolvedAssociation[]): readonly ResolvedAssociation[] {
  const byName = new Map<string, ResolvedAssociation>();
  for (const one of associations) if (!byName.has(one.name)) byName.set(one.name, one);
  return [...byName.values()].sort(byKeys((one) => one.name));
}
