/** Turns words between singular, plural, CamelCase and snake_case by the rules of ActiveSupport. https://github.com/rails/rails/blob/main/activesupport/lib/active_support/inflections.rb */

type Rule = readonly [pattern: RegExp, replacement: string];

export interface InflectionChange {
  readonly kind: "plural" | "singular" | "irregular" | "uncountable" | "acronym";
  /** Regex source for plural/singular where `regex`; else a word. */
  readonly args: readonly string[];
  readonly regex?: boolean;
}

export interface Inflector {
  pluralize(word: string): string;
  singularize(word: string): string;
  camelize(path: string): string;
  underscore(name: string): string;
  /** "Billing::LineItem" -> "billing/line_items" */
  tableize(className: string): string;
  /** "line_items" -> "LineItem" */
  classify(tableName: string): string;
}

const rule = (source: string, replacement: string): Rule => [new RegExp(source, "i"), replacement];

const PLURAL: readonly Rule[] = [
  [/$/, "s"],
  rule("s$", "s"),
  rule("^(ax|test)is$", "$1es"),
  rule("(octop|vir)us$", "$1i"),
  rule("(octop|vir)i$", "$1i"),
  rule("(alias|status)$", "$1es"),
  rule("(bu)s$", "$1ses"),
  rule("(buffal|tomat)o$", "$1oes"),
  rule("([ti])um$", "$1a"),
  rule("([ti])a$", "$1a"),
  rule("sis$", "ses"),
  rule("(?:([^f])fe|([lr])f)$", "$1$2ves"),
  rule("(hive)$", "$1s"),
  rule("([^aeiouy]|qu)y$", "$1ies"),
  rule("(x|ch|ss|sh)$", "$1es"),
  rule("(matr|vert|ind)(?:ix|ex)$", "$1ices"),
  rule("^(m|l)ouse$", "$1ice"),
  rule("^(m|l)ice$", "$1ice"),
  rule("^(ox)$", "$1en"),
  rule("^(oxen)$", "$1"),
  rule("(quiz)$", "$1zes"),
];

const SINGULAR: readonly Rule[] = [
  rule("s$", ""),
  rule("(ss)$", "$1"),
  rule("(n)ews$", "$1ews"),
  rule("([ti])a$", "$1um"),
  rule("((a)naly|(b)a|(d)iagno|(p)arenthe|(p)rogno|(s)ynop|(t)he)(sis|ses)$", "$1sis"),
  rule("(^analy)(sis|ses)$", "$1sis"),
  rule("([^f])ves$", "$1fe"),
  rule("(hive)s$", "$1"),
  rule("(tive)s$", "$1"),
  rule("([lr])ves$", "$1f"),
  rule("([^aeiouy]|qu)ies$", "$1y"),
  rule("(s)eries$", "$1eries"),
  rule("(m)ovies$", "$1ovie"),
  rule("(x|ch|ss|sh)es$", "$1"),
  rule("^(m|l)ice$", "$1ouse"),
  rule("(bus)(es)?$", "$1"),
  rule("(o)es$", "$1"),
  rule("(shoe)s$", "$1"),
  rule("(cris|test)(is|es)$", "$1is"),
  rule("^(a)x[ie]s$", "$1xis"),
  rule("(octop|vir)(us|i)$", "$1us"),
  rule("(alias|status)(es)?$", "$1"),
  rule("^(ox)en", "$1"),
  rule("(vert|ind)ices$", "$1ex"),
  rule("(matr)ices$", "$1ix"),
  rule("(quiz)zes$", "$1"),
  rule("(database)s$", "$1"),
];

const IRREGULAR: readonly (readonly [string, string])[] = [
  ["person", "people"],
  ["man", "men"],
  ["child", "children"],
  ["sex", "sexes"],
  ["move", "moves"],
  ["zombie", "zombies"],
];

const UNCOUNTABLE = "equipment information rice money species series fish sheep jeans police".split(" ");

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

interface Rules {
  readonly plural: Rule[];
  readonly singular: Rule[];
  uncountable: string[];
  readonly acronyms: Map<string, string>;
}

