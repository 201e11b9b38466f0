/** Turns lockfiles and version files of the repo's root into the parts an image is built from. */
import semver from "semver";
import type { BuildPart, PackageManager } from "../model/build.js";
import type { SourceReader } from "../model/ports.js";

export interface RepoFiles {
  readonly has: (path: string) => boolean;
  readonly read: SourceReader["read"];
  readonly paths: readonly string[];
}

interface PackageJson {
  readonly engines?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly workspaces?: unknown;
  readonly packageManager?: string;
}

export function readPackageJson(repo: RepoFiles): PackageJson | null {
  try {
    return JSON.parse(repo.read("package.json") ?? "null") as PackageJson | null;
  } catch {
    return null;
  }
}

const existing = (repo: RepoFiles, paths: readonly string[]): readonly string[] =>
  paths.filter((path) => repo.has(path));

const firstLine = (text: string | null): string | null => text?.split(/\r?\n/, 1)[0]?.trim() || null;

export function findParts(repo: RepoFiles): readonly BuildPart[] {
  return [findRuby(repo), findPython(repo), findGo(repo), findNode(repo)].filter((part) => part !== null);
}

function findRuby(repo: RepoFiles): BuildPart | null {
  if (!repo.has("Gemfile")) return null;
  const manifests = existing(repo, ["Gemfile", "Gemfile.lock", ".ruby-version", ".tool-versions"]);
  const gemfile = repo.read("Gemfile") ?? "";
  // Gems of the repo itself (`path: "engines/x"`, gemspec) are read while installing.
  const needsCode = /\bpath:\s*["']|:path\s*=>|^\s*gemspec\b|\beval_gemfile\b/m.test(gemfile);
  return {
    runtime: "ruby",
    version: rubyVersion(repo, gemfile),
    manager: "bundler",
    manifests,
    locked: repo.has("Gemfile.lock"),
    needsCode,
  };
}

/** As Heroku reads it: Gemfile's `ruby "3.3.4"`, the lock's RUBY VERSION, then .ruby-version. */
function rubyVersion(repo: RepoFiles, gemfile: string): string | null {
  const declared = /^\s*ruby\s+["'][^0-9"']*([0-9][0-9.]*)["']/m.exec(gemfile)?.[1];
  const locked = /^RUBY VERSION\s+ruby ([0-9.]+)/m.exec(repo.read("Gemfile.lock") ?? "")?.[1];
  const file = /([0-9][0-9.]*)/.exec(firstLine(repo.read(".ruby-version")) ?? "")?.[1];
  return cleanVersion(locked ?? declared ?? file ?? null);
}

const cleanVersion = (text: string | null): string | null => text?.replace(/\.+$/, "") ?? null;

function findPython(repo: RepoFiles): BuildPart | null {
  const manager = pythonManager(repo);
  if (manager === null) return null;
  const files: Readonly<Record<string, readonly string[]>> = {
    pipenv: ["Pipfile", "Pipfile.lock"],
    poetry: ["pyproject.toml", "poetry.lock"],
    uv: ["pyproject.toml", "uv.lock"],
  };
  const manifests =
    manager === "pip" ? requirementFiles(repo, "requirements.txt") : existing(repo, files[manager] ?? []);
  return {
    runtime: "python",
    version: pythonVersion(repo),
    manager,
    manifests,
    locked: manager !== "pip",
    needsCode: false,
  };
}

function pythonManager(repo: RepoFiles): PackageManager | null {
  if (repo.has("uv.lock")) return "uv";
  if (repo.has("poetry.lock")) return "poetry";
  if (repo.has("Pipfile.lock") || repo.has("Pipfile")) return "pipenv";
  return repo.has("requirements.txt") ? "pip" : null;
}

/** With the files that `-r` and `-c` lines draw in. */
function requirementFiles(repo: RepoFiles, path: string, seen: Set<string> = new Set()): readonly string[] {
  if (seen.has(path) || !repo.has(path)) return [];
  seen.add(path);
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
  for (const line of (repo.read(path) ?? "").split("\n")) {
    const found = /^\s*(?:-r|-c|--requirement|--constraint)[\s=]+(\S+)/.exec(line)?.[1];
    if (found !== undefined) requirementFiles(repo, normalize(folder + found), seen);
  }
  return [...seen].sort();
}

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

function pythonVersion(repo: RepoFiles): string | null {
  const text = `${firstLine(repo.read(".python-version")) ?? ""} ${firstLine(repo.read("runtime.txt")) ?? ""}`;
  return cleanVersion(/(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1] ?? null);
}

function findGo(repo: RepoFiles): BuildPart | null {
  if (!repo.has("go.mod")) return null;
  const text = repo.read("go.mod") ?? "";
  const version = /^\/\/ \+heroku goVersion go([0-9.]+)/m.exec(text)?.[1] ?? /^go ([0-9.]+)/m.exec(text)?.[1] ?? null;
  return {
    runtime: "go",
    version: cleanVersion(version),
    manager: "go",
    manifests: existing(repo, ["go.mod", "go.sum"]),
    locked: repo.has("go.sum"),
    needsCode: /^replace .*=> \.{1,2}\//m.test(text),
  };
}

export function findNode(repo: RepoFiles): BuildPart | null {
  const manifest = readPackageJson(repo);
  if (manifest === null) return null;
  const manager: PackageManager = repo.has("pnpm-lock.yaml") ? "pnpm" : repo.has("yarn.lock") ? "yarn" : "npm";
  const locks = [
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    ".yarnrc.yml",
    "pnpm-lock.yaml",
    ".npmrc",
  ];
  const hooks = ["preinstall", "install", "postinstall", "prepare", "heroku-prebuild"];
  const needsCode =
    hooks.some((hook) => manifest.scripts?.[hook] !== undefined) ||
    manifest.workspaces !== undefined ||
    repo.has("pnpm-workspace.yaml") ||
    repo.paths.some((path) => path.startsWith("patches/") || path.startsWith(".yarn/"));
  return {
    runtime: "node",
    version: nodeVersion(repo, manifest),
    manager,
    manifests: existing(repo, locks),
    locked: existing(repo, ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"]).length > 0,
    ...(manager === "yarn" && repo.has(".yarnrc.yml") ? { berry: berryVersion(repo, manifest) } : {}),
    needsCode,
  };
}

/** Corepack goes by `packageManager`; a repo with Yarn checked in names its file in `yarnPath`. */
function berryVersion(repo: RepoFiles, manifest: PackageJson): number {
  const named = /^yarn@(\d+)/.exec(manifest.packageManager ?? "")?.[1];
  const checkedIn = /^yarnPath:.*\byarn-(\d+)/m.exec(repo.read(".yarnrc.yml") ?? "")?.[1];
  return Number(named ?? checkedIn ?? 4);
}

/** Long-term lines, the one that a range without an upper end is given first; newer ones only where it asks for them. */
const LINES = [24, 22, 20, 18, 16];
const NEWER = [26, 25, 23, 21, 19, 17];

/**
 * The major version that Heroku's buildpack would take from `engines` (devcenter "Node.js support"), but that an open
 * range (">=6") gets the long-term line, not whatever came out last.
 */
function nodeVersion(repo: RepoFiles, manifest: PackageJson): string | null {
  const asked = manifest.engines?.["node"] ?? firstLine(repo.read(".nvmrc")) ?? firstLine(repo.read(".node-version"));
  if (asked === undefined || asked === null) return null;
  const exact = /^v?(\d+)(?:\.\d+)*$/.exec(asked.trim())?.[1];
  if (exact !== undefined) return exact;
  const range = semver.validRange(asked);
  if (range === null) return null;
  const major = [...LINES, ...NEWER].find((line) => semver.intersects(range, `${line}.x`));
  return major === undefined ? (/(\d+)/.exec(range)?.[1] ?? null) : String(major);
}
