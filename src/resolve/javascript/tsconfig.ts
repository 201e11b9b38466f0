/** Turns tsconfig and jsconfig files into path mappings, `extends` and project references followed. */
import type { Diagnostic } from "../../model/evidence.js";
import type { SourceReader } from "../../model/ports.js";
import { parseJsonc } from "../../text/jsonc.js";
import { asObject, folderOf, type Json } from "./manifests.js";
import { joinPath } from "./paths.js";

export interface PathMapping {
  /** Folder that unmapped bare names start at, or null. */
  readonly baseUrl: string | null;
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
}

const EMPTY: PathMapping = { baseUrl: null, paths: [] };

export class TsConfigs {
  readonly diagnostics: Diagnostic[] = [];
  readonly #files: ReadonlySet<string>;
  readonly #reader: SourceReader;
  readonly #byFolder = new Map<string, readonly PathMapping[]>();

  constructor(files: ReadonlySet<string>, reader: SourceReader) {
    this.#files = files;
    this.#reader = reader;
  }

  /** Mappings for a file in this folder, nearest first. */
  for(folder: string): readonly PathMapping[] {
    const known = this.#byFolder.get(folder);
    if (known !== undefined) return known;
    const own = ["tsconfig.json", "jsconfig.json", "tsconfig.base.json", "tsconfig.app.json"]
      .map((name) => (folder === "" ? name : `${folder}/${name}`))
      .filter((path) => this.#files.has(path))
      .flatMap((path) => this.#read(path, [], true));
    const above = folder === "" ? [] : this.for(folderOf(folder));
    const all = [...own.filter((one) => one.baseUrl !== null || one.paths.length > 0), ...above];
    this.#byFolder.set(folder, all);
    return all;
  }

  #read(path: string, chain: readonly string[], references: boolean): readonly PathMapping[] {
    if (chain.includes(path)) {
      const message = `tsconfig extends itself: ${[...chain.slice(chain.indexOf(path)), path].join(" -> ")}`;
      this.diagnostics.push({ code: "tsconfig-circular", path, line: null, message });
      return [];
    }
    const json = asObject(parseJsonc(this.#reader.read(path) ?? ""));
    const folder = folderOf(path);
    const next = [...chain, path];
    const parents = listOf(json["extends"]).flatMap((name) => this.#extended(folder, name, next));
    const own = mappingOf(folder, asObject(json["compilerOptions"]));
    const merged: PathMapping = {
      baseUrl: own.baseUrl ?? parents.at(-1)?.baseUrl ?? null,
      paths: own.paths.length > 0 ? own.paths : (parents.at(-1)?.paths ?? []),
    };
    return references ? [merged, ...this.#referenced(folder, json)] : [merged];
  }

  #extended(folder: string, name: string, chain: readonly string[]): readonly PathMapping[] {
    const base = name.startsWith(".") ? joinPath(folder, name) : null;
    if (base === null) return [];
    const path = [base, `${base}.json`, `${base}/tsconfig.json`].find((one) => this.#files.has(one));
    return path === undefined ? [] : this.#read(path, chain, false);
  }

  #referenced(folder: string, json: Json): readonly PathMapping[] {
    const references = Array.isArray(json["references"]) ? json["references"] : [];
    return references.flatMap((reference) => {
      const target = asObject(reference)["path"];
      // A reference to another folder has its own files; one to a sibling config speaks for these, and may well extend this.
      return typeof target === "string" && /^(\.\/)?[^/]+\.json$/.test(target)
        ? this.#extended(folder, `./${target.replace(/^\.\//, "")}`, [])
        : [];
    });
  }
}

const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string");

function mappingOf(folder: string, options: Json): PathMapping {
  const base = typeof options["baseUrl"] === "string" ? joinPath(folder, options["baseUrl"]) : null;
  const paths = Object.entries(asObject(options["paths"])).map(([pattern, targets]) => ({
    pattern,
    targets: listOf(targets).flatMap((target) => joinPath(base ?? folder, target) ?? []),
  }));
  if (base === null && paths.length === 0) return EMPTY;
  // The longest fixed start wins. https://www.typescriptlang.org/docs/handbook/modules/reference.html#paths
  paths.sort((a, b) => b.pattern.split("*")[0]!.length - a.pattern.split("*")[0]!.length);
  return { baseUrl: base, paths };
}