/** Rails keeps the first letter as written and replaces the rest. */
function addIrregular(rules: Rules, singular: string, plural: string): void {
  const rest = [singular.slice(1), plural.slice(1)] as const;
  for (const [first, word] of [
    [singular[0] ?? "", rest[0]],
    [plural[0] ?? "", rest[1]],
  ] as const) {
    rules.plural.push(
      rule(`(${escaped(first)})${escaped(word)}$`, `${first === plural[0] ? "$1" : plural[0]}${rest[1]}`),
    );
    rules.singular.push(
      rule(`(${escaped(first)})${escaped(word)}$`, `${first === singular[0] ? "$1" : singular[0]}${rest[0]}`),
    );
  }
}

function applyChange(rules: Rules, change: InflectionChange): void {
  const [first = "", second = ""] = change.args;
  if (change.kind === "irregular") addIrregular(rules, first, second);
  else if (change.kind === "uncountable") rules.uncountable.push(...change.args.map((word) => word.toLowerCase()));
  else if (change.kind === "acronym") rules.acronyms.set(first.toLowerCase(), first);
  else {
    const target = change.kind === "plural" ? rules.plural : rules.singular;
    // A string matches as it stands, anywhere in the word: ActiveSupport hands it to String#sub.
    const pattern = change.regex === true ? new RegExp(first, "i") : new RegExp(escaped(first));
    target.push([pattern, second.replace(/\\(\d)/g, "$$$1")]);
    rules.uncountable = rules.uncountable.filter((word) => word !== first && word !== second);
  }
}

const defaultRules = (): Rules => {
  const rules: Rules = {
    plural: [...PLURAL],
    singular: [...SINGULAR],
    uncountable: [...UNCOUNTABLE],
    acronyms: new Map(),
  };
  for (const [singular, plural] of IRREGULAR) addIrregular(rules, singular, plural);
  return rules;
};

/** The last rule added wins; a word whose end is uncountable stays as it is. */
function inflect(word: string, rules: readonly Rule[], uncountable: readonly string[]): string {
  if (word === "" || uncountable.some((entry) => new RegExp(`\\b${escaped(entry)}$`, "i").test(word))) return word;
  for (let at = rules.length - 1; at >= 0; at -= 1) {
    const [pattern, replacement] = rules[at] ?? [/$/, ""];
    if (pattern.test(word)) return word.replace(pattern, replacement);
  }
  return word;
}

const capitalize = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function camelizeWith(acronyms: ReadonlyMap<string, string>, path: string): string {
  return path
    .split("/")
    .map((part) =>
      part
        .split("_")
        .map(
          (piece, index) => acronyms.get(piece.toLowerCase()) ?? (index === 0 ? capitalize(piece) : capitalize(piece)),
        )
        .join(""),
    )
    .join("::");
}

function underscoreWith(acronyms: ReadonlyMap<string, string>, name: string): string {
  let text = name.replaceAll("::", "/");
  const listed = [...acronyms.values()].sort((a, b) => b.length - a.length).map(escaped);
  if (listed.length > 0) {
    const pattern = new RegExp(`(^|[A-Za-z\\d])(${listed.join("|")})(?=\\b|[^a-z])`, "g");
    text = text.replace(
      pattern,
      (_, before: string, word: string) => `${before}${before === "" ? "" : "_"}${word.toLowerCase()}`,
    );
  }
  return text
    .replace(/([A-Z]+)(?=[A-Z][a-z])|([a-z\d])(?=[A-Z])/g, "$1$2_")
    .replaceAll("-", "_")
    .toLowerCase();
}

export function createInflector(changes: readonly InflectionChange[] = []): Inflector {
  const rules = defaultRules();
  for (const change of changes) applyChange(rules, change);
  const pluralize = (word: string) => inflect(word, rules.plural, rules.uncountable);
  const singularize = (word: string) => inflect(word, rules.singular, rules.uncountable);
  const camelize = (path: string) => camelizeWith(rules.acronyms, path);
  const underscore = (name: string) => underscoreWith(rules.acronyms, name);
  return {
    pluralize,
    singularize,
    camelize,
    underscore,
    tableize: (className) => pluralize(underscore(className)),
    classify: (tableName) => camelize(singularize(tableName.replace(/.*\./, ""))),
  };
}
