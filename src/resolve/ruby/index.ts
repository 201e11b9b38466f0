/** Turns Ruby and template facts into a Resolution: constants as Zeitwerk and Ruby find them, requires, partials, helpers. */
import type { FileFacts, Origin } from "../../model/file-facts.js";
import type { ResolvedReference, Target } from "../../model/resolution.js";
import { byKeys } from "../../text/order.js";
import type { LanguageResolver, ResolveInput } from "../language.js";
import { type Autoload, readAutoload } from "./autoload-roots.js";
import { Constants, type FoundConstant } from "./constants.js";
import { readGems } from "./gems.js";
import { createRequireFinder, type FindRequired } from "./requires.js";
import { findViews, indexViews, linkActions } from "./views.js";

const LANGUAGES = ["ruby", "erb"];
/** How the parser marks a reference to a template by its logical name. */
const VIEW = "view:";

class RubyResolver {
  readonly packages = new Map<string, Set<string>>();
  /** What the app defines; it never sees what its tests define. */
  readonly #constants: Constants;
  readonly #inTests: () => Constants;
  readonly #tests: ReadonlySet<string>;
  readonly #autoload: Autoload;
  readonly #gems: ReadonlyMap<string, string>;
  readonly #required: FindRequired;
  readonly #views: ReadonlyMap<string, readonly string[]>;
  readonly #helpers: ReadonlyMap<string, Target>;

  constructor(
    private readonly facts: readonly FileFacts[],
    input: ResolveInput,
  ) {
    const autoload = readAutoload(facts, input.workspace);
    const isTest = (file: FileFacts): boolean => file.marks.includes("test");
    this.#autoload = autoload;
    this.#tests = new Set(facts.filter(isTest).map(({ path }) => path));
    this.#constants = new Constants(
      facts.filter((file) => !isTest(file)),
      autoload,
    );
    let inTests: Constants | null = null;
    this.#inTests = () => {
      inTests ??= new Constants(facts, autoload);
      return inTests;
    };
    this.#gems = readGems(input.workspace, input.reader, autoload.inflector);
    this.#required = createRequireFinder(input.workspace);
    this.#views = indexViews(input.workspace);
    this.#helpers = indexHelpers(facts);
  }

  resolve(path: string, origin: Origin): Target {
    switch (origin.kind) {
      case "constant":
      case "string":
        return this.#constant(path, origin.name, origin.nesting ?? []);
      case "local":
        return { kind: "definition", path, name: origin.name };
      case "import":
        return this.#import(path, origin.source);
      case "global":
        return this.#helpers.get(origin.name) ?? { kind: "unresolved", name: origin.name };
      default:
        return { kind: "unresolved", name: "name" in origin ? origin.name : "" };
    }
  }

  #constant(from: string, name: string, nesting: readonly string[]): Target {
    const constants = this.#tests.has(from) ? this.#inTests() : this.#constants;
    const found = constants.find(name, nesting);
    if (found !== null && !this.#reopensGem(found)) {
      const { path, name: full, members } = found;
      return { kind: "definition", path, name: full, ...(members.length > 0 ? { members } : {}) };
    }
    const segments = name.replace(/^::/, "").split("::");
    const gem = this.#gems.get(segments[0] ?? "");
    return gem === undefined
      ? { kind: "unresolved", name }
      : { kind: "package", name: gem, member: segments.slice(1).join("::") || null };
  }

  /** `ActiveSupport::Concern` in an app that adds a method to ActiveSupport: what the app does not define there is the gem's. */
  #reopensGem({ path, name, members }: FoundConstant): boolean {
    return members.length > 0 && this.#gems.has(name) && this.#autoload.expectedConstant(path) !== name;
  }

  #import(path: string, source: string): Target {
    const file = source.startsWith(VIEW)
      ? (findViews(this.#views, path, source.slice(VIEW.length))[0] ?? null)
      : this.#required(path, source);
    return file === null ? { kind: "unresolved", name: source } : { kind: "file", path: file };
  }

  link(file: FileFacts): readonly ResolvedReference[] {
    const found = new Map<string, ResolvedReference>();
    const add = (to: string, kind: string, symbol: string, count: number, line: number): void => {
      if (to === file.path) return;
      const key = `${to}\n${kind}\n${symbol}`;
      const known = found.get(key);
      found.set(key, {
        from: file.path,
        to,
        kind,
        symbol,
        count: count + (known?.count ?? 0),
        line: Math.min(line, known?.line ?? line),
      });
    };
    for (const { origin, kind, count, line } of file.references) {
      if (origin.kind === "import" && origin.source.startsWith(VIEW)) {
        for (const to of findViews(this.#views, file.path, origin.source.slice(VIEW.length)))
          add(to, kind, "*", count, line);
        continue;
      }
      const target = this.resolve(file.path, origin);
      if (target.kind === "definition") add(target.path, kind, target.name, count, line);
      else if (target.kind === "file") add(target.path, kind, "*", count, line);
      else if (target.kind === "package") this.#use(target.name, file.path);
    }
    for (const { source, line } of file.imports) {
      const target = this.#import(file.path, source);
      if (target.kind === "file") add(target.path, "import", "*", 1, line);
      else this.#useRequired(source, file.path);
    }
    for (const view of linkActions(file, this.#views)) add(view.to, view.kind, view.symbol, view.count, view.line);
    return [...found.values()];
  }

  #use(gem: string, path: string): void {
    const users = this.packages.get(gem);
    if (users === undefined) this.packages.set(gem, new Set([path]));
    else users.add(path);
  }

  #useRequired(source: string, path: string): void {
    const names = new Set(this.#gems.values());
    const gem = [source, source.replaceAll("/", "-"), source.split("/")[0] ?? source].find((name) => names.has(name));
    if (gem !== undefined) this.#use(gem, path);
  }

  linkAll(): readonly ResolvedReference[] {
    return this.facts.flatMap((file) => this.link(file));
  }
}

/** Methods of helper modules, by bare name; a name that two helpers share is nobody's. */
function indexHelpers(facts: readonly FileFacts[]): ReadonlyMap<string, Target> {
  const helpers = new Map<string, Target | null>();
  for (const file of facts) {
    if (!/(^|\/)app\/helpers\//.test(file.path)) continue;
    for (const definition of file.definitions) {
      const name = definition.kind === "method" ? /#(.+)$/.exec(definition.name)?.[1] : undefined;
      if (name === undefined) continue;
      helpers.set(name, helpers.has(name) ? null : { kind: "definition", path: file.path, name: definition.name });
    }
  }
  return new Map([...helpers].flatMap(([name, target]) => (target === null ? [] : [[name, target] as const])));
}

export function resolveRuby(input: ResolveInput): LanguageResolver {
  const own = input.facts.filter((file) => LANGUAGES.includes(file.language));
  const resolver = new RubyResolver(own, input);
  const references = resolver.linkAll();
  const packages = [...resolver.packages].map(([name, users]) => ({ name, usedBy: [...users].sort() }));
  return {
    languages: LANGUAGES,
    resolve: (path, origin) => resolver.resolve(path, origin),
    expand: () => [],
    references,
    packages: packages.sort(byKeys((one) => one.name)),
    diagnostics: [],
  };
}
