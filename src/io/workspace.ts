/** Walks a directory into a Workspace: every file that belongs to the app, by path and content digest. */
import { createHash } from "node:crypto";
import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { join, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import { UserError } from "../model/errors.js";
import type { Workspace, WorkspaceFile } from "../model/workspace.js";
import { byText } from "../text/order.js";
import { readOwnPaths } from "./own-paths.js";

/** Never the app's own code, wherever they stand. */
const LEFT_OUT = new Set([
  ".git",
  ".hg",
  ".svn",
  "node_modules",
  "bower_components",
  ".bundle",
  ".migrate-cache",
  ".yarn",
  "__pycache__",
  ".venv",
  "venv",
  ".tox",
  ".next",
  ".nuxt",
  ".cache",
]);
/** Left out below a directory of this name only. */
const LEFT_OUT_BELOW: Readonly<Record<string, readonly string[]>> = { vendor: ["bundle", "cache", "gems", "ruby"] };

/** Files over this many bytes are listed as skipped: no person wrote them. */
const LARGEST = 32 * 1024 * 1024;

/** What is remembered of a file between runs, so that an unchanged one is not read again. */
export interface StatMemory {
  get(path: string): { readonly stamp: string; readonly digest: string } | undefined;
}

export interface WalkResult {
  readonly workspace: Workspace;
  /** Stamp of each file, for the next run's memory. */
  readonly stamps: ReadonlyMap<string, { readonly stamp: string; readonly digest: string }>;
}

interface Layer {
  readonly prefix: string;
  readonly rules: Ignore;
}

export function walkWorkspace(root: string, memory: StatMemory): WalkResult {
  const realRoot = realpathSync(root);
  const own = readOwnPaths(root);
  const files: WorkspaceFile[] = [];
  const skipped: { path: string; reason: string }[] = [];
  const stamps = new Map<string, { stamp: string; digest: string }>();

  // Workspace paths are clean already: `join` would look at each character again.
  const base = join(root, "/");
  const absolute = (path: string): string => base + path;

  const visit = (directory: string, layers: readonly Layer[]): void => {
    const entries = readEntries(absolute(directory), directory, skipped);
    const here = entries.some(({ name }) => name === ".gitignore") ? withIgnoreFile(root, directory, layers) : layers;
    for (const entry of entries) {
      const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
      if (own.owns(path)) continue;
      if (entry.isDirectory()) {
        if (!isLeftOut(directory, entry.name) && !isIgnored(here, `${path}/`)) visit(path, here);
      } else if (entry.isSymbolicLink()) {
        visitLink(path, here);
      } else if (entry.isFile() && !isIgnored(here, path)) {
        addFile(path, lstatSync(absolute(path)));
      }
    }
  };

  const visitLink = (path: string, layers: readonly Layer[]): void => {
    const target = tryRealpath(join(root, path));
    if (target === null)
      return void skipped.push({ path, reason: "a symbolic link that leads nowhere or in a circle" });
    if (target !== realRoot && !target.startsWith(realRoot + sep))
      return void skipped.push({ path, reason: "a symbolic link that leads out of the repo" });
    const stats = statSync(target);
    // The target is walked under its own name; only a config file at the root may be meant by its linked name (Procfile -> Procfile.prod).
    if (stats.isFile() && !path.includes("/") && !isIgnored(layers, path)) addFile(path, stats);
  };

  const addFile = (path: string, stats: Stats): void => {
    if (stats.size > LARGEST) return void skipped.push({ path, reason: `larger than ${LARGEST / 1024 / 1024} MiB` });
    const stamp = `${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}:${stats.ino}`;
    const known = memory.get(path);
    const digest = known?.stamp === stamp ? known.digest : tryDigest(absolute(path));
    if (digest === null) return void skipped.push({ path, reason: "not readable" });
    stamps.set(path, { stamp, digest });
    files.push({ path, digest, size: stats.size, executable: (stats.mode & 0o100) !== 0 });
  };

  visit("", []);
  files.sort((a, b) => byText(a.path, b.path));
  skipped.sort((a, b) => byText(a.path, b.path));
  return { workspace: { files, skipped }, stamps };
}

function readEntries(absolute: string, path: string, skipped: { path: string; reason: string }[]): readonly Dirent[] {
  try {
    return readdirSync(absolute, { withFileTypes: true });
  } catch {
    skipped.push({ path, reason: "directory not readable" });
    return [];
  }
}

function isLeftOut(directory: string, name: string): boolean {
  const parent = directory.slice(directory.lastIndexOf("/") + 1);
  return LEFT_OUT.has(name) || (LEFT_OUT_BELOW[parent]?.includes(name) ?? false);
}

function withIgnoreFile(root: string, directory: string, layers: readonly Layer[]): readonly Layer[] {
  try {
    const text = readFileSync(join(root, directory, ".gitignore"), "utf8");
    return [...layers, { prefix: directory === "" ? "" : `${directory}/`, rules: ignore().add(text) }];
  } catch {
    return layers;
  }
}

/** The deepest .gitignore that has a word on the path decides, as in git. */
function isIgnored(layers: readonly Layer[], path: string): boolean {
  for (let i = layers.length - 1; i >= 0; i -= 1) {
    const { prefix, rules } = layers[i]!;
    const verdict = rules.test(path.slice(prefix.length));
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

function tryRealpath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function tryDigest(path: string): string | null {
  try {
    return createHash("sha1").update(readFileSync(path)).digest("hex");
  } catch {
    return null;
  }
}

export function requireDirectory(root: string): void {
  const stats = statSync(root, { throwIfNoEntry: false });
  if (stats === undefined) throw new UserError(`${root} does not exist`, { hint: "name the folder of the app's repo" });
  if (!stats.isDirectory()) throw new UserError(`${root} is a file`, { hint: "name the folder of the app's repo" });
}
