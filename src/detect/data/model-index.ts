/** Turns model fragments into an index that says which model an origin means. */
import type { Definition, Origin } from "../../model/file-facts.js";
import type { ModelFragment } from "../../model/fragments.js";
import type { Target } from "../../model/resolution.js";
import type { DetectInput } from "../input.js";
import { nameOf, plainName, sharedFolders, stepsOf } from "./origin-names.js";
import { statedModels } from "./stated-models.js";

export interface ModelEntry {
  readonly path: string;
  readonly fragment: ModelFragment;
}

const known = new WeakMap<DetectInput["facts"], ModelIndex>();

/** Built once a run: models, tables and transactions all ask. */
export function modelIndexOf(input: DetectInput): ModelIndex {
  const found = known.get(input.facts);
  if (found !== undefined) return found;
  const index = new ModelIndex(input);
  known.set(input.facts, index);
  return index;
}

export class ModelIndex {
  readonly entries: readonly ModelEntry[];
  readonly #byPath = new Map<string, ModelEntry[]>();
  readonly #byName = new Map<string, ModelEntry[]>();
  readonly #byRegistered = new Map<string, ModelEntry[]>();
  readonly #definitions: ReadonlyMap<string, Definition["kind"]>;
  readonly #resolution: DetectInput["resolution"];

  constructor(input: DetectInput) {
    const { facts, resolution } = input;
    this.#resolution = resolution;
    this.entries = withoutRepeats(statedModels(input));
    for (const entry of this.entries) {
      push(this.#byPath, entry.path, entry);
      push(this.#byName, entry.fragment.name, entry);
      const { name, registered } = entry.fragment;
      const kept = keptName(entry.fragment);
      if (kept !== name) push(this.#byName, kept, entry);
      if (registered !== undefined) push(this.#byRegistered, registered, entry);
    }
    this.#definitions = new Map(
      facts.flatMap((file) => file.definitions.map((one) => [`${file.path}\n${one.name}`, one.kind] as const)),
    );
  }

  /** The model that the origin, as seen in file `path`, stands for; null where it is none or cannot be told. */
  find(path: string, origin: Origin): ModelEntry | null {
    if (origin.kind === "unknown") return null;
    if (origin.kind === "string") return this.named(path, origin.name);
    const target = this.#resolution.resolve(path, origin);
    if (target.kind === "package") return this.#throughFile(path, origin);
    const direct = this.#at(target);
    if (direct !== null) return direct;
    const kind = target.kind === "definition" ? this.#definitions.get(`${target.path}\n${target.name}`) : undefined;
    if (kind !== undefined && stepsOf(origin).length === 0) return this.#aliased(kind, nameOf(origin));
    const name = nameOf(origin);
    return name === null ? null : this.#closest(path, this.#byName.get(name) ?? []);
  }

  /** `models.profile` of a table of all models: by what the ORM calls it. */
  registered(path: string, name: string | null): ModelEntry | null {
    return name === null ? null : this.#closest(path, this.#byRegistered.get(name) ?? []);
  }

  /** By name alone; clients that lower the first letter are met half way. */
  named(path: string, name: string): ModelEntry | null {
    const spellings = [
      name,
      name.charAt(0).toUpperCase() + name.slice(1),
      name.charAt(0).toLowerCase() + name.slice(1),
    ];
    for (const spelling of spellings) {
      const found = this.#closest(path, this.#byName.get(spelling) ?? []);
      if (found !== null) return found;
    }
    return null;
  }

  /** `const Post = mongoose.model("Post")` elsewhere is a variable of that name; a class or function of that name is not. */
  #aliased(kind: Definition["kind"], name: string | null): ModelEntry | null {
    const found = name === null || !(kind === "constant" || kind === "variable") ? [] : (this.#byName.get(name) ?? []);
    return only(found);
  }

  /** An export that stands for a call of the library: `module.exports = { User: sequelize.define(...) }`. */
  #throughFile(path: string, origin: Origin): ModelEntry | null {
    if (origin.kind !== "import") return null;
    const file = this.#resolution.fileOf?.(path, origin.source) ?? null;
    if (file === null) return null;
    const name = nameOf(origin);
    const inFile = this.#byPath.get(file) ?? [];
    if (inFile.length === 1 && stepsOf(origin).length === 0) return inFile[0]!;
    return name === null ? null : this.#closest(path, this.#byName.get(name) ?? []);
  }

  #at(target: Target): ModelEntry | null {
    if (target.kind === "file") return only(this.#byPath.get(target.path) ?? []);
    if (target.kind !== "definition") return null;
    const here = this.#byPath.get(target.path) ?? [];
    const steps = (target.members ?? []).filter((step) => step !== "()");
    const name = plainName(steps.at(-1) ?? target.name);
    const same = here.find((entry) => isCalled(entry, target.name)) ?? here.find((entry) => isCalled(entry, name));
    if (same !== undefined) return same;
    // `module.exports = mongoose.model(...)`: the export has no name of its own.
    return (target.name === "=" || target.name === "default") && steps.length === 0 ? only(here) : null;
  }

  #closest(path: string, entries: readonly ModelEntry[]): ModelEntry | null {
    let best: ModelEntry | null = null;
    for (const entry of entries) {
      if (best === null || sharedFolders(path, entry.path) > sharedFolders(path, best.path)) best = entry;
    }
    return best;
  }
}

const isCalled = ({ fragment }: ModelEntry, name: string): boolean => {
  const plain = plainName(name);
  return (
    fragment.name === plain ||
    keptName(fragment) === plain ||
    ("name" in fragment.origin && fragment.origin.name === name)
  );
};

const keptName = (fragment: ModelFragment): string =>
  "name" in fragment.origin ? plainName(fragment.origin.name) : fragment.name;

const only = (entries: readonly ModelEntry[]): ModelEntry | null => (entries.length === 1 ? entries[0]! : null);

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** `init` beside a decorated class says the same model twice. */
function withoutRepeats(entries: readonly ModelEntry[]): readonly ModelEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ path, fragment }) => {
    const key = `${path}\n${fragment.name}\n${fragment.orm}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
