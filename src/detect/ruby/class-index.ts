/** Turns the definitions of all Ruby files into classes by full name, with constant look-up and ancestors. */
import type { FileFacts, Origin } from "../../model/file-facts.js";

export interface RubyClass {
  readonly name: string;
  readonly kind: "class" | "module";
  /** First place that is not a mere namespace opening. */
  readonly path: string;
  readonly line: number;
  readonly superclass: Origin | null;
  readonly mixins: readonly Origin[];
}

export interface ClassIndex {
  get(name: string): RubyClass | null;
  /** Ruby's constant look-up: the lexical modules from the inside out, then the top. */
  lookup(name: string, nesting: readonly string[]): RubyClass | null;
  find(origin: Origin): RubyClass | null;
  /** Full name of what the origin means; as written where the repo does not define it. */
  nameOf(origin: Origin): string;
  /** Every module mixed into the class or module itself, mixins of mixins included, once each. */
  mixinsOf(name: string): readonly RubyClass[];
  readonly all: readonly RubyClass[];
}

interface Draft {
  name: string;
  kind: "class" | "module";
  path: string;
  line: number;
  superclass: Origin | null;
  mixins: Origin[];
  weight: number;
}

const NOT_APP = ["test", "migration"];
const TEMPLATE = /(^|\/)templates?\/|(^|\/)(sandbox|dummy)\//;

/** A script that opens a database and declares models of its own (a benchmark, a bug report). */
const standsAlone = (facts: FileFacts): boolean =>
  !/(^|\/)(app|lib|config|db)\//.test(facts.path) &&
  facts.calls.some((call) =>
    /^(ActiveRecord::Base\.establish_connection|ActiveRecord::Schema\.define)$/.test(call.text),
  );

/** Ruby files whose classes are the app's own: no tests, no migrations, no generator templates. */
export const isAppRuby = (facts: FileFacts): boolean =>
  facts.language === "ruby" &&
  facts.parsed &&
  !facts.marks.some((mark) => NOT_APP.includes(mark)) &&
  !TEMPLATE.test(facts.path) &&
  !standsAlone(facts);

function addDefinition(
  drafts: Map<string, Draft>,
  facts: FileFacts,
  definition: FileFacts["definitions"][number],
): void {
  if (definition.kind !== "class" && definition.kind !== "module") return;
  const superclass = definition.bases.find((base) => base.how === "extends")?.origin ?? null;
  const mixins = definition.bases
    .filter((base) => base.how === "include" || base.how === "prepend")
    .map((base) => base.origin);
  // The file that names the superclass or has most lines holds the class; others reopen it.
  const weight = (superclass === null ? 0 : 1_000_000) + definition.endLine - definition.line;
  const known = drafts.get(definition.name);
  if (known === undefined) {
    const { name, kind, line } = definition;
    drafts.set(name, { name, kind, path: facts.path, line, superclass, mixins, weight });
    return;
  }
  known.mixins.push(...mixins);
  known.superclass ??= superclass;
  if (definition.kind === "class") known.kind = "class";
  if (weight > known.weight) Object.assign(known, { path: facts.path, line: definition.line, weight });
}

/** `User.include Payer` written outside the class. */
function addInclusions(
  drafts: Map<string, Draft>,
  files: readonly FileFacts[],
  find: (origin: Origin) => RubyClass | null,
): void {
  for (const facts of files) {
    for (const fragment of facts.fragments) {
      if (fragment.kind !== "setting" || fragment.name !== "include-into" || !fragment.origin) continue;
      const into = find(fragment.origin);
      if (into === null || typeof fragment.value !== "string") continue;
      drafts.get(into.name)?.mixins.push({ kind: "constant", name: fragment.value, nesting: [] });
    }
  }
}

export function indexClasses(facts: readonly FileFacts[]): ClassIndex {
  const files = facts.filter(isAppRuby);
  const drafts = new Map<string, Draft>();
  for (const file of files) for (const definition of file.definitions) addDefinition(drafts, file, definition);
  const get = (name: string): RubyClass | null => drafts.get(name) ?? null;
  const lookup = (name: string, nesting: readonly string[]): RubyClass | null => {
    if (name.startsWith("::")) return get(name.slice(2));
    for (let at = nesting.length - 1; at >= 0; at -= 1) {
      const found = get(`${nesting[at]}::${name}`);
      if (found !== null) return found;
    }
    return get(name);
  };
  const find = (origin: Origin): RubyClass | null => {
    if (origin.kind === "constant") return lookup(origin.name, origin.nesting);
    if (origin.kind === "string") return lookup(origin.name, origin.nesting ?? []);
    return null;
  };
  addInclusions(drafts, files, find);
  const mixinsOf = (name: string, seen = new Set<string>()): RubyClass[] =>
    (get(name)?.mixins ?? []).flatMap((origin) => {
      const mixin = find(origin);
      if (mixin === null || seen.has(mixin.name)) return [];
      seen.add(mixin.name);
      return [mixin, ...mixinsOf(mixin.name, seen)];
    });
  return {
    get,
    lookup,
    find,
    nameOf: (origin) => find(origin)?.name ?? ("name" in origin ? origin.name.replace(/^::/, "") : ""),
    mixinsOf: (name) => mixinsOf(name),
    all: [...drafts.values()],
  };
}
