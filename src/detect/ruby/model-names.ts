/** Tells which model a name means: a variable's, an association's wherever it is declared. */
import type { RubyAssociations } from "./associations.js";
import type { ModelClass, RubyModels } from "./model-classes.js";

export interface ModelNames {
  /** "current_user", "@old_account", "user": the model of the longest ending that names one. */
  byVariable(name: string): ModelClass | null;
  /** `authorization` where the only model of that ending is CardAuthorization. */
  byEnding(name: string): ModelClass | null;
}

/** Lexical modules around a class, outermost first. */
export const nestingOf = (name: string): readonly string[] => {
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
export function byAssociation(
  ruby: RubyModels,
  associations: RubyAssociations,
): ReadonlyMap<string, ModelClass | null> {
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

export function nameModels({ models, inflector }: RubyModels): ModelNames {
  const short = byShortName(models);
  const wordsOf = (name: string): readonly string[] => name.replace(/^[@$]+/, "").split("_");
  return {
    byVariable(name) {
      const words = wordsOf(name);
      for (let from = 0; from < words.length; from += 1) {
        const word = words.slice(from).join("_");
        const model = short.get(inflector.camelize(word)) ?? short.get(inflector.camelize(inflector.singularize(word)));
        if (model) return model;
      }
      return null;
    },
    byEnding(name) {
      const word = wordsOf(name).at(-1) ?? "";
      const ending = inflector.camelize(inflector.singularize(word));
      const found = word.length < 4 ? [] : [...short].filter(([one, model]) => model !== null && one.endsWith(ending));
      return found.length === 1 ? (found[0]?.[1] ?? null) : null;
    },
  };
}
