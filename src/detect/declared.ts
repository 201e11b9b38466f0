/** Reads the team's own statement of boundaries: packwerk, engines, Nest modules, workspaces, Django apps, CODEOWNERS. */
import { parse } from "yaml";
import type { DeclaredGroup } from "../model/app-model.js";
import { byKeys } from "../text/order.js";
import type { DetectInput } from "./input.js";

interface Boundary {
  readonly name: string;
  readonly by: string;
  /** Folder with a slash at the end; "" is the whole repo and no boundary. */
  readonly folder: string;
  readonly path: string;
  readonly line?: number;
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);
const lastPart = (folder: string): string =>
  folder
    .split("/")
    .filter((part) => part !== "")
    .at(-1) ?? "";

const VENDORED = /(^|\/)(node_modules|vendor|spec|test|tests|fixtures|dummy)\//;

/** `package.yml` is packwerk's only where packwerk.yml stands or it says what packwerk reads. https://github.com/Shopify/packwerk */
function packwerk({ workspace, reader }: DetectInput): readonly Boundary[] {
  const configured = workspace.files.some((file) => /(^|\/)packwerk\.yml$/.test(file.path));
  return workspace.files.flatMap(({ path }): readonly Boundary[] => {
    if (!/(^|\/)package\.yml$/.test(path) || VENDORED.test(path)) return [];
    const says = /^(enforce_\w+|dependencies|public_path):/m.test(reader.read(path) ?? "");
    const folder = folderOf(path);
    return folder !== "" && (configured || says) ? [{ name: lastPart(folder), by: "packwerk", folder, path }] : [];
  });
}

/** A class below Rails::Engine speaks for the folder that holds its lib/. */
function engines({ facts }: DetectInput): readonly Boundary[] {
  return facts.flatMap((file): readonly Boundary[] => {
    if (file.language !== "ruby" || VENDORED.test(file.path)) return [];
    const engine = file.definitions.find((definition) =>
      definition.bases.some(({ origin }) => "name" in origin && /^(::)?Rails::Engine$/.test(origin.name)),
    );
    const folder = /^(.+\/)lib\//.exec(file.path)?.[1];
    if (engine === undefined || folder === undefined) return [];
    return [{ name: lastPart(folder), by: "engine", folder, path: file.path, line: engine.line }];
  });
}

/** `@Module` classes, each for its folder; the root module is the whole app. */
function nestModules({ facts }: DetectInput): readonly Boundary[] {
  return facts.flatMap((file): readonly Boundary[] => {
    if (!/\.module\.[jt]s$/.test(file.path) || VENDORED.test(file.path)) return [];
    const module = file.definitions.find((definition) =>
      definition.decorators?.some(({ origin }) => "name" in origin && origin.name === "Module"),
    );
    const folder = folderOf(file.path);
    if (module === undefined || /(^|\/)app\.module\.[jt]s$/.test(file.path) || folder === "") return [];
    return [{ name: lastPart(folder), by: "nest-module", folder, path: file.path, line: module.line }];
  });
}

const stringsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

function readYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // A broken manifest states no boundary; whoever owns the format reports it.
    return null;
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/** npm, yarn, pnpm and Lerna workspaces: the patterns that name folders with a package.json. */
function workspacePatterns({ reader }: DetectInput): readonly { readonly pattern: string; readonly path: string }[] {
  const manifest = readYaml(reader.read("package.json") ?? "");
  const listed = field(manifest, "workspaces");
  const patterns = [...stringsOf(listed), ...stringsOf(field(listed, "packages"))];
  const pnpm = stringsOf(field(readYaml(reader.read("pnpm-workspace.yaml") ?? ""), "packages"));
  const lerna = stringsOf(field(readYaml(reader.read("lerna.json") ?? ""), "packages"));
  const from = (path: string) => (pattern: string) => ({ pattern, path });
  return [
    ...patterns.map(from("package.json")),
    ...pnpm.map(from("pnpm-workspace.yaml")),
    ...lerna.map(from("lerna.json")),
  ];
}

