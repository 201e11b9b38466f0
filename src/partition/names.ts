/** Turns what a module holds into its name: the noun of the domain that tells its files from all others best. */
import type { AppModel } from "../model/app-model.js";
import type { CodeGraph } from "../model/code-graph.js";
import type { PartitionOptions } from "../model/proposal.js";
import { byText } from "../text/order.js";
import type { Draft } from "./draft.js";
import { hashText } from "./random.js";
import { resourceOf } from "./resource.js";
import { FUNCTION_TERMS, LAYER_TERMS, splitName, stem, VERB_TERMS } from "./terms.js";

export interface NamedDraft extends Draft {
  readonly id: string;
  readonly name: string;
  /** Terms that tell it apart, best first. */
  readonly terms: readonly string[];
}

/** What a term is worth as a name: its own table's noun most, then what the app calls a table, model or route. */
const OWN = 1.3;
/** A word that no table, model or route of the app has is a library's or a technique's ("csrf", "brotli"). */
const FOREIGN = 0.5;
/** A verb names a module only where nothing else comes near. */
const VERB = 0.3;

interface Candidate {
  readonly term: string;
  readonly score: number;
}

interface Vocabulary {
  /** Things that the app names: tables and resources of routes, as sequences of terms. */
  readonly things: readonly { readonly text: string; readonly bare: string; readonly terms: readonly string[] }[];
  /** All terms of those and of models. */
  readonly terms: ReadonlySet<string>;
  readonly resourceOf: (route: string) => string;
}

export function nameModules(
  drafts: readonly Draft[],
  graph: CodeGraph,
  app: AppModel,
  views: PartitionOptions["views"],
): readonly NamedDraft[] {
  const vocabulary = readVocabulary(app);
  const subjects = collectSubjects(graph, app, views, vocabulary);
  const holders = new Map<string, number>();
  for (const terms of subjects) for (const term of terms) holders.set(term, (holders.get(term) ?? 0) + 1);
  const ranked = drafts.map((draft) => rankTerms(draft, subjects, holders, vocabulary));
  const taken = new Set<string>(["monolith"]);
  const names = new Map<Draft, string>();
  // The surest claim to a name goes first.
  const order = drafts
    .map((draft, at) => ({ draft, terms: ranked[at]! }))
    .sort((a, b) => (b.terms[0]?.score ?? 0) - (a.terms[0]?.score ?? 0) || b.draft.lines - a.draft.lines);
  for (const { draft, terms } of order) {
    const name = chooseName(draft, terms, taken, graph, vocabulary);
    taken.add(name);
    names.set(draft, name);
  }
  return drafts.map((draft, at) => {
    const name = names.get(draft)!;
    return { ...draft, id: name, name, terms: ranked[at]!.slice(0, 5).map(({ term }) => term) };
  });
}

function readVocabulary(app: AppModel): Vocabulary {
  const resources = new Map(app.routes.map(({ id, path }) => [id, resourceOf(path)]));
  const texts = new Set([...app.tables.map(({ name }) => name), ...resources.values()].filter((text) => text !== ""));
  const prefix = findPrefix(app.tables.map(({ name }) => name));
  const things = [...texts].sort(byText).map((text) => {
    const bare = text.startsWith(prefix) ? text.slice(prefix.length) : text;
    return { text, bare, terms: splitName(bare) };
  });
  const models = app.models.flatMap(({ name }) => splitName(name.replace(/^.*::/, "")));
  return {
    things,
    terms: new Set([...things.flatMap(({ terms }) => terms), ...models]),
    resourceOf: (route) => resources.get(route) ?? "",
  };
}

/** What most tables start with says whose they are ("spree_"), not what they are. */
function findPrefix(tables: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const table of tables) {
    const prefix = /^[a-z0-9]+_/i.exec(table)?.[0];
    if (prefix !== undefined) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || byText(a[0], b[0]));
  return most !== undefined && tables.length > 2 && most[1] * 2 > tables.length ? most[0] : "";
}

