/** Turns a module specifier, as written in a file, into a file of the repo or the name of a package. */
import type { Diagnostic } from "../../model/evidence.js";
import { matchGlob } from "../../text/glob.js";
import { byText } from "../../text/order.js";
import { asObject, folderOf, type Manifest } from "./manifests.js";
import { joinPath } from "./paths.js";
import type { TsConfigs } from "./tsconfig.js";

export type Resolved =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "package"; readonly name: string; readonly subpath: string }
  | { readonly kind: "missing" };

const EXTENSIONS = [
  ".ts",
  ".tsx",
  ".js",
  ".jsx",
  ".mjs",
  ".cjs",
  ".mts",
  ".cts",
  ".json",
  ".d.ts",
  ".vue",
  ".svelte",
  ".graphql",
  ".gql",
  ".es6",
];
/** What a compiled name stands for in source. */
const COMPILED: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};
const MISSING: Resolved = { kind: "missing" };

export class Specifiers {
  readonly diagnostics: Diagnostic[] = [];
  readonly #files: ReadonlySet<string>;
  readonly #folders: ReadonlySet<string>;
  readonly #configs: TsConfigs;
  readonly #byName = new Map<string, Manifest>();
  readonly #byFolder = new Map<string, Manifest>();
  readonly #seen = new Map<string, Map<string, Resolved>>();
  readonly #sorted: readonly string[];
  readonly #globs: ReadonlyMap<string, readonly string[]>;

