/** Tells which model a chain such as "user.accounts.find.cards" ends at, by names, associations and scopes. */
import type { RubyAssociations } from "./associations.js";
import type { ModelClass, RubyModels } from "./model-classes.js";

export interface ChainReader {
  /** Model that the last call of the chain acts on, and the models passed on the way; null where it cannot be told. */
  read(chain: string, within: string): { readonly on: ModelClass; readonly through: readonly ModelClass[] } | null;
}

const FINALS = new Set("each map size length any? empty? none? many? to_a reload present? blank?".split(" "));

/** Calls that leave the model, or a relation of it, what it is. */
const SAME = new Set(
  `where not find find_by find_by! first first! last last! take order limit distinct unscoped new build all includes joins eager_load
  preload left_joins left_outer_joins find_or_create_by find_or_create_by! find_or_initialize_by create create! lock rewhere merge
  select group having or tap reload first_or_create first_or_create! find_each sole none with_deleted with_discarded readonly
  unscope reorder offset references includes create_or_find_by create_or_find_by! becomes itself presence in_batches`
    .trim()
    .split(/\s+/),
);

const WRITES = new Set(
  "save! update! destroy! increment! decrement! toggle! delete! upsert_all! insert! insert_all! update_attributes! import! update_attribute!".split(
    " ",
  ),
);

const classOf = (within: string): string => within.replace(/[#.][^#.]*$/, "");

const nestingOf = (name: string): readonly string[] => {
  const parts = name.split("::").filter((part) => part !== "");
  return parts.map((_, index) => parts.slice(0, index + 1).join("::"));
};

/** Last name of each model, where only one model has it. */
function byShortName(models: ReadonlyMap<string, ModelClass>): ReadonlyMap<string, ModelClass | null> {
  const found = new Map<string, ModelClass | null>();
  for (const model of models.values()) {
    const short = model.name.split("::").at(-1) ?? model.name;
    found.set(short, found.has(short) ? null : model);
  }
  return found;
}

/** Association names that lead to one model wherever they are declared. */
function byAssociation(ruby: RubyModels, associations: RubyAssociations): ReadonlyMap<string, ModelClass | null> {
  const found = new Map<string, ModelClass | null>();
  for (const model of ruby.models.values()) {
    for (const [name, { target }] of associations.ownOf(model)) {
      const to = target === null ? null : (ruby.models.get(target) ?? null);
      const known = found.get(name);
      found.set(name, known === undefined || known === to ? to : null);
    }
  }
  return found;
}

function isEnumValue(model: ModelClass, value: string): boolean {
  for (let at: ModelClass | null = model; at !== null; at = at.parent) {
    if (at.fragments.some(({ fragment }) => fragment.enumValues?.includes(value))) return true;
  }
  return false;
}

function staysHere(model: ModelClass, link: string): boolean {
  if (SAME.has(link)) return true;
  for (let at: ModelClass | null = model; at !== null; at = at.parent) {
    for (const { fragment } of at.fragments) {
      if (fragment.scopes?.includes(link) || fragment.enumValues?.includes(link.replace(/^not_/, ""))) return true;
    }
  }
  return false;
}

export function createChainReader(ruby: RubyModels, associations: RubyAssociations): ChainReader {
  const short = byShortName(ruby.models);
  const anywhere = byAssociation(ruby, associations);
  const { inflector, models, classes } = ruby;

  /** "current_user", "@old_account", "user": the model of the longest ending that names one. */
  const byVariable = (name: string): ModelClass | null => {
    const words = name.replace(/^[@$]+/, "").split("_");
    for (let from = 0; from < words.length; from += 1) {
      const word = words.slice(from).join("_");
      const model = short.get(inflector.camelize(word)) ?? short.get(inflector.camelize(inflector.singularize(word)));
      if (model) return model;
    }
    return byEnding(words.at(-1) ?? "");
  };
  /** `authorization` where the only model of that ending is CardAuthorization. */
  const byEnding = (word: string): ModelClass | null => {
    const ending = inflector.camelize(inflector.singularize(word));
    const found = word.length < 4 ? [] : [...short].filter(([name, model]) => model !== null && name.endsWith(ending));
    return found.length === 1 ? (found[0]?.[1] ?? null) : null;
  };

  const rootOf = (root: string, within: string): ModelClass | null => {
    const around = classOf(within);
    if (/^(::)?[A-Z]/.test(root)) {
      const found = classes.lookup(root, nestingOf(around));
      return found === null ? null : (models.get(found.name) ?? null);
    }
    if (root === "self") return models.get(around) ?? null;
    const own = models.get(around);
    const association = own === undefined ? null : associations.find(own, root);
    if (association?.target) return models.get(association.target) ?? null;
    return byVariable(root);
  };

  const follow = (at: ModelClass | null, link: string): ModelClass | null => {
    const association = at === null ? null : associations.find(at, link);
    if (association !== null) return association.target === null ? null : (models.get(association.target) ?? null);
    if (at !== null && staysHere(at, link)) return at;
    // Something else lies between: an association's name still tells where it leads, if all of that name agree.
    return anywhere.get(link) ?? null;
  };

  return {
    read(chain, within) {
      const [root = "", ...links] = chain.split(".");
      const last = links.at(-1) ?? "";
      const start = rootOf(root, within);
      let at = start;
      const through: ModelClass[] = [];
      for (const link of links.slice(0, -1)) {
        const next = follow(at, link);
        // A row that a variable holds was read by whoever filled it.
        const held = at === start && !/^(::)?[A-Z]/.test(root);
        if (at !== null && next !== null && next !== at && !held) through.push(at);
        at = next;
      }
      const created = /^create_(\w+?)!?$/.exec(last)?.[1];
      if (created !== undefined && !SAME.has(last)) {
        const target = at === null ? null : associations.find(at, created)?.target;
        const on = target ? models.get(target) : undefined;
        return on === undefined ? null : { on, through };
      }
      const named = last.endsWith("!") && !SAME.has(last) && !WRITES.has(last);
      if (named && !(at !== null && isEnumValue(at, last.slice(0, -1)))) return null;
      // `joins(:cards)` ends in the association itself.
      const joined = at === null || FINALS.has(last) ? null : associations.find(at, last);
      if (joined?.target) at = models.get(joined.target) ?? at;
      return at === null ? null : { on: at, through: through.filter((model) => model !== at) };
    },
  };
}
