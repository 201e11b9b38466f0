/** Turns manifests and lockfiles into the packages an app depends on, with the versions locked. */
import { parseDocument } from "yaml";
import type { Evidence } from "../../model/evidence.js";
import type { SourceReader } from "../../model/ports.js";
import type { Workspace } from "../../model/workspace.js";

export interface Dependency {
  readonly ecosystem: "npm" | "gem" | "pypi" | "go";
  readonly name: string;
  /** As locked; null where no lockfile tells. */
  readonly version: string | null;
  readonly evidence: Evidence;
}

/** In the order of the workspace; the root's manifest first, so that its versions win. */
export function readDependencies(workspace: Workspace, reader: SourceReader): readonly Dependency[] {
  const paths = workspace.files
    .map(({ path }) => path)
    .filter((path) => !/(^|\/)(test|tests|spec|fixtures|examples?)\//.test(path));
  const named = (name: string): readonly string[] =>
    paths.filter((path) => path === name || path.endsWith(`/${name}`)).sort((a, b) => depth(a) - depth(b));
  const locked = readNpmLocks(paths, reader);
  return [
    ...named("package.json").flatMap((path) => readPackageJson(path, reader.read(path) ?? "", locked)),
    ...named("Gemfile.lock").flatMap((path) => readGemfileLock(path, reader.read(path) ?? "")),
    ...named("requirements.txt").flatMap((path) => readRequirements(path, reader.read(path) ?? "")),
    ...named("pyproject.toml").flatMap((path) => readPyproject(path, reader.read(path) ?? "")),
    ...named("go.mod").flatMap((path) => readGoMod(path, reader.read(path) ?? "")),
  ];
}

const depth = (path: string): number => path.split("/").length;

function readPackageJson(path: string, text: string, locked: ReadonlyMap<string, string>): readonly Dependency[] {
  const manifest = parseJson(text) as { dependencies?: unknown; devDependencies?: unknown } | null;
  const lines = text.split("\n");
  return [manifest?.dependencies, manifest?.devDependencies].flatMap((group) =>
    typeof group !== "object" || group === null
      ? []
      : Object.keys(group).map((name): Dependency => {
          const line = lines.findIndex((content) => content.trimStart().startsWith(`"${name}"`)) + 1;
          return {
            ecosystem: "npm",
            name,
            version: locked.get(name) ?? null,
            evidence: line > 0 ? { path, line } : { path },
          };
        }),
  );
}

/** Name -> version of the root's lockfile, whichever of the three it is. */
function readNpmLocks(paths: readonly string[], reader: SourceReader): ReadonlyMap<string, string> {
  if (paths.includes("package-lock.json")) return readPackageLock(reader.read("package-lock.json") ?? "");
  if (paths.includes("yarn.lock")) return readYarnLock(reader.read("yarn.lock") ?? "");
  if (paths.includes("pnpm-lock.yaml")) return readPnpmLock(reader.read("pnpm-lock.yaml") ?? "");
  return new Map();
}

function readPackageLock(text: string): ReadonlyMap<string, string> {
  const lock = parseJson(text) as {
    packages?: Record<string, { version?: string }>;
    dependencies?: Record<string, { version?: string }>;
  } | null;
  const entries = Object.entries(lock?.packages ?? {}).map(([key, { version }]): [string, string | undefined] => [
    key.replace(/^node_modules\//, ""),
    version,
  ]);
  const older = Object.entries(lock?.dependencies ?? {}).map(([key, { version }]): [string, string | undefined] => [
    key,
    version,
  ]);
  return new Map([...older, ...entries].filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Both the classic format and Berry's YAML: `"name@range":` then `version "1.2.3"` or `version: 1.2.3`. */
function readYarnLock(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let name: string | null = null;
  for (const line of text.split("\n")) {
    const head = /^"?(@?[^@"\s]+)@/.exec(line);
    if (head !== null) name = head[1]!;
    const version = /^\s+version:? "?([^"\s]+)"?/.exec(line);
    if (version !== null && name !== null && !found.has(name)) found.set(name, version[1]!);
  }
  return found;
}

function readPnpmLock(text: string): ReadonlyMap<string, string> {
  const lock = parseDocument(text).toJS({ maxAliasCount: 0 }) as { importers?: Record<string, PnpmGroup> } & PnpmGroup;
  const groups = Object.values(lock?.importers ?? { ".": lock }).flatMap((group) => [
    group?.dependencies,
    group?.devDependencies,
  ]);
  const entries = groups.flatMap((group) => Object.entries(group ?? {}));
  return new Map(
    entries.map(([name, value]) => [
      name,
      (typeof value === "string" ? value : (value.version ?? "")).replace(/\(.*$/, ""),
    ]),
  );
}

interface PnpmGroup {
  readonly dependencies?: Record<string, string | { version?: string }>;
  readonly devDependencies?: Record<string, string | { version?: string }>;
}

/** Specs stand four spaces deep below `specs:`; what they depend on is deeper. https://bundler.io/guides/rationale.html */
function readGemfileLock(path: string, text: string): readonly Dependency[] {
  return text.split("\n").flatMap((line, i): Dependency[] => {
    const spec = /^ {4}([A-Za-z0-9_.-]+) \(([^)]+)\)$/.exec(line);
    return spec === null
      ? []
      : [{ ecosystem: "gem", name: spec[1]!, version: spec[2]!, evidence: { path, line: i + 1 } }];
  });
}

function readRequirements(path: string, text: string): readonly Dependency[] {
  return text.split("\n").flatMap((line, i): Dependency[] => {
    const pin = /^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?\s*(?:==\s*([^\s;#\\]+))?/.exec(line.trim());
    return pin === null
      ? []
      : [{ ecosystem: "pypi", name: pin[1]!.toLowerCase(), version: pin[2] ?? null, evidence: { path, line: i + 1 } }];
  });
}

function readPyproject(path: string, text: string): readonly Dependency[] {
  return text.split("\n").flatMap((line, i): Dependency[] => {
    const entry =
      /^\s*"([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?\s*(?:==\s*([^",;]+))?[^"]*",?\s*$/.exec(line) ??
      /^([A-Za-z0-9_.-]+)\s*=\s*"[~^]?([\d.]+)"/.exec(line);
    return entry === null
      ? []
      : [
          {
            ecosystem: "pypi",
            name: entry[1]!.toLowerCase(),
            version: entry[2] ?? null,
            evidence: { path, line: i + 1 },
          },
        ];
  });
}

function readGoMod(path: string, text: string): readonly Dependency[] {
  return text.split("\n").flatMap((line, i): Dependency[] => {
    const entry = /^(?:require\s+|\t)([\w./~-]+\.[\w./~-]+) (v\S+)/.exec(line);
    return entry === null
      ? []
      : [{ ecosystem: "go", name: entry[1]!, version: entry[2]!, evidence: { path, line: i + 1 } }];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
