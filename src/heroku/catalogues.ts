/** Turns the YAML texts of `rules/catalogues/` into checked Catalogues. */
import type { AddonEntry, BuildpackEntry, Catalogues, DynoSizeEntry, SdkEntry } from "../model/catalogue.js";
import { UserError } from "../model/errors.js";
import { type DataNode, field, parseYaml, textOf } from "../text/data-node.js";
import { byText } from "../text/order.js";
import { CatalogueEntry } from "./catalogue-entry.js";

/** `texts`: by path below `rules/`; a catalogue that is missing is empty. */
export function parseCatalogues(texts: ReadonlyMap<string, string>): Catalogues {
  return {
    pricesRead: readDate(texts, "dyno-sizes"),
    addons: readCatalogue(texts, "addons", toAddon, (entry) => entry.service),
    sdks: readCatalogue(texts, "sdks", toSdk, (entry) => entry.id),
    dynoSizes: readCatalogue(texts, "dyno-sizes", toDynoSize, (entry) => entry.name),
    buildpacks: readCatalogue(texts, "buildpacks", toBuildpack, (entry) => entry.id),
  };
}

const readDate = (texts: ReadonlyMap<string, string>, name: string): string =>
  textOf(field(parseYaml(texts.get(`catalogues/${name}.yaml`) ?? "").root, "read")) ?? "";

/** Every catalogue says when its facts were read: prices and plans age. */
function readCatalogue<T>(
  texts: ReadonlyMap<string, string>,
  name: string,
  toEntry: (path: string, node: DataNode) => T,
  keyOf: (entry: T) => string,
): readonly T[] {
  const path = `catalogues/${name}.yaml`;
  const text = texts.get(path);
  if (text === undefined) return [];
  const { root, errors } = parseYaml(text);
  if (errors[0]) throw new UserError(`rules/${path}:${errors[0].line}: ${errors[0].message}`);
  if (field(root, "read") === null) throw new UserError(`rules/${path}:1: "read", the date of the facts, is missing`);
  const list = field(root, name);
  if (list?.kind !== "list") throw new UserError(`rules/${path}:1: "${name}", the list of entries, is missing`);
  const seen = new Set<string>();
  const entries = list.items.map((node) => {
    const entry = toEntry(path, node);
    const key = keyOf(entry);
    if (seen.has(key)) throw new UserError(`rules/${path}:${node.line}: "${key}" is there twice`);
    seen.add(key);
    return entry;
  });
  return entries.sort((a, b) => byText(keyOf(a), keyOf(b)));
}

function toAddon(path: string, node: DataNode): AddonEntry {
  const entry = new CatalogueEntry(path, node, ["service", "need", "vars", "prefix", "connections", "prices"]);
  const prefix = entry.optionalText("prefix");
  const connections = entry.numbers("connections");
  const prices = entry.numbers("prices");
  return {
    service: entry.text("service"),
    need: entry.text("need"),
    configVars: entry.texts("vars"),
    ...(prefix === null ? {} : { prefix }),
    ...(connections === null ? {} : { connections }),
    ...(prices === null ? {} : { prices }),
  };
}

function toSdk(path: string, node: DataNode): SdkEntry {
  const entry = new CatalogueEntry(path, node, ["id", "need", "npm", "gems", "pypi", "go", "env", "hosts"]);
  const sdk = {
    id: entry.text("id"),
    need: entry.optionalText("need"),
    npm: entry.texts("npm"),
    gems: entry.texts("gems"),
    pypi: entry.texts("pypi"),
    go: entry.texts("go"),
    env: entry.texts("env"),
    hosts: entry.texts("hosts"),
  };
  const signs = sdk.npm.length + sdk.gems.length + sdk.pypi.length + sdk.go.length + sdk.env.length + sdk.hosts.length;
  return signs > 0 ? sdk : entry.fail("nothing gives this service away: name a package, a variable or a host");
}

function toDynoSize(path: string, node: DataNode): DynoSizeEntry {
  const entry = new CatalogueEntry(path, node, ["name", "memory", "price"]);
  return { name: entry.text("name"), memory: entry.number("memory"), price: entry.optionalNumber("price") };
}

function toBuildpack(path: string, node: DataNode): BuildpackEntry {
  const entry = new CatalogueEntry(path, node, ["id", "urls", "language", "injects", "defaultWeb"]);
  return {
    id: entry.text("id"),
    urls: entry.texts("urls"),
    language: entry.optionalText("language"),
    injects: entry.texts("injects"),
    defaultWeb: entry.optionalText("defaultWeb"),
  };
}
