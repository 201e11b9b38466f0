/** Turns the package.json files of a repo into packages by name and by folder. */
import type { SourceReader } from "../../model/ports.js";
import { parseJsonc } from "../../text/jsonc.js";

export interface Manifest {
  /** Folder of the package.json, "" at the root. */
  readonly dir: string;
  readonly name: string | null;
  readonly main: string | null;
  readonly source: string | null;
  readonly exports: unknown;
  readonly imports: Readonly<Record<string, unknown>>;
  readonly aliases: Readonly<Record<string, string>>;
  readonly dependencies: ReadonlySet<string>;
  /** Folders that the package's scripts put on NODE_PATH, from its own. */
  readonly nodePath: readonly string[];
}

export type Json = Readonly<Record<string, unknown>>;

export const asObject = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
const asText = (value: unknown): string | null => (typeof value === "string" ? value : null);

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

export function readManifests(paths: readonly string[], reader: SourceReader): Manifest[] {
  const manifests: Manifest[] = [];
  for (const path of paths) {
    if (!/(^|\/)package\.json$/.test(path)) continue;
    const json = asObject(parseJsonc(reader.read(path) ?? ""));
    const dependencies = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
    manifests.push({
      dir: folderOf(path),
      name: asText(json["name"]),
      main: asText(json["module"]) ?? asText(json["main"]),
      source: asText(json["source"]) ?? asText(json["types"]) ?? asText(json["typings"]),
      exports: json["exports"],
      imports: asObject(json["imports"]),
      aliases: { ...moduleAliases(json), ...babelAliases(folderOf(path), json, reader) },
      dependencies: new Set(dependencies.flatMap((key) => Object.keys(asObject(json[key])))),
      nodePath: nodePathOf(asObject(json["scripts"])),
    });
  }
  return manifests;
}

/** `"start": "NODE_PATH=./server node server/index.js"` */
function nodePathOf(scripts: Json): readonly string[] {
  return Object.values(texts(scripts)).flatMap((command) =>
    command
      .split(/\s+/)
      .filter((word) => word.startsWith("NODE_PATH="))
      .flatMap((word) => word.slice("NODE_PATH=".length).replace(/["']/g, "").split(":"))
      .filter((folder) => folder !== "" && !folder.includes("$")),
  );
}

/** `_moduleAliases` of the module-alias package. */
function moduleAliases(json: Json): Record<string, string> {
  return texts(asObject(json["_moduleAliases"]));
}

const texts = (object: Json): Record<string, string> =>
  Object.fromEntries(Object.entries(object).filter((entry): entry is [string, string] => typeof entry[1] === "string"));

/** Aliases of babel-plugin-module-resolver, where the config is plain data. */
function babelAliases(dir: string, json: Json, reader: SourceReader): Record<string, string> {
  const prefix = dir === "" ? "" : `${dir}/`;
  const configs = [json["babel"]];
  for (const name of [".babelrc", ".babelrc.json", "babel.config.json"]) {
    const text = reader.read(prefix + name);
    if (text !== null) configs.push(parseJsonc(text));
  }
  const aliases: Record<string, string> = {};
  for (const config of configs) {
    const plugins = asObject(config)["plugins"];
    for (const plugin of Array.isArray(plugins) ? plugins : []) {
      if (!Array.isArray(plugin) || !/^(babel-plugin-)?module-resolver$/.test(String(plugin[0]))) continue;
      Object.assign(aliases, texts(asObject(asObject(plugin[1])["alias"])));
    }
  }
  return aliases;
}
