/** Turns what a module holds into its name: the term that tells its files from all others best. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { PartitionOptions } from "../model/proposal.js";
import { byText } from "../text/order.js";
import type { Draft } from "./draft.js";
import { hashText } from "./random.js";
import { resourceOf } from "./resource.js";
import { LAYER_TERMS, splitName, stem } from "./terms.js";

export interface NamedDraft extends Draft {
  readonly id: string;
  readonly name: string;
  /** Terms that tell it apart, best first. */
  readonly terms: readonly string[];
}

interface Candidate {
  readonly term: string;
  readonly score: number;
}

export function nameModules(
  drafts: readonly Draft[],
  graph: CodeGraph,
  app: AppModel,
  views: PartitionOptions["views"],
): readonly NamedDraft[] {
  const subjects = collectSubjects(graph, app, views);
  const holders = new Map<string, number>();
  for (const terms of subjects) for (const term of terms) holders.set(term, (holders.get(term) ?? 0) + 1);
  const ranked = drafts.map((draft) => rankTerms(draft, subjects, holders));
  const taken = new Set<string>(["monolith"]);
  const names = new Map<Draft, string>();
  // The surest claim to a name goes first.
  const order = drafts
    .map((draft, at) => ({ draft, terms: ranked[at]! }))
    .sort((a, b) => (b.terms[0]?.score ?? 0) - (a.terms[0]?.score ?? 0) || b.draft.lines - a.draft.lines);
  for (const { draft, terms } of order) {
    const name = chooseName(draft, terms, taken, graph);
    taken.add(name);
    names.set(draft, name);
  }
  return drafts.map((draft, at) => {
    const name = names.get(draft)!;
    return { ...draft, id: name, name, terms: ranked[at]!.slice(0, 5).map(({ term }) => term) };
  });
}

/** What each file is about: its name, what it defines, the tables it owns, the resources it serves, the package it is in. */
function collectSubjects(
  graph: CodeGraph,
  app: AppModel,
  views: PartitionOptions["views"],
): readonly ReadonlySet<string>[] {
  const paths = new Map(app.routes.map(({ id, path }) => [id, path]));
  const subjects = graph.nodes.map(({ path, names, ownedTables, routes }) => {
    const fileName = path.slice(path.lastIndexOf("/") + 1).replace(/\..*$/, "");
    // Classes are things; functions are verbs, which name no module.
    const classes = names.filter((name) => /(^|::)[A-Z][^:]*$/.test(name) && name !== name.toUpperCase());
    const said = views.words > 0 ? [fileName, ...classes] : [];
    const folders = views.layout > 0 ? path.split("/").slice(0, -1) : [];
    const resources = routes.map((id) => resourceOf(paths.get(id) ?? ""));
    return new Set([...said, ...folders, ...ownedTables, ...resources].flatMap(splitName));
  });
  if (views.declared > 0 && views.layout > 0) {
    const index = new Map(graph.nodes.map(({ path }, node) => [path, node]));
    for (const { name, files } of app.declared)
      for (const path of files) {
        const at = index.get(path);
        if (at !== undefined) for (const term of splitName(name)) subjects[at]!.add(term);
      }
  }
  return subjects;
}

/** By how well "the file is about this term" foretells "the file is in this module" (F1). */
function rankTerms(
  draft: Draft,
  subjects: readonly ReadonlySet<string>[],
  holders: ReadonlyMap<string, number>,
): readonly Candidate[] {
  const inside = new Map<string, number>();
  for (const node of draft.nodes) for (const term of subjects[node]!) inside.set(term, (inside.get(term) ?? 0) + 1);
  const owned = new Set(draft.tables.flatMap(splitName));
  return [...inside]
    .filter(([term]) => !LAYER_TERMS.has(stem(term)))
    .map(([term, count]) => {
      const fit = (2 * count) / (draft.nodes.length + holders.get(term)!);
      return { term, score: fit * (owned.has(term) ? 1.3 : 1) };
    })
    .sort((a, b) => b.score - a.score || byText(a.term, b.term));
}

function chooseName(draft: Draft, terms: readonly Candidate[], taken: ReadonlySet<string>, graph: CodeGraph): string {
  const words = terms.slice(0, 6).map(({ term }) => spellOut(term, draft.tables));
  const pairs = words.slice(1).map((word) => `${words[0]}-${word}`);
  const free = [...words.slice(0, 2), ...pairs, ...words.slice(2)].find((name) => !taken.has(name));
  if (free !== undefined) return free;
  const content = draft.nodes.map((node) => graph.nodes[node]!.lines).join(" ");
  return `part-${hashText(`${content} ${draft.tables.join(" ")}`).toString(36)}`;
}

/** The table's own spelling where the term is a table's name: "invoices". */
const spellOut = (term: string, tables: readonly string[]): string =>
  tables.find((table) => stem(table.toLowerCase()) === term)?.toLowerCase() ?? term;