  constructor(
    paths: readonly string[],
    manifests: readonly Manifest[],
    configs: TsConfigs,
    globs: ReadonlyMap<string, readonly string[]>,
  ) {
    this.#globs = globs;
    this.#sorted = paths;
    this.#files = new Set(paths);
    this.#configs = configs;
    this.#folders = foldersOf(paths);
    for (const manifest of manifests) {
      if (manifest.name !== null && !this.#byName.has(manifest.name)) this.#byName.set(manifest.name, manifest);
      this.#byFolder.set(manifest.dir, manifest);
    }
  }

  resolve(from: string, source: string): Resolved {
    const folder = folderOf(from);
    const cache = this.#seen.get(folder) ?? new Map<string, Resolved>();
    this.#seen.set(folder, cache);
    const known = cache.get(source);
    if (known !== undefined) return known;
    const found = this.#find(folder, source.replace(/^(?:[\w-]+!)+/, "").replace(/\?[\w=&]+$/, ""));
    cache.set(source, found);
    return found;
  }

  /** Files a loader's pattern stands for: "./routes/*" from its folder, "/modules/*" from the root. */
  expand(from: string, source: string): readonly string[] {
    if (!source.includes("*")) return [];
    if (source.startsWith("keys:")) return this.#listed(from, source.slice("keys:".length, -".*".length));
    const folder = folderOf(from);
    const starts = source.startsWith(".") ? [folder] : ["", ...this.#above(folder).map((one) => one.dir)];
    for (const start of starts) {
      const pattern = joinPath(start, source.replace(/^\//, ""));
      if (pattern === null) continue;
      const found = this.#match(pattern).filter((path) => path !== from);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Files that glob patterns kept under these keys of some configuration name. */
  #listed(from: string, keys: string): readonly string[] {
    const found = new Set<string>();
    for (const pattern of this.#globs.get(keys) ?? []) {
      const path = joinPath("", pattern.replace(/^\.?\//, ""));
      if (path !== null) for (const one of this.#match(path)) if (one !== from) found.add(one);
    }
    return [...found].sort(byText);
  }

  #match(pattern: string): readonly string[] {
    const named = /\.[a-z]+$/i.test(pattern);
    const exact = matchGlob(pattern);
    const open = named ? null : matchGlob(`${pattern}.{js,ts,cjs,mjs,jsx,tsx}`);
    const index = matchGlob(`${pattern}/index.{js,ts}`);
    const isModule = (path: string): boolean =>
      !/\.(d\.ts|json|md|css|map)$/.test(path) && (named || /\.([cm]?[jt]sx?|vue|svelte|coffee|node)$/.test(path));
    return this.#sorted.filter((path) => isModule(path) && (exact(path) || open?.(path) || index(path)));
  }

  #find(folder: string, source: string): Resolved {
    if (source.startsWith(".")) return this.#file(joinPath(folder, source)) ?? MISSING;
    if (source.startsWith("/")) return this.#rooted(folder, source);
    if (source.startsWith("#")) return this.#internal(folder, source) ?? this.#mapped(folder, source) ?? MISSING;
    return (
      this.#mapped(folder, source) ??
      this.#workspace(source) ??
      this.#aliased(folder, source) ??
      this.#absolute(folder, source) ??
      packageOf(source)
    );
  }

  #rooted(folder: string, source: string): Resolved {
    const relative = source.slice(1);
    for (const start of [...this.#above(folder).map((one) => one.dir), ""]) {
      const found = this.#file(joinPath(start, relative)) ?? this.#file(joinPath(start, `public/${relative}`));
      if (found !== null) return found;
    }
    return MISSING;
  }

  /** The file at a path without, or with another, extension; or the entry of a folder. */
  #file(path: string | null): Resolved | null {
    if (path === null) return null;
    if (this.#files.has(path)) return { kind: "file", path };
    const dot = /\.[cm]?jsx?$/.exec(path);
    for (const extension of dot ? (COMPILED[dot[0]] ?? []) : []) {
      const source = path.slice(0, dot!.index) + extension;
      if (this.#files.has(source)) return { kind: "file", path: source };
    }
    for (const extension of EXTENSIONS)
      if (this.#files.has(path + extension)) return { kind: "file", path: path + extension };
    return this.#folder(path);
  }

  #folder(path: string): Resolved | null {
    if (path !== "" && !this.#folders.has(path)) return null;
    const manifest = this.#byFolder.get(path);
    const prefix = path === "" ? "" : `${path}/`;
    const entries = path === "" ? [] : [manifest?.main, manifest?.source];
    for (const entry of entries) {
      const found = entry ? this.#file(joinPath(path, entry)) : null;
      if (found !== null) return found;
    }
    for (const extension of EXTENSIONS) {
      if (this.#files.has(`${prefix}index${extension}`)) return { kind: "file", path: `${prefix}index${extension}` };
    }
    return null;
  }

  #mapped(folder: string, source: string): Resolved | null {
    for (const mapping of this.#configs.for(folder)) {
      for (const { pattern, targets } of mapping.paths) {
        const rest = starred(pattern, source);
        if (rest === null) continue;
        for (const target of targets) {
          const found = this.#file(target.replace("*", rest));
          if (found !== null) return found;
        }
      }
      if (mapping.baseUrl !== null) {
        const found = this.#file(joinPath(mapping.baseUrl, source));
        if (found !== null) return found;
      }
    }
    return null;
  }

  #workspace(source: string): Resolved | null {
    const { name, subpath } = splitPackage(source);
    const manifest = this.#byName.get(name);
    if (manifest === undefined || manifest.dir === "") return manifest ? this.#entry(manifest, subpath) : null;
    return this.#entry(manifest, subpath) ?? { kind: "package", name, subpath };
  }

  #entry(manifest: Manifest, subpath: string): Resolved | null {
    const targets = exportTargets(manifest.exports, subpath === "" ? "." : `./${subpath}`);
    const plain =
      subpath === ""
        ? [manifest.source, manifest.main, "src/index", "src", "index", "lib/index"]
        : [subpath, `src/${subpath}`];
    for (const target of [...targets, ...plain]) {
      if (!target) continue;
      const found = this.#file(joinPath(manifest.dir, target)) ?? this.#file(joinPath(manifest.dir, sourceOf(target)));
      if (found !== null) return found;
    }
    return null;
  }

  #internal(folder: string, source: string): Resolved | null {
    for (const manifest of this.#above(folder)) {
      for (const target of exportTargets(manifest.imports, source)) {
        const found =
          this.#file(joinPath(manifest.dir, target)) ?? this.#file(joinPath(manifest.dir, sourceOf(target)));
        if (found !== null) return found;
      }
    }
    return null;
  }

  #aliased(folder: string, source: string): Resolved | null {
    for (const manifest of this.#above(folder)) {
      for (const [alias, target] of Object.entries(manifest.aliases)) {
        if (source !== alias && !source.startsWith(`${alias}/`)) continue;
        const found = this.#file(joinPath(manifest.dir, target + source.slice(alias.length)));
        if (found !== null) return found;
      }
    }
    return null;
  }

  /** NODE_PATH style: a bare name that is a path below a folder of NODE_PATH, the root, `src` or `app`, and no dependency. */
  #absolute(folder: string, source: string): Resolved | null {
    const { name } = splitPackage(source);
    const above = this.#above(folder);
    if (above.some((manifest) => manifest.dependencies.has(name))) return null;
    for (const { dir, nodePath } of above) {
      for (const start of nodePath) {
        const root = joinPath(dir, start);
        const found = root === null ? null : this.#file(joinPath(root, source));
        if (found !== null) return found;
      }
    }
    const bare = source.replace(/^[@~]\//, "");
    if (!source.includes("/") && bare === source) return null;
    for (const dir of [...above.map((manifest) => manifest.dir), ""]) {
      for (const start of [dir, joinPath(dir, "src"), joinPath(dir, "app")]) {
        const found = start === null ? null : this.#file(joinPath(start, bare));
        if (found !== null) return found;
      }
    }
    // Begins like a folder of this package, but nothing is there (generated code).
    return above.some(({ dir }) => this.#folders.has(dir === "" ? name : `${dir}/${name}`)) ? MISSING : null;
  }

  /** Packages whose folder holds this one, nearest first. */
  #above(folder: string): readonly Manifest[] {
    const found: Manifest[] = [];
    for (let at = folder; ; at = folderOf(at)) {
      const manifest = this.#byFolder.get(at);
      if (manifest !== undefined) found.push(manifest);
      if (at === "") return found;
    }
  }
}

/** `dist/index.js` was built from `src/index`. */
const sourceOf = (target: string): string =>
  target.replace(/^(\.\/)?(dist|build|lib|out|es|esm|cjs)\//, "src/").replace(/(\.d)?\.[cm]?[jt]s$/, "");

function starred(pattern: string, source: string): string | null {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === source ? "" : null;
  const head = pattern.slice(0, star);
  const tail = pattern.slice(star + 1);
  const fits = source.startsWith(head) && source.endsWith(tail) && source.length >= head.length + tail.length;
  return fits ? source.slice(head.length, source.length - tail.length) : null;
}

/** Files that an `exports` or `imports` field names for a subpath, conditions flattened. */
function exportTargets(field: unknown, subpath: string): string[] {
  if (typeof field === "string") return subpath === "." ? [field] : [];
  const keys = Object.keys(asObject(field));
  if (subpath === "." && keys.length > 0 && !keys.some((key) => key.startsWith("."))) return leaves(field);
  return keys.flatMap((key) => {
    const rest = starred(key, subpath);
    return rest === null ? [] : leaves(asObject(field)[key]).map((leaf) => leaf.replace("*", rest));
  });
}

function leaves(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(leaves);
  return Object.values(asObject(value)).flatMap(leaves);
}

function splitPackage(source: string): { name: string; subpath: string } {
  const steps = source.split("/");
  const length = source.startsWith("@") ? 2 : 1;
  return { name: steps.slice(0, length).join("/"), subpath: steps.slice(length).join("/") };
}

const packageOf = (source: string): Resolved => ({ kind: "package", ...splitPackage(source) });

function foldersOf(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = folderOf(path); at !== "" && !folders.has(at); at = folderOf(at)) folders.add(at);
  }
  return folders;
}