/** What each file is about: its name, what it defines, the tables it owns, the resources it serves, the package it is in. */
function collectSubjects(
  graph: CodeGraph,
  app: AppModel,
  views: PartitionOptions["views"],
  vocabulary: Vocabulary,
): readonly ReadonlySet<string>[] {
  const subjects = graph.nodes.map(({ path, names, ownedTables, routes }) => {
    const fileName = path.slice(path.lastIndexOf("/") + 1).replace(/\..*$/, "");
    // Classes are things; functions are verbs, which name no module.
    const classes = names.filter((name) => /(^|::)[A-Z][^:]*$/.test(name) && name !== name.toUpperCase());
    const said = views.words > 0 ? [fileName, ...classes] : [];
    const folders = views.layout > 0 ? path.split("/").slice(0, -1) : [];
    const resources = routes.map(vocabulary.resourceOf);
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

/** By how well "the file is about this term" foretells "the file is in this module" (F1), and by what kind of word it is. */
function rankTerms(
  draft: Draft,
  subjects: readonly ReadonlySet<string>[],
  holders: ReadonlyMap<string, number>,
  vocabulary: Vocabulary,
): readonly Candidate[] {
  const inside = new Map<string, number>();
  for (const node of draft.nodes) for (const term of subjects[node]!) inside.set(term, (inside.get(term) ?? 0) + 1);
  const owned = new Set(draft.tables.flatMap(splitName));
  const worthOf = (term: string): number => {
    if (owned.has(term)) return OWN;
    return (vocabulary.terms.has(term) ? 1 : FOREIGN) * (VERB_TERMS.has(term) ? VERB : 1);
  };
  return [...inside]
    .filter(([term]) => !LAYER_TERMS.has(stem(term)) && !FUNCTION_TERMS.has(term))
    .map(([term, count]) => {
      const fit = (2 * count) / (draft.nodes.length + holders.get(term)!);
      return { term, score: fit * worthOf(term) };
    })
    .sort((a, b) => b.score - a.score || byText(a.term, b.term));
}

function chooseName(
  draft: Draft,
  terms: readonly Candidate[],
  taken: ReadonlySet<string>,
  graph: CodeGraph,
  vocabulary: Vocabulary,
): string {
  const words = terms.slice(0, 6).map(({ term }) => spellOut(term, draft, vocabulary));
  const pairs = words.slice(1).map((word) => `${words[0]}-${word}`);
  const resources = draft.routes.map(vocabulary.resourceOf).filter((resource) => resource !== "");
  const candidates = [...words.slice(0, 2), ...pairs, ...words.slice(2), ...draft.tables, ...resources];
  const free = candidates.map(toKebab).find((name) => !taken.has(name));
  if (free !== undefined) return free;
  const content = draft.nodes.map((node) => graph.nodes[node]!.lines).join(" ");
  return `part-${hashText(`${content} ${draft.tables.join(" ")}`).toString(36)}`;
}

const MOST_WORDS = 3;

/** The app's own spelling where the term is a table or resource ("invoices"), or only ever a part of one ("doc_methods"). */
function spellOut(term: string, draft: Draft, { things, resourceOf: resource }: Vocabulary): string {
  const own = new Set([...draft.tables, ...draft.routes.map(resource)]);
  const mine = things.filter(({ text }) => own.has(text));
  const exact = mine.find(({ text, terms }) => draft.tables.includes(text) && terms.length === 1 && terms[0] === term);
  if (exact !== undefined) return exact.bare;
  if (things.some(({ terms }) => terms.length === 1 && terms[0] === term)) return term;
  const whole = mine.filter(({ terms }) => terms.length <= MOST_WORDS && terms.includes(term));
  return whole.length === 1 || whole.every(({ terms }) => terms.at(-1) === term) ? (whole[0]?.bare ?? term) : term;
}

const toKebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "") || name;
