/** Answers what a Heroku reader asks of the repo: is this path a file, what does it say, what are a package's scripts. */
import type { SourceReader } from "../model/ports.js";
import type { Workspace } from "../model/workspace.js";
import { field, textOf } from "../text/data-node.js";
import { parseJson } from "../text/json.js";

export interface PackageScript {
  readonly name: string;
  readonly command: string;
  readonly line: number;
}

export interface Repo {
  readonly paths: readonly string[];
  has(path: string): boolean;
  isExecutable(path: string): boolean;
  read(path: string): string | null;
  /** Scripts of the package.json in `folder` ("" is the root). */
  scripts(folder: string): readonly PackageScript[];
  /** Folder of the workspace package of that name. */
  packageFolder(name: string): string | null;
}

export function createRepo(workspace: Workspace, reader: SourceReader): Repo {
  const files = new Map(workspace.files.map((file) => [file.path, file]));
  const has = (path: string): boolean => files.has(path);
  const read = (path: string): string | null => (has(path) ? reader.read(path) : null);
  const packageJson = (folder: string) => parseJson(read(joinPath(folder, "package.json")) ?? "null").root;
  let folders: ReadonlyMap<string, string> | null = null;
  const packageFolders = (): ReadonlyMap<string, string> => {
    folders ??= new Map(
      workspace.files
        .filter(({ path }) => path.endsWith("/package.json"))
        .map(({ path }) => path.slice(0, -"/package.json".length))
        .map((folder) => [textOf(field(packageJson(folder), "name")) ?? folder, folder]),
    );
    return folders;
  };
  return {
    paths: workspace.files.map((file) => file.path),
    has,
    isExecutable: (path) => files.get(path)?.executable ?? false,
    read,
    scripts: (folder) =>
      (field(packageJson(folder), "scripts")?.entries ?? []).flatMap(({ key, line, value }) =>
        typeof value.scalar === "string" ? [{ name: key, command: value.scalar, line }] : [],
      ),
    packageFolder: (name) => packageFolders().get(name) ?? null,
  };
}

/** Joins and normalises; a path that leaves the root comes back with its leading "..". */
export function joinPath(folder: string, path: string): string {
  const absolute = path.startsWith("/app/") ? path.slice("/app/".length) : null;
  const parts: string[] = [];
  for (const part of (absolute ?? `${folder}/${path}`).split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