const toRegExp = (pattern: string): RegExp => {
  const escaped = pattern
    .replace(/^\.\//, "")
    .replace(/\/$/, "")
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("**", "\u0000").replaceAll("*", "[^/]*").replaceAll("\u0000", ".*")}$`);
};

function workspaces(input: DetectInput): readonly Boundary[] {
  const patterns = workspacePatterns(input);
  const wanted = patterns
    .filter(({ pattern }) => !pattern.startsWith("!"))
    .map((one) => ({ ...one, re: toRegExp(one.pattern) }));
  const barred = patterns
    .filter(({ pattern }) => pattern.startsWith("!"))
    .map(({ pattern }) => toRegExp(pattern.slice(1)));
  return input.workspace.files.flatMap(({ path }): readonly Boundary[] => {
    if (!path.endsWith("/package.json") || VENDORED.test(path)) return [];
    const folder = folderOf(path);
    const bare = folder.slice(0, -1);
    const match = wanted.find(({ re }) => re.test(bare));
    if (match === undefined || barred.some((re) => re.test(bare))) return [];
    return [{ name: lastPart(folder), by: "workspace", folder, path: match.path }];
  });
}

/** A folder with `apps.py` that holds an AppConfig. */
function djangoApps({ workspace, reader }: DetectInput): readonly Boundary[] {
  return workspace.files.flatMap(({ path }): readonly Boundary[] => {
    const folder = folderOf(path);
    if (!/(^|\/)apps\.py$/.test(path) || VENDORED.test(path) || folder === "") return [];
    return /\bAppConfig\b/.test(reader.read(path) ?? "")
      ? [{ name: lastPart(folder), by: "django-app", folder, path }]
      : [];
  });
}

/** Folders that one team owns; a line for the whole repo says nothing. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
function codeOwners({ reader }: DetectInput): readonly Boundary[] {
  const path = ["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"].find(
    (candidate) => reader.read(candidate) !== null,
  );
  if (path === undefined) return [];
  return (reader.read(path) ?? "").split("\n").flatMap((text, at): readonly Boundary[] => {
    const match = /^\/?([\w./-]+?)(?:\/\*{0,2})?\s+(@\S+)/.exec(text);
    const folder = match?.[1];
    if (folder === undefined || match?.[2] === undefined || /\.\w+$/.test(folder)) return [];
    return [{ name: match[2].replace(/^@/, ""), by: "codeowners", folder: `${folder}/`, path, line: at + 1 }];
  });
}

/** Files of known languages below the folder, those of a boundary inside it left to that one. */
function filesBelow(input: DetectInput, boundary: Boundary, all: readonly Boundary[]): readonly string[] {
  const inner = all
    .filter((other) => other.by === boundary.by && other.folder !== boundary.folder)
    .map((other) => other.folder)
    .filter((folder) => folder.startsWith(boundary.folder));
  return input.facts
    .map((file) => file.path)
    .filter((path) => path.startsWith(boundary.folder) && !inner.some((folder) => path.startsWith(folder)));
}

function toGroup(input: DetectInput, boundary: Boundary, all: readonly Boundary[]): DeclaredGroup {
  const { name, by, path, line } = boundary;
  return {
    name,
    by,
    files: filesBelow(input, boundary, all),
    evidence: [line === undefined ? { path } : { path, line }],
  };
}

export function detectDeclared(input: DetectInput): readonly DeclaredGroup[] {
  const all = [packwerk, engines, nestModules, workspaces, djangoApps, codeOwners].flatMap((read) => read(input));
  const seen = new Set<string>();
  const unique = all.filter((one) => {
    const key = `${one.by}\n${one.name}\n${one.folder}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
  return unique
    .map((boundary) => toGroup(input, boundary, unique))
    .filter((group) => group.files.length > 0)
    .sort(
      byKeys(
        (group) => group.by,
        (group) => group.name,
        (group) => group.evidence[0]?.path ?? "",
        (group) => group.evidence[0]?.line ?? 0,
      ),
    );
}
