/** Turns the frontends that were found into what builds each: packages, command, folder. */
import type { Frontend } from "../model/app-model.js";
import type { SiteBuild } from "../model/build.js";
import { findNode, type RepoFiles } from "./build-parts.js";
import { tellsPagesApart } from "./site-pages.js";

export const planSites = (frontends: readonly Frontend[], repo: RepoFiles): readonly SiteBuild[] =>
  frontends.map((frontend) => {
    const { path, build, output } = frontend;
    const manifest = build === null ? undefined : frontend.evidence.find((one) => one.path.endsWith("package.json"));
    if (manifest === undefined)
      return { path, folder: null, part: null, home: "", command: null, output, pages: tellsPagesApart(repo, path) };
    const folder = manifest.path.slice(0, Math.max(0, manifest.path.length - "/package.json".length));
    const own = folder === "" ? null : findNode(below(repo, folder));
    // A workspace has one lockfile, at the root.
    const home = own?.locked === true ? folder : "";
    const part = home === "" ? findNode(repo) : own;
    const pages = tellsPagesApart(repo, folder);
    return { path, folder, part: part ?? own, home: part === null ? folder : home, command: build, output, pages };
  });

/** The repo as seen from one of its folders. */
function below(repo: RepoFiles, folder: string): RepoFiles {
  const prefix = `${folder}/`;
  return {
    has: (path) => repo.has(prefix + path),
    read: (path) => repo.read(prefix + path),
    paths: repo.paths.flatMap((path) => (path.startsWith(prefix) ? [path.slice(prefix.length)] : [])),
  };
}
