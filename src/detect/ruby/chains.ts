/** Tells which model a chain such as "user.accounts.find.cards" ends at, by names, associations and scopes. */
import type { RubyAssociations } from "./associations.js";
import type { ModelClass, RubyModels } from "./model-classes.js";
import { byAssociation, nameModels, nestingOf } from "./model-names.js";
import { isEnumValue, SAME, staysHere } from "./model-queries.js";

export interface ChainReader {
  /** Model that the last call of the chain acts on, and the models passed on the way; null where it cannot be told. */
  read(chain: string, within: string): { readonly on: ModelClass; readonly through: readonly ModelClass[] } | null;
}

const FINALS = new Set("each map size length any? empty? none? many? to_a reload present? blank?".split(" "));

const WRITES = new Set(
  "save! update! destroy! increment! decrement! toggle! delete! upsert_all! insert! insert_all! update_attributes! import! update_attribute!".split(
    " ",
  ),
);

const classOf = (within: string): string => within.replace(/[#.][^#.]*$/, "");

export function createChainReader(ruby: RubyModels, associations: RubyAssociations): ChainReader {
  const names = nameModels(ruby);
  const anywhere = byAssociation(ruby, associations);
  const { models, classes } = ruby;

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
    return names.byVariable(root) ?? names.byEnding(root);
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
